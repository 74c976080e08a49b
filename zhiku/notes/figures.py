"""Two figures for one thing: sentences that are the same but for their numbers, in different places. A person has to say which holds."""

from __future__ import annotations

import re
from array import array
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import numpy as np

from zhiku.notes.passages import sentences
from zhiku.notes.piece import Against, Kind, Piece
from zhiku.notes.shelf import Shelf
from zhiku.text import fold, plain

_FIGURE = re.compile(r"(?<![A-Za-z_\d.])\d[\d,]*(?:\.\d+)?")
_FORM = 8  # times that a sentence stands; one that stands more often is a form
_LEAST = 8  # folded characters without the figures; less than that says nothing of any thing


class Watch:
    """Keeps the sentences with figures of all pieces that pass by."""

    def __init__(self, folder: Path | None = None) -> None:
        """Texts wait in a temporary file in `folder`; of each sentence 16 bytes and its place stay in memory."""
        self._home = TemporaryDirectory(prefix="zhiku-", dir=folder)
        self._shelf = Shelf(Path(self._home.name) / "figures.jsonl")
        self._bare = array("q")  # of each sentence without its figures
        self._headings = array("q")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shelf.close()
        self._home.cleanup()

    def over(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The same pieces, each looked at as it passes."""
        for piece in pieces:
            if piece.is_live and not piece.private and piece.kind in (Kind.PROSE, Kind.LIST):
                self._look(piece)
            yield piece

    def _look(self, piece: Piece) -> None:
        if not _FIGURE.search(piece.text):
            return
        heading = hash((piece.place.path, *piece.heading))
        for sentence in filter(_FIGURE.search, sentences(piece.text)):
            bare = fold(_FIGURE.sub("", sentence))
            if len(bare) >= _LEAST:
                self._shelf.put(piece, sentence)
                self._bare.append(hash(bare))
                self._headings.append(heading)

    def found(self, but: Container[str] = ()) -> dict[str, list[Against]]:
        """By piece, sentences under other headings that differ in figures alone, those of the pieces `but` left out.

        Under one heading they are a before and an after, or a list of cases; and a sentence that stands many times is a form that was filled in.
        """
        found: dict[str, list[Against]] = {}
        for group in self._groups():
            for a, b in combinations(group, 2):
                ids = (self._shelf.ids[a], self._shelf.ids[b])
                if self._headings[a] != self._headings[b] and ids[0] not in but and ids[1] not in but:
                    self._compare(a, b, found)
        return found

    def _groups(self) -> Iterator[list[int]]:
        """Numbers of the sentences that are the same but for their figures."""
        bare = np.frombuffer(self._bare, np.int64) if self._bare else np.empty(0, np.int64)
        order = np.argsort(bare, kind="stable")
        ends = np.flatnonzero(np.append(bare[order][1:] != bare[order][:-1], True)) + 1 if len(order) else order
        for first, past in zip([0, *ends.tolist()], ends.tolist(), strict=False):
            if 2 <= past - first <= _FORM:
                yield order[first:past].tolist()

    def _compare(self, a: int, b: int, found: dict[str, list[Against]]) -> None:
        shelf = self._shelf
        ours, theirs = plain(shelf.text(a)), plain(shelf.text(b))
        if _FIGURE.findall(ours) != _FIGURE.findall(theirs):
            for this, other, one, two in ((a, b, ours, theirs), (b, a, theirs, ours)):
                against = Against(shelf.ids[other], shelf.place(other), one, two)
                found.setdefault(shelf.ids[this], []).append(against)


def apply(piece: Piece, found: Mapping[str, Sequence[Against]]) -> Piece:
    """The piece with what stands elsewhere and gives other figures."""
    for other in found.get(piece.id, ()):
        piece = piece.beside(other, "two-figures")
    return piece
