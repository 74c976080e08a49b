"""What every article must have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku.library import Library
from zhiku.model import Article, Finding, Place


def summaries(library: Library, _: Path) -> Iterator[Finding]:
    for article in _written(library):
        if not article.summary:
            yield Finding(
                Place(article.path, 1, 1),
                "A001",
                "the article has no `summary` in its front matter",
                "Write: summary: one sentence that says what the reader gets",
            )


def points(library: Library, _: Path) -> Iterator[Finding]:
    for article in _written(library):
        if not 3 <= len(article.points) <= 7:
            yield Finding(
                Place(article.path, 1, 1),
                "A002",
                f"the article opens with {len(article.points)} key points, not 3 to 7",
                'Write them as a list under: !!! abstract "要点"',
            )


def sheets(_: Library, __: Path) -> tuple[Finding, ...]:
    """Nothing: how many pages a sheet takes is known when it is printed, see zhiku.site.printing.sheet_pdfs."""
    return ()


def _written(library: Library) -> Iterator[Article]:
    """Articles that a person has written; drafts of a machine are excused."""
    return (a for a in library.articles if not a.meta.get("draft"))
