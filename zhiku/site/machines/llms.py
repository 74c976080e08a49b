"""llms.txt: what is here, for language models, in the form of llmstxt.org; llms-full.txt: all articles in one file."""

from __future__ import annotations

from collections.abc import Iterator

from zhiku.model import OutputFile
from zhiku.site import address
from zhiku.site.built import BuiltPage, Site
from zhiku.site.machines import portable


def files(site: Site) -> Iterator[OutputFile]:
    if site.url:
        yield OutputFile("llms.txt", overview(site))
        yield OutputFile("llms-full.txt", whole(site))


def overview(site: Site) -> str:
    """The articles by topic, each with a line that says what it holds; what is made from them comes last, as optional."""
    pages = {page.path: page for page in site.pages}
    lines = [
        f"# {site.name}",
        *(["", f"> {site.description}"] if site.description else []),
        "",
        f"每一页都有 Markdown 版，地址见下。全部文章：{site.url}llms-full.txt；题库（JSON）：{site.url}questions.json。",
    ]
    listed = {"index.md", *(f"{topic.id}/index.md" for topic in site.library.topics)}
    for topic in site.library.topics:
        paths = [a.path for a in site.library.topic_articles(topic.id) if a.path in pages]
        if paths:
            lines += ["", f"## {topic.title}", "", *(_entry(site, pages[path]) for path in paths)]
            listed |= set(paths)
    rest = [pages[path] for path in sorted(pages.keys() - listed) if pages[path].is_public]
    if rest:
        lines += ["", "## Optional", "", *(_entry(site, page) for page in rest)]
    return "\n".join(lines) + "\n"


def whole(site: Site) -> str:
    """Every article with its head, in reading order."""
    pages = {page.path: page for page in site.pages}
    return "\n".join(portable.document(site, pages[a.path]) for a in site.library.articles if a.path in pages)


def _entry(site: Site, page: BuiltPage) -> str:
    title = page.title.replace("[", "\\[").replace("]", "\\]")
    about = f": {page.summary}" if page.summary else ""
    return f"- [{title}]({address.of_markdown(site.url, page.path)}){about}"
