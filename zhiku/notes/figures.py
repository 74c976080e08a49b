"""Two figures for one thing: sentences that are the same but for their numbers, in different places. A person has to say which holds."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from zhiku import near
from zhiku.bank.same import contrast
from zhiku.model import Place
from zhiku.notes.passages import sentences
from zhiku.notes.piece import Against, Kind, Piece
from zhiku.notes.shelf import Shelf
from zhiku.text import fold, plain

_FIGURE = re.compile(r"(?<![A-Za-z_\d.])\d[\d,]*(?:\.\d+)?")
_ALIKE = 0.8  # share of common runs of characters, the figures taken out
_LEAST = 8  # folded characters without the figures; less than that says nothing of any thing


class Watch:
    """Keeps the sentences with figures of all pieces that pass by."""

    def __init__(self, folder: Path | None = None) -> None:
        """Texts wait in a temporary file in `folder`."""
        self._home = TemporaryDirectory(prefix="zhiku-", dir=folder)
        self._shelf = Shelf(Path(self._home.name) / "figures.jsonl")
        self._headings: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shelf.close()
        self._home.cleanup()

    def over(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The same pieces, each looked at as it passes."""
        for piece in pieces:
            if piece.is_live and not piece.private and piece.kind in (Kind.PROSE, Kind.LIST):
                self._headings += [hash((piece.place.path, *piece.heading))] * _put(piece, self._shelf)
            yield piece

    def found(self, engine: str = near.LOCAL, but: Container[str] = ()) -> dict[str, list[Against]]:
        """By piece, sentences under other headings that differ in figures alone, those of the pieces `but` left out.

        Under one heading they are a before and an after, or a list of cases.
        """
        found: dict[str, list[Against]] = {}
        shelf = self._shelf
        for a, b, _ in shelf.pairs(_ALIKE, engine):
            if self._headings[a] == self._headings[b] or shelf.ids[a] in but or shelf.ids[b] in but:
                continue
            ours, theirs = shelf.text(a), shelf.text(b)
            if _disagree(ours, theirs):
                for this, other, one, two in ((a, b, ours, theirs), (b, a, theirs, ours)):
                    against = Against(shelf.ids[other], Place(*shelf.places[other]), one, two)
                    found.setdefault(shelf.ids[this], []).append(against)
        return found


def apply(piece: Piece, found: Mapping[str, Sequence[Against]]) -> Piece:
    """The piece with what stands elsewhere and gives other figures."""
    for other in found.get(piece.id, ()):
        piece = piece.beside(other, "two-figures")
    return piece


def _put(piece: Piece, shelf: Shelf) -> int:
    """How many sentences with figures went on the shelf."""
    count = 0
    for sentence in sentences(plain(piece.text)):
        bare = _FIGURE.sub("", sentence)
        if bare != sentence and len(fold(bare)) >= _LEAST:
            shelf.put(piece, bare, sentence)
            count += 1
    return count


def _disagree(a: str, b: str) -> bool:
    figures = [_FIGURE.findall(text) for text in (a, b)]
    return figures[0] != figures[1] and not contrast(_FIGURE.sub("", a), _FIGURE.sub("", b))
