"""What is new in notes, against a knowledge base: each section is answered there already, in part, or not at all.

A rewritten text shares few words with its sources, so texts are compared by what they speak of: the subjects of the lexicon. A section
counts as answered when one section of the knowledge base speaks of nearly all that it speaks of; a person has the last word.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhiku.bank.lexicon import Lexicon
from zhiku.library import Library, heading_id
from zhiku.model import Place
from zhiku.notes.piece import Kind, Piece
from zhiku.text import plain

_ANSWERED = 0.75  # share of a section's subjects, by weight, that one section of the knowledge base speaks of
_PART = 0.45
_READ = 600  # characters of a section: they say what it speaks of
_LEAST = 2  # different subjects; with less a section says too little to be looked up


class News(StrEnum):
    """What a knowledge base makes of something in new notes."""

    NEW = "new"
    PART = "part"  # something near is answered
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a section is news, and where the knowledge base speaks of the same."""

    news: News
    at: str = ""
    """`article#id`; empty when it is new."""
    share: float = 0.0
    """Of the section's subjects, by weight, that stand there."""


class Answers:
    """The sections of a knowledge base by what they speak of."""

    def __init__(self, library: Library, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._at: list[str] = []
        self._having: dict[str, set[int]] = defaultdict(set)
        for article in library.articles:
            top = article.title
            for section in library.pages[article.path].sections:
                anchor = heading_id(section.heading)
                for subject in set(lexicon.read(f"{top}\n{section.heading.text}\n{section.text}").subjects):
                    self._having[subject].add(len(self._at))
                self._at.append(f"{article.path}#{anchor}" if section.heading.level > 1 else article.path)

    def judge(self, text: str) -> Verdict:
        """Whether one section of the knowledge base speaks of what `text` speaks of."""
        weights = self._weights(Counter(self._lexicon.read(text[:_READ]).subjects))
        shares: dict[int, float] = defaultdict(float)
        for subject, weight in weights.items():
            for number in self._having.get(subject, ()):
                shares[number] += weight
        if not shares or len(weights) < _LEAST:
            return Verdict(News.NEW)
        best = min(shares, key=lambda number: (-shares[number], number))
        share = round(shares[best], 3)
        if share < _PART:
            return Verdict(News.NEW)
        return Verdict(News.ANSWERED if share >= _ANSWERED else News.PART, self._at[best], share)

    def _weights(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Rare subjects, and those that stand often, weigh more; 1 in all."""
        size = len(self._at)
        weights = {
            subject: (1 + math.log(count)) * math.log((size + 2) / (len(self._having.get(subject, ())) + 1))
            for subject, count in counts.items()
        }
        total = math.fsum(weights.values())
        return {subject: weight / total for subject, weight in weights.items()} if total > 0 else {}


def mark(pieces: Sequence[Piece], answers: Answers) -> list[Piece]:
    """Write into each piece that stays whether its section is news."""
    texts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for piece in pieces:
        if piece.is_live and not piece.kind.is_block:
            texts[_section(piece)].append(plain(piece.text))
    verdicts = {section: answers.judge("\n".join([*section[1:], *found])) for section, found in texts.items()}
    return [
        piece.but(news=verdict.news.value, at=verdict.at)
        if piece.is_live and piece.kind is not Kind.BLANK and (verdict := verdicts.get(_section(piece)))
        else piece
        for piece in pieces
    ]


def mark_answers(pieces: Sequence[Piece], known: Mapping[Place, str]) -> list[Piece]:
    """Pieces of one note that ask, or answer, what the knowledge base answers: `known` maps their lines to `article#id`."""
    spans = sorted(known.items())
    return [
        piece.but(news=News.ANSWERED.value, at=at)
        if piece.news and (at := next((at for span, at in spans if _covers(span, piece.place)), ""))
        else piece
        for piece in pieces
    ]


def _covers(span: Place, place: Place) -> bool:
    """Whether a piece begins in a span; blank lines that end it count for nothing."""
    return span.path == place.path and span.first <= place.first <= span.last


def _section(piece: Piece) -> tuple[str, ...]:
    """Note and headings; a heading belongs to what stands under it."""
    own = (piece.text,) if piece.kind is Kind.HEADING and piece.level < 7 else ()
    return (piece.place.path, *piece.heading, *own)


def summary(pieces: Iterable[Piece]) -> Counter[str]:
    """How many lines are new, in part answered and answered."""
    counts: Counter[str] = Counter()
    for piece in pieces:
        if piece.news:
            counts[piece.news] += piece.place.lines
    return counts
