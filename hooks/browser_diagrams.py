"""MkDocs → mkdocs-mermaid2-plugin: only for pages with a diagram that the reader's browser draws. No logic here."""

from __future__ import annotations

import logging

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page

from zhiku.site.drawing import diagrams, in_browser

PLUGIN = "mermaid2"
logging.getLogger("mkdocs.plugins.mermaid2").setLevel(logging.WARNING)  # it tells all its settings at every build


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    plugin = config.plugins[PLUGIN]
    plugin.config["arguments"] = {**plugin.config["arguments"], **diagrams.THEME}
    config.plugins.events["post_page"].remove(plugin.on_post_page)
    there = {**config, "docs_dir": config.site_dir}  # where it makes sure that its script is
    plugin.on_config(there)  # type: ignore[arg-type]  # it reads a few keys
    return config


@event_priority(50)  # before the pictures are put in
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str | None:
    return (
        config.plugins[PLUGIN].on_post_page(output, config=config, page=page)
        if in_browser.is_needed(output)
        else output
    )
