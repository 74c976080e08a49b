"""MkDocs → zhiku: read the library, add the generated pages, set the navigation. No logic here."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files

from zhiku import ZhikuError, checks
from zhiku.library import read
from zhiku.site import nav, pages, quiz

log = get_plugin_logger("zhiku")
AT_BUILD = ("D001", "L001", "L002", "Q001", "Q002", "R001", "R003", "R004")
"""Checks whose findings are warnings of the build; those of drafts are only told."""
BEFORE_BUILD = ("F001", "F002", "L003")
"""Checks without which Markdown cannot be read."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    docs = Path(config.docs_dir)
    try:
        library = read(docs)
        for finding in checks.run(library, docs, AT_BUILD):
            is_draft = bool(library.pages[finding.place.path].meta.get("draft"))
            log.log(logging.INFO if is_draft else logging.WARNING, "%s", finding)
        fatal = checks.run(library, docs, BEFORE_BUILD)
        generated = pages.files(library)
    except ZhikuError as error:
        raise PluginError(str(error)) from error
    for hint in quiz.missing():
        log.info("%s", hint)
    if fatal:
        raise PluginError("\n".join(map(str, fatal)))
    for made in generated:
        files.append(File.generated(config, made.path, content=made.content))
    config.extra["library"] = library
    config.nav = nav.navigation(library, frozenset(made.path for made in generated))
    return files
