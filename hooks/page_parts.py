"""MkDocs → zhiku: what the build adds to each page. No logic here."""

from __future__ import annotations

from html import escape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from zhiku.site import parts
from zhiku.site.built import built_page
from zhiku.site.drawing import fence
from zhiku.site.home import home
from zhiku.site.machines import head


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    library, path = config.extra["library"], page.file.src_uri
    page.meta = parts.page_meta(library, path, page.meta)
    return parts.page_markdown(library, path, markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    html = parts.page_html(html)
    path = page.file.src_uri
    return config.extra["matcher"].linked(html, path) if config.extra["library"].article(path) else html


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    extra, path = config.extra, page.file.src_uri
    site = extra["site"]
    snippets = config.mdx_configs.get("pymdownx.snippets", {})
    built = built_page(site, path, page.title or "", page.meta, page.markdown or "", snippets=snippets)
    extra["built"].append(built)
    page.meta["description"] = escape(built.summary or site.description)  # the theme does not escape it
    context["head"] = head.head(site, built, quick=bool(extra["quick"]))
    context["around"] = extra["around"].get(path)
    context["since"] = parts.since(site.library, path)
    context["history"] = site.history.get(path)
    if page.is_homepage:
        context["home"] = home(site.library, site.history, extra["generated"], page.content or "")
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    return fence.with_pictures(output)
