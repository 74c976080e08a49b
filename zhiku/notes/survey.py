"""One look at all pieces before anything is written: what pages have to know of other notes, and what the report counts."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from zhiku.notes import images, shown
from zhiku.notes.classify import section
from zhiku.notes.pages import Sheet, divide, fill
from zhiku.notes.piece import Fate, Kind, Piece
from zhiku.notes.spool import by_note

Run = tuple[Fate, int, int]
"""Lines of one fate: it, the number of lines before them, their number."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of all pieces without their texts. Pieces are numbered from 0 in the order of the notes."""

    number_of: Mapping[str, int]
    """Piece id → its number."""
    fates: Sequence[Fate]
    """By piece."""
    sheets: Mapping[str, Sequence[Sheet]]
    """Note → its draft pages; all notes stand here, in order."""
    paths: Sequence[str]
    """Of all draft pages, in order."""
    page_at: Sequence[int]
    """By piece: the number of its page among `paths`, or -1."""
    runs: Mapping[str, Sequence[Run]]
    """Note → what became of its lines, in order."""
    rules: Mapping[str, Counter[Fate]]
    """Rule → how many lines it touched, by what became of them."""
    private: Sequence[int]
    """Pieces that hold private data."""
    against: Sequence[int]
    """Pieces that another one says otherwise than."""
    merged: Sequence[tuple[float, int]]
    """Merged pieces, each behind its score."""
    doubtful: Sequence[tuple[float, int]]
    """First pieces of sections whose topic is uncertain, each behind the lead of the topic; questions are no sections."""
    pictures: frozenset[str]
    """Names of pictures that live pieces show."""

    def page_of(self, piece: str) -> str:
        """The draft page where a piece stands; '' for none."""
        number = self.number_of.get(piece, -1)
        page = self.page_at[number] if number >= 0 else -1
        return self.paths[page] if page >= 0 else ""


def survey(pieces: Iterable[Piece]) -> Survey:
    """Look at the pieces of one note after the other."""
    numbers: dict[str, int] = {}
    fates: list[Fate] = []
    sheets: dict[str, Sequence[Sheet]] = {}
    paths: list[str] = []
    page_at = array("l")
    runs: dict[str, Sequence[Run]] = {}
    rules: dict[str, Counter[Fate]] = defaultdict(Counter)
    private = array("l")
    against = array("l")
    merged: list[tuple[float, int]] = []
    doubtful: list[tuple[float, int]] = []
    pictures: set[str] = set()
    names: dict[str, int] = {}  # of pages, and how often each was given
    for found in by_note(pieces):
        note = found[0].place.path
        sheets[note] = divide(found, names)
        page_at.extend(_pages(found, sheets[note], len(paths)))
        paths += [sheet.path for sheet in sheets[note]]
        runs[note] = _runs(found)
        for number, piece in enumerate(found, len(fates)):
            numbers[piece.id] = number
            for rule in {reason.rule for reason in piece.why}:
                rules[rule][piece.fate] += piece.place.lines
            if shown.private(piece):
                private.append(number)
            if piece.against:
                against.append(number)
            if piece.same_as:
                merged.append((piece.score or 0, number))
            if piece.is_live:
                pictures |= images.used(piece.text)
        doubtful += _doubtful(found, len(fates))
        fates += [piece.fate for piece in found]
    return Survey(
        numbers, fates, sheets, paths, page_at, runs, rules, private, against, merged, doubtful, frozenset(pictures)
    )


def _runs(pieces: Sequence[Piece]) -> list[Run]:
    grouped = [(fate, list(run)) for fate, run in groupby(pieces, key=lambda p: p.fate)]
    return [(fate, run[0].place.first - 1, sum(p.place.lines for p in run)) for fate, run in grouped]


def _doubtful(pieces: Sequence[Piece], first: int) -> list[tuple[float, int]]:
    firsts: dict[tuple[str, ...], tuple[int, Piece]] = {}
    for number, piece in enumerate(pieces, first):
        if piece.is_live and piece.kind is not Kind.BLANK:
            firsts.setdefault(section(piece), (number, piece))
    return [(p.verdict.margin, n) for n, p in firsts.values() if p.verdict.is_uncertain and not p.asks]


def _pages(pieces: Sequence[Piece], sheets: Sequence[Sheet], first: int) -> list[int]:
    """For each piece of a note the number of its page, when its first page has the number `first`; -1 for none."""
    at = {p.id: n for n, page in enumerate(fill(sheets, pieces), first) for p in (*page.over, *page.own)}
    return [at.get(piece.id, -1) for piece in pieces]
