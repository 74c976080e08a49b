"""The glossary: what the knowledge base's terms mean, read from one page of the docs.

A term is a heading of the third level with an id. A line under it that begins with 又名： holds its other names; the first link that follows leads
to the section that explains it at length. `chance` in the front matter lists words that hold a name by chance, as 有限流量 holds 限流.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from zhiku import markdown
from zhiku.library import Library, heading_id, is_internal, resolve
from zhiku.model import Link, Place
from zhiku.text import plain

PAGE = "glossary.md"
_NAMES = re.compile(r"^又名：(?P<names>.+?)。?$", re.MULTILINE)
_SEE = re.compile(r"(?:详)?见\[[^\]]*\]\([^)]*\)。\s*$")


@dataclass(frozen=True, slots=True)
class Term:
    """A thing with all its names and what it is, in a sentence or two of plain text."""

    id: str
    names: tuple[str, ...]
    """Its own first."""
    text: str
    place: Place
    see: Link | None = None
    """Where an article explains it."""


@dataclass(frozen=True, slots=True)
class Glossary:
    terms: tuple[Term, ...] = ()
    chance: tuple[str, ...] = ()
    """Words that hold a name by chance and speak of something else."""


def read(library: Library) -> Glossary:
    """The glossary of a knowledge base; empty where there is none."""
    page = library.pages.get(PAGE)
    if page is None:
        return Glossary()
    chance = page.meta.get("chance")
    return Glossary(tuple(_terms(page)), tuple(chance) if isinstance(chance, list) else ())


def _terms(page: markdown.Page) -> Iterator[Term]:
    ends = chain((s.heading.line for s in page.sections[1:]), [10**9])
    for section, end in zip(page.sections, ends, strict=True):
        heading = section.heading
        if heading.level == 3:
            names = _NAMES.search(section.text)
            others = names["names"].split("、") if names else []
            yield Term(
                id=heading_id(heading),
                names=tuple(plain(name) for name in (heading.text, *others)),
                text=plain(_SEE.sub("", _NAMES.sub("", section.text))),
                place=Place(page.path, heading.line, heading.line),
                see=_see(page, heading.line, end),
            )


def _see(page: markdown.Page, first: int, end: int) -> Link | None:
    for link in page.links:
        if first < link.line < end and is_internal(link.target):
            return Link(Place(page.path, link.line, link.line), plain(link.text), *resolve(page.path, link.target), "")
    return None
