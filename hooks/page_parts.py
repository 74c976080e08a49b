"""MkDocs → zhiku: what the build adds to each page. No logic here."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from zhiku.site import fence, parts


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return parts.page_markdown(config.extra["library"], page.file.src_uri, markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return parts.page_html(html)


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    context["backlinks"] = parts.backlinks(config.extra["library"], page.file.src_uri)
    context["since"] = parts.since(config.extra["library"], page.file.src_uri)
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    return fence.with_pictures(output)
