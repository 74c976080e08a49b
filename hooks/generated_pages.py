"""MkDocs → zhiku: read the library, add the generated pages, set the navigation. No logic here."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from zhiku import ZhikuError, checks
from zhiku.library import read
from zhiku.site import nav, pages
from zhiku.site.built import Site
from zhiku.site.drawing import in_browser
from zhiku.site.history import history, why_none
from zhiku.site.learning import quiz
from zhiku.site.links import around, glossary, order, terms
from zhiku.site.machines import picture

log = get_plugin_logger("zhiku")
VENDOR = Path("build/vendor")
AT_BUILD = (
    "D001",
    "F001",
    "F002",
    "G001",
    "G002",
    "H001",
    "L001",
    "L002",
    "P001",
    "P002",
    "Q001",
    "Q002",
    "R001",
    "R003",
    "R004",
)
"""Checks whose findings are warnings of the build; those of drafts are only told."""
BEFORE_BUILD = ("L003",)
"""Checks without which Markdown cannot be read."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    docs = Path(config.docs_dir)
    try:
        library = read(docs)
        for finding in checks.run(library, docs, AT_BUILD):
            is_draft = bool(library.pages[finding.place.path].meta.get("draft"))
            log.log(logging.INFO if is_draft else logging.WARNING, "%s", finding)
        fatal = checks.run(library, docs, BEFORE_BUILD)
        generated = [*pages.files(library), *in_browser.files(library, VENDOR)]
    except ZhikuError as error:
        raise PluginError(str(error)) from error
    for hint in quiz.missing():
        log.info("%s", hint)
    if fatal:
        raise PluginError("\n".join(map(str, fatal)))
    for made in generated:
        files.append(File.generated(config, made.path, content=made.content))
    config.extra["library"] = library
    config.extra["generated"] = frozenset(made.path for made in generated)
    config.extra["around"] = around.around(library)
    config.extra["matcher"] = terms.matcher(glossary.read(library))
    config.extra["history"] = history(docs)
    config.extra["site"] = Site(
        Path(config.site_dir),
        docs,
        library,
        url=config.site_url or "",
        name=config.site_name,
        description=config.site_description or "",
        license=config.extra.get("license") or "",
        history=config.extra["history"],
    )
    config.extra["built"] = []
    for why in (why_none(docs), "" if config.extra["quick"] else picture.why_none()):
        if why:
            log.info("%s", why)
    config.nav = nav.navigation(library, config.extra["generated"])
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    found = order.neighbours(config.extra["library"])
    by_path = {page.file.src_uri: page for page in nav.pages}
    for path, page in by_path.items():
        beside = found.get(path, order.NOBODY)
        page.previous_page = by_path.get(beside.before or "")
        page.next_page = by_path.get(beside.after or "")
    return nav
