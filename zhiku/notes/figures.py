"""Two figures for one thing: sentences that are the same but for their numbers, in different places. A person has to say which holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from zhiku.bank.same import contrast
from zhiku.model import Place
from zhiku.near import Engine
from zhiku.notes.passages import sentences
from zhiku.notes.piece import Against, Kind, Piece
from zhiku.notes.shelf import Shelf
from zhiku.text import fold, plain

_FIGURE = re.compile(r"(?<![A-Za-z_\d.])\d[\d,]*(?:\.\d+)?")
_ALIKE = 0.8  # share of common runs of characters, the figures taken out
_LEAST = 8  # folded characters without the figures; less than that says nothing of any thing


def find(
    pieces: Iterable[Piece], *, engine: Engine | None = None, folder: Path | None = None
) -> dict[str, list[Against]]:
    """By piece, sentences under other headings that differ in figures alone; under one heading they are a before and an after, or cases."""
    found: dict[str, list[Against]] = {}
    with TemporaryDirectory(prefix="zhiku-", dir=folder) as home:
        shelf = Shelf(Path(home) / "figures.jsonl")
        headings: list[tuple[str, ...]] = []
        try:
            for piece in pieces:
                if piece.is_live and not piece.private and piece.kind in (Kind.PROSE, Kind.LIST):
                    headings += [(piece.place.path, *piece.heading)] * _put(piece, shelf)
            for a, b, _ in shelf.pairs(_ALIKE, engine):
                ours, theirs = shelf.text(a), shelf.text(b)
                if headings[a] != headings[b] and _disagree(ours, theirs):
                    found.setdefault(shelf.ids[a], []).append(
                        Against(shelf.ids[b], Place(*shelf.places[b]), ours, theirs)
                    )
                    found.setdefault(shelf.ids[b], []).append(
                        Against(shelf.ids[a], Place(*shelf.places[a]), theirs, ours)
                    )
        finally:
            shelf.close()
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
