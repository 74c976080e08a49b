"""The stage that marks passages which stand twice, and those that say otherwise than another one."""

from __future__ import annotations

from collections.abc import Sequence

from zhiku.bank.lexicon import NO_WORDS, Lexicon
from zhiku.bank.settled import NOTHING, Settled
from zhiku.notes import figures, passages
from zhiku.notes.piece import Piece


def mark(pieces: Sequence[Piece], lexicon: Lexicon = NO_WORDS, settled: Settled = NOTHING) -> list[Piece]:
    """Mark pieces that say what an earlier piece says; the earlier one stays."""
    decisions = passages.decide(pieces, lexicon, settled)
    marked = [decisions.apply(piece) for piece in pieces]
    disagreeing = figures.find(marked)
    return [figures.apply(piece, disagreeing) for piece in marked]
