"""MkDocs → zhiku: read the library, add the generated pages, set the navigation. No logic here."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files

from zhiku import ZhikuError, checks, load
from zhiku.site import nav, pages

log = get_plugin_logger("zhiku")
AT_BUILD = ("D001", "Q002")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    docs = Path(config.docs_dir)
    try:
        library = load(docs)
        generated = pages.files(library)
        for code in AT_BUILD:
            for finding in checks.CHECKS[code].run(library, docs):
                log.warning("%s: %s %s", finding.place, finding.message, finding.hint)
    except ZhikuError as error:
        raise PluginError(str(error)) from error
    for made in generated:
        files.append(File.generated(config, made.path, content=made.content))
    config.extra["library"] = library
    config.nav = nav.navigation(library, frozenset(made.path for made in generated))
    return files
