"""The finished site → its pages as search sees them: address, title, sections, what a hit on each is worth, other wordings of its questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from zhiku.library import Library
from zhiku.site.address import url
from zhiku.site.search.sections import Section, sections

ARTICLE, HUB, OTHER, GENERATED = 1.0, 0.5, 0.6, 0.4
"""What a hit is worth: on an article; on a page that leads to articles; on one beside the subject, such as how to take part; on one that
repeats others, of which the title is all that is found."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that can be found."""

    url: str
    """Below the site's root."""
    title: str
    worth: float
    sections: tuple[Section, ...]
    wordings: Mapping[str, tuple[str, ...]]
    """By the anchors of its questions."""


def pages(folder: Path, library: Library) -> list[Page]:
    """All pages of a built site but those that say `search: {exclude: true}` in their front matter."""
    written = {url(path): path for path in library.pages}
    return [page for file in sorted(folder.rglob("*.html")) for page in _page(file, folder, library, written)]


def _page(file: Path, folder: Path, library: Library, written: Mapping[str, str]) -> Iterator[Page]:
    address = file.relative_to(folder).as_posix().removesuffix("index.html")
    path = written.get(address.removesuffix(".html") + ("/" if address.endswith(".html") else ""), "")
    root = html.fromstring(file.read_bytes())
    content = next(iter(root.find_class("md-content__inner")), None)
    told = _told(library, path)
    if content is None or address == "404.html" or told.get("exclude"):
        return
    found = sections(content)
    worth = min(ARTICLE, _worth(library, path) * told.get("boost", 1.0))
    if found:
        article = library.article(path)
        wordings = {q.id: q.wordings for q in article.questions} if article else {}
        yield Page(address, found[0].title, worth, tuple(found if path else found[:1]), wordings)


def _told(library: Library, path: str) -> Mapping[str, float]:
    """What a page says about being found: `exclude`, and `boost`, by which its hits count more or less."""
    page = library.pages.get(path)
    told = page.meta.get("search") if page else None
    return told if isinstance(told, dict) else {}


def _worth(library: Library, path: str) -> float:
    if not path:
        return GENERATED
    if library.article(path):
        return ARTICLE
    return HUB if path.endswith("index.md") else OTHER
