"""What a knowledge base answers already: its questions in all their wordings, and the one that a new question is, or is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhiku.bank.alike import Weighed
from zhiku.bank.encoder import Encode
from zhiku.bank.index import Alike, Bank
from zhiku.bank.lexicon import Lexicon, lexicon
from zhiku.bank.same import NEAR, Sameness, against, key, same
from zhiku.library import Library


@dataclass(frozen=True, slots=True)
class Entry:
    """A wording of a question of the knowledge base."""

    at: str
    """`article#id`, the address of the answer in the docs folder."""
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A question of the knowledge base that is like a new one."""

    at: str
    text: str
    """The wording that is most like it."""
    score: float
    same: Sameness | None
    """Why the two are one; None when they are only near."""
    apart: str = ""
    """What keeps two near questions apart, where a rule says so."""


class Known:
    """The questions of a knowledge base."""

    def __init__(self, entries: Sequence[Entry], bank: Bank) -> None:
        """`bank` holds the texts of `entries` in their order."""
        self.entries = tuple(entries)
        self.bank = bank

    def find(self, text: str, *, most: int = 5, least: float = NEAR, whole: bool = False) -> list[Hit]:
        """The questions that are most like `text`, one hit a question, the best first; one of the same words scores 1.

        A question that is one sentence of a known one is answered there too, unless `whole` questions are asked for.
        """
        question = self.bank.weigh(text)
        found: dict[str, Hit] = {}
        for alike in self.bank.nearest(question, most=3 * most, text=text):
            hit = self._hit(text, question, alike, whole=whole)
            if hit.score < least:
                continue
            if hit.at not in found or (hit.same and not found[hit.at].same):
                found[hit.at] = hit
        return sorted(found.values(), key=lambda hit: (hit.same is None, -hit.score))[:most]

    def _hit(self, text: str, question: Sequence[Weighed], alike: Alike, *, whole: bool) -> Hit:
        entry, other = self.entries[alike.number], self.bank.weighed(alike.number)
        if key(entry.text) == key(text):
            return Hit(entry.at, entry.text, 1.0, Sameness(1.0, "The same words."))
        one = same(question, other) or (None if whole else _sentence_of(question, other))
        return Hit(entry.at, entry.text, alike.score, one, "" if one else against(question[0], other[0]))


def _sentence_of(question: Sequence[Weighed], other: Sequence[Weighed]) -> Sameness | None:
    """Why a question is one sentence of another, answered with it; None when it is none."""
    found = (same(question, (sentence,)) for sentence in other[1:])
    best = max((one for one in found if one), key=lambda one: one.score, default=None)
    return Sameness(best.score, f"A part of that question. {best.why}") if best else None


def words(library: Library) -> Lexicon:
    """The lexicon of a knowledge base."""
    return lexicon((group for topic in library.topics for group in topic.aliases), library.context)


def known(library: Library, encode: Encode | None = None) -> Known:
    """Index the questions of a knowledge base. `encode` helps to order what is near."""
    entries = [
        Entry(f"{question.article}#{question.id}", text)
        for question in library.questions()
        for text in (question.text, *question.wordings)
    ]
    return Known(entries, Bank([entry.text for entry in entries], words(library), encode=encode))
