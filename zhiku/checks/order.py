"""What to read first: it exists, and it comes first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku.library import Library
from zhiku.model import Article, Finding, Place


def later(library: Library, docs: Path) -> Iterator[Finding]:
    """Prerequisites that come after the article that needs them, in the reading order of their topic. Articles without an `order` have none."""
    places = {article.path: n for n, article in enumerate(library.articles)}
    for article in library.articles:
        for path in article.prerequisites if "order" in article.meta else ():
            first = library.article(path)
            if first and first.topic == article.topic and places[path] >= places[article.path]:
                yield Finding(
                    _place(docs, article),
                    "P001",
                    f"the prerequisite {path} does not come before this article in the reading order",
                    f"Give it an `order` smaller than {article.order}, or take it out of `prerequisites`.",
                )


def missing(library: Library, docs: Path) -> Iterator[Finding]:
    """Prerequisites that are no articles."""
    for article in library.articles:
        for path in article.prerequisites:
            if library.article(path) is None:
                yield Finding(
                    _place(docs, article),
                    "P002",
                    f"the prerequisite {path} is no article",
                    "Name it by its path in the docs folder: go-runtime/gmp.md",
                )


def _place(docs: Path, article: Article) -> Place:
    lines = (docs / article.path).read_text("utf-8").split("\n")
    line = next((n for n, text in enumerate(lines, 1) if text.startswith("prerequisites:")), 1)
    return Place(article.path, line, line)
