"""Passages that stand twice, and those that say otherwise than another one: decided over all notes, applied to each piece by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhiku import near
from zhiku.bank.lexicon import NO_WORDS, Lexicon
from zhiku.bank.settled import NOTHING, Settled
from zhiku.notes import figures, passages
from zhiku.notes.piece import Against, Piece


@dataclass(frozen=True, slots=True)
class Twice:
    """What was decided."""

    passages: passages.Decisions
    figures: Mapping[str, Sequence[Against]]
    """Piece → sentences elsewhere that give other figures."""

    def apply(self, piece: Piece) -> Piece:
        return figures.apply(self.passages.apply(piece), self.figures)


def decide(
    pieces: Iterable[Piece],
    lexicon: Lexicon = NO_WORDS,
    settled: Settled = NOTHING,
    *,
    engine: str = near.LOCAL,
    folder: Path | None = None,
) -> Twice:
    """Look at all pieces once; their texts wait on the disk of `folder`."""
    with figures.Watch(folder) as watch:
        decisions = passages.decide(watch.over(pieces), lexicon, settled, engine=engine, folder=folder)
        return Twice(decisions, watch.found(but=decisions.merges))


def mark(pieces: Sequence[Piece], lexicon: Lexicon = NO_WORDS, settled: Settled = NOTHING) -> list[Piece]:
    """Mark pieces that say what an earlier piece says; the earlier one stays."""
    twice = decide(pieces, lexicon, settled)
    return [twice.apply(piece) for piece in pieces]
