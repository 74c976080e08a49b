"""The stage that marks passages which stand twice."""

from __future__ import annotations

from collections.abc import Sequence

from zhiku.bank.lexicon import NO_WORDS, Lexicon
from zhiku.bank.settled import NOTHING, Settled
from zhiku.notes import passages
from zhiku.notes.piece import Piece


def mark(pieces: Sequence[Piece], lexicon: Lexicon = NO_WORDS, settled: Settled = NOTHING) -> list[Piece]:
    """Mark pieces that say what an earlier piece says; the earlier one stays."""
    decisions = passages.decide(pieces, lexicon, settled)
    return [decisions.apply(piece) for piece in pieces]
