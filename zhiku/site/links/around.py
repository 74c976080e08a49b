"""What stands under an article: what to read after it, what is related, which sections mention it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhiku.library import Library
from zhiku.site.address import url
from zhiku.site.links.backlinks import Backlink, backlinks
from zhiku.site.links.related import related


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article worth reading next."""

    title: str
    url: str
    """Below the site's root."""
    why: str


@dataclass(frozen=True, slots=True)
class Around:
    after: tuple[Suggestion, ...]
    """Articles that this one prepares for."""
    related: tuple[Suggestion, ...]
    backlinks: tuple[Backlink, ...]


def around(library: Library) -> Mapping[str, Around]:
    """What stands under each article, by its path."""
    titles = {article.path: article.title for article in library.articles}
    near = related(library)
    found = {}
    for article in library.articles:
        after = [a for a in library.articles if article.path in a.prerequisites]
        found[article.path] = Around(
            after=tuple(Suggestion(a.title, url(a.path), a.summary) for a in after),
            related=tuple(Suggestion(titles[r.path], url(r.path), r.why) for r in near[article.path]),
            backlinks=backlinks(library, article.path),
        )
    return found
