"""Pages → postings: for each term the sections that hold it, and how much it counts there (BM25F, worked out once at build time)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean

from zhiku.bank.lexicon import Lexicon
from zhiku.site.search.entry import Entry, Posting
from zhiku.site.search.pages import Page
from zhiku.site.search.sections import Kind, Section
from zhiku.site.search.synonyms import synonyms
from zhiku.site.search.terms import terms

TITLE, WORDING, ABOVE, PLACE = 6.0, 4.0, 1.0, 1.0
"""What a term counts in the section's title, in another wording of its question, in the page's title, in the address."""
WORTH = {Kind.PROSE: 1.0, Kind.CODE: 0.25, Kind.SOURCE: 0.2, Kind.POINTER: 0.15}
SATURATION = 1.2
"""At this weight a term has half of its effect: BM25's k1."""
LENGTH = 0.5
"""How much a long section is discounted: BM25's b."""
STEPS = 25
"""An impact is a whole number from 1 to this."""
_SLUG = re.compile(r"[/\-#.]+")


def index(pages: Sequence[Page], names: Lexicon) -> dict[str, Entry]:
    """The index of all sections of these pages, numbered in their order."""
    every = [(page, section) for page in pages for section in page.sections]
    lengths = [_length(section) for _, section in every]
    usual = fmean(lengths) if any(lengths) else 1.0
    apart = Lexicon({name: name for name, subject in names.names.items() if subject})
    words: dict[str, list[Posting]] = defaultdict(list)
    said: dict[str, list[Posting]] = defaultdict(list)
    for number, (page, section) in enumerate(every):
        norm = 1 - LENGTH + LENGTH * lengths[number] / usual
        fields = list(_fields(page, section, norm))
        _add(words, number, page.worth, ((terms(text), weight) for text, weight in fields))
        _add(said, number, page.worth, ((apart.read(text).subjects, weight) for text, weight in fields))
    return {key: Entry(tuple(found)) for key, found in words.items()} | synonyms(words, said, names)


def _fields(page: Page, section: Section, norm: float) -> Iterator[tuple[str, float]]:
    """The texts in which a section is found, each with its weight."""
    yield section.title, TITLE
    yield page.title, ABOVE
    yield _SLUG.sub(" ", f"{page.url} {section.anchor}"), PLACE
    for wording in page.wordings.get(section.anchor, ()):
        yield wording, WORDING
    for block in section.blocks:
        yield block.text, WORTH[block.kind] / norm


def _add(
    index: dict[str, list[Posting]], number: int, worth: float, fields: Iterable[tuple[Iterable[str], float]]
) -> None:
    weights: dict[str, float] = defaultdict(float)
    for found, weight in fields:
        for term in found:
            weights[term] += weight
    for term, weight in weights.items():
        index[term].append((number, max(1, round(STEPS * worth * weight / (weight + SATURATION)))))


def _length(section: Section) -> int:
    return sum(len(block.text) for block in section.blocks if block.kind is not Kind.SOURCE)
