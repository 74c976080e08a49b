"""A topic to be printed as a whole: a page that nobody finds by searching, filled with the finished articles in reading order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from zhiku.library import Library
from zhiku.model import Article, OutputFile, Topic
from zhiku.site.built import Site

_PLACE = "<!-- the articles -->"
_BUTTON = '<button type="button" class="md-button md-button--primary with-script" data-print>打印</button>'
_ARTICLE = re.compile(r'<article class="md-content__inner md-typeset">(?P<content>.*?)</article>', re.DOTALL)
# What belongs to the page of an article alone: the way to its source, its neighbours, its foot.
_OWN = re.compile(
    r'<a\b[^>]*\bclass="md-content__button[^"]*".*?</a>'
    r'|<aside class="around">.*?</aside>'
    r'|<footer class="page-foot">.*?</footer>',
    re.DOTALL,
)
# What names a place within a page; pictures have names of their own, which their styles repeat.
_NAME = re.compile(r'(?P<before>\s(?:id|for|name|aria-labelledby|aria-describedby)="|\shref="#)(?!dg-)(?P<name>[^"]+)"')
_PICTURE = re.compile(r"\bdg-(?=[0-9a-f]{12})")


def page(library: Library, topic: Topic) -> str | None:
    """The page <topic>/print.md, or None for a topic without articles."""
    articles = library.topic_articles(topic.id)
    if not articles:
        return None
    contents = [f'<li><a href="#{_prefix(n)}">{escape(a.title, quote=False)}</a></li>' for n, a in enumerate(articles)]
    return "\n".join(
        [
            "---",
            f"title: {json.dumps(f'{topic.title}：全文', ensure_ascii=False)}",
            f"description: {json.dumps(f'{topic.title}的所有文章，连成一页，用来打印。', ensure_ascii=False)}",
            "generated: true",
            "robots: noindex",
            "search: {exclude: true}",
            "hide: [toc]",
            "styles: [whole-topic]",
            "scripts: [print]",
            "---",
            "",
            f"# {topic.title}：全文 {{ data-search-exclude }}",
            "",
            f'<div class="whole-topic" data-search-exclude><ol>{"".join(contents)}</ol><p>{_BUTTON}</p>{_PLACE}</div>',
            "",
        ]
    )


def whole_topics(site: Site) -> Iterator[OutputFile]:
    """The page of each topic, with its articles as they were finished; links between pages hold, for all lie equally deep."""
    for topic in site.library.topics:
        path = f"{topic.id}/print/index.html"
        if (site.folder / path).is_file():
            html = (site.folder / path).read_text("utf-8")
            articles = _articles(site.folder, site.library.topic_articles(topic.id))
            yield OutputFile(path, html.replace(_PLACE, "".join(articles), 1))


def _articles(folder: Path, articles: Sequence[Article]) -> Iterator[str]:
    for number, article in enumerate(articles):
        html = (folder / article.path.removesuffix(".md") / "index.html").read_text("utf-8")
        if found := _ARTICLE.search(html):
            yield f'<section><span id="{_prefix(number)}"></span>{_apart(found["content"], _prefix(number))}</section>'


def _prefix(number: int) -> str:
    return f"article-{number + 1}"


def _apart(html: str, prefix: str) -> str:
    """An article with names that no other article of the page has, and without what belongs to its own page only."""
    html = _NAME.sub(lambda m: f'{m["before"]}{prefix}-{m["name"]}"', _OWN.sub("", html))
    return _PICTURE.sub(f"{prefix}-dg-", html)
