"""MkDocs → mkdocs-mermaid2-plugin: only for pages with a diagram that the reader's browser draws. No logic here."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page

from zhiku.site.drawing import in_browser

PLUGIN = "mermaid2"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    plugin = config.plugins[PLUGIN]
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
