"""Backlinks: the sections of other articles that link to one, each with the sentence in which it does."""

from __future__ import annotations

from dataclasses import dataclass

from zhiku import markdown
from zhiku.library import FOLLOW_UPS, Library, heading_id
from zhiku.model import Article, Link
from zhiku.site.address import url
from zhiku.text import plain

_BEGINNING = "开头"  # what stands before the first heading


@dataclass(frozen=True, slots=True)
class Mention:
    """A section that links here."""

    section: str
    """Its heading."""
    url: str
    """Below the site's root."""
    context: str
    """The sentence, as plain text; never empty."""


@dataclass(frozen=True, slots=True)
class Backlink:
    """An article that links here."""

    title: str
    url: str
    mentions: tuple[Mention, ...]


def backlinks(library: Library, path: str) -> tuple[Backlink, ...]:
    """Articles that link to `path`, in reading order, with each section that does. Index pages link to everything, and so tell nothing."""
    links = library.backlinks.get(path, ())
    found = []
    for article in library.articles:
        mentions: dict[str, Mention] = {}
        for link in links:
            if link.place.path == article.path:
                mention = _mention(article, library.pages[article.path], link)
                mentions.setdefault(mention.url, mention)
        if mentions:
            found.append(Backlink(article.title, url(article.path), tuple(mentions.values())))
    return tuple(found)


def _mention(article: Article, page: markdown.Page, link: Link) -> Mention:
    above = [h for h in page.headings if h.level > 1 and h.line < link.place.first]
    if not above:
        return Mention(_BEGINNING, url(article.path), _context(link))
    return Mention(plain(above[-1].text), f"{url(article.path)}#{heading_id(above[-1])}", _context(link))


def _context(link: Link) -> str:
    """The sentence around a link: of a list of follow-ups the one, of a row of a table its cells, the words of the link when there is nothing else."""
    context = link.context.lstrip("”’）】 ").rstrip("；")
    if context.startswith(FOLLOW_UPS):
        return FOLLOW_UPS[0] + link.text
    if context.startswith("|") or context.endswith("|"):
        context = " · ".join(cell for part in context.split("|") if (cell := part.strip()))
    return context or link.text or link.target
