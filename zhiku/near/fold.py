"""Texts as numbers: one code point a letter, digit or Chinese character, width and case made equal, all else left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from zhiku.near.arrays import I64, U32

GAP = 4
"""Stops after each piece: no run of five reaches from a piece into the next."""
_STOP = "\0"
_STOP_CODE = np.uint32(0xFFFFFFFF)
_SAME = (
    (0x3400, 0x4DC0),
    (0x4E00, 0xA000),
    (0xAC00, 0xD7A4),
    (0x20000, 0x2A6E0),
    (0x2A700, 0x2EE5E),
    (0x30000, 0x323B0),
)
"""Chinese characters and Korean syllables: each stays what it is. [first, end)"""
_MIXED = ((0, 0x3400), (0xA000, 0xAC00), (0xF900, 0x20000), (0x2F800, 0x2FA20))
"""Where each code point is looked up. What lies in neither list are symbols, private or unassigned."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Some texts one after another."""

    codes: U32
    """Folded code points; `GAP` stops follow each text."""
    starts: I64
    """Where each text begins in `codes`."""
    lengths: I64
    """Folded characters of each text."""


@cache
def table() -> U32:
    """Code point → folded code point, 0 for what is left out. Shape (0x110000,).

    NFKC where it maps one character to one (full width, Kangxi radicals), then lower case; what folds to several stays as it is.
    """
    out = np.zeros(0x110000, np.uint32)
    for first, end in _SAME:
        out[first:end] = np.arange(first, end)
    for first, end in _MIXED:
        out[first:end] = [_code(chr(n)) for n in range(first, end)]
    out[ord(_STOP)] = _STOP_CODE
    return out


def fold(texts: Sequence[str]) -> Folded:
    """Fold a batch; a few hundred texts at once keep all arrays in the processor's cache."""
    stop = _STOP * GAP
    joined = stop.join(texts) + stop
    if joined.count(_STOP) != GAP * len(texts):
        return fold([text.replace(_STOP, "") for text in texts])
    raw = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
    codes = table().take(raw, mode="clip")
    codes = np.compress(codes != 0, codes)
    stops = np.flatnonzero(codes == _STOP_CODE)
    ends = stops[::GAP]
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + GAP
    return Folded(codes, starts, ends - starts)


def _code(char: str) -> int:
    if not char.isalnum() and unicodedata.is_normalized("NFKC", char):
        return 0
    folded = unicodedata.normalize("NFKC", char)
    folded = folded if len(folded) == 1 else char
    lower = folded.lower()
    lower = lower if len(lower) == 1 else folded
    return ord(lower) if lower.isalnum() else 0
