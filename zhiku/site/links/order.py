"""The reading order: topic by topic, article by article. Index pages, cheat-sheets and the rest stand outside of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhiku.library import Library


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The pages before and after one, by their paths; None at an end."""

    before: str | None = None
    after: str | None = None


NOBODY = Neighbours()


def neighbours(library: Library) -> Mapping[str, Neighbours]:
    """What comes before and after each article; the index page of a topic leads to the topic's first article."""
    paths = [article.path for article in library.articles]
    around = zip(paths, [None, *paths], [*paths[1:], None], strict=False)
    found = {path: Neighbours(before, after) for path, before, after in around}
    for article in reversed(library.articles):
        found[f"{article.topic}/index.md"] = Neighbours(after=article.path)
    return found
