"""MkDocs → zhiku: read the library, add the generated pages, set the navigation. No logic here."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files

from zhiku import ZhikuError, checks, load
from zhiku.site import nav, pages
from zhiku.site.history import history, why_none

log = get_plugin_logger("zhiku")
AT_BUILD = ("D001", "Q002")
"""Checks whose findings are warnings of the build."""
BEFORE_BUILD = ("L003",)
"""Checks without which Markdown cannot be read."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    docs = Path(config.docs_dir)
    try:
        library = load(docs)
        missing = [str(f) for code in BEFORE_BUILD for f in checks.CHECKS[code].run(library, docs)]
        generated = pages.files(library)
        for code in AT_BUILD:
            for finding in checks.CHECKS[code].run(library, docs):
                is_draft = bool(library.pages[finding.place.path].meta.get("draft"))
                log.log(logging.INFO if is_draft else logging.WARNING, "%s", finding)
    except ZhikuError as error:
        raise PluginError(str(error)) from error
    if missing:
        raise PluginError("\n".join(missing))
    for made in generated:
        files.append(File.generated(config, made.path, content=made.content))
    config.extra["library"] = library
    config.extra["history"] = history(docs)
    if why := why_none(docs):
        log.info("%s", why)
    config.nav = nav.navigation(library, frozenset(made.path for made in generated))
    return files
