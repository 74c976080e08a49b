"""Runs of five folded characters, hashed: what two texts share is the share of their runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhiku.near.arrays import I64, U32, U64
from zhiku.near.fold import GAP, Folded

RUN = GAP + 1
_BASES = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA77))
_MIX = (np.uint32(0x7FEB352D), np.uint32(0x846CA68B))
_AROUND_END = np.arange(-GAP, GAP)


@dataclass(frozen=True, slots=True)
class Runs:
    """The hashed runs of a batch of texts."""

    hashes: U32
    """One for each folded character; 0 where no run of the text begins."""
    counts: I64
    """Runs of each text, repeated ones counted again. A text shorter than a run is one run by itself."""


def runs(folded: Folded, base: int = 0) -> Runs:
    """Hash the runs of a batch. `base` 0 or 1 chooses one of two independent functions."""
    hashes = _hashed(folded.codes, _BASES[base])
    starts, lengths = folded.starts, folded.lengths
    outside = (starts + lengths)[:, None] + _AROUND_END
    hashes[outside[outside >= (starts + (lengths > 0))[:, None]]] = 0
    return Runs(hashes, np.maximum(lengths - GAP, np.minimum(lengths, 1)))


def wide(folded: Folded) -> list[U64]:
    """The runs of each text as even 64-bit hashes, in order, repeated ones again; two texts share one by chance once in 10^13."""
    first, second = runs(folded, 0), runs(folded, 1)
    both = first.hashes.astype(np.uint64)
    both <<= np.uint64(32)
    both |= second.hashes & np.uint32(0xFFFFFFFE)
    return [both[start : start + count] for start, count in zip(folded.starts, first.counts, strict=True)]


def mix(values: U32) -> U32:
    """Stir the bits, in place: each bit of the result hangs on each bit of the value."""
    values ^= values >> np.uint32(16)
    values *= _MIX[0]
    values ^= values >> np.uint32(15)
    values *= _MIX[1]
    values ^= values >> np.uint32(16)
    return values


def _hashed(codes: U32, base: np.uint32) -> U32:
    out = np.zeros_like(codes)
    inner = out[:-GAP]
    inner += codes[:-GAP]
    for step in range(1, RUN):
        inner *= base
        inner += codes[step : len(codes) - GAP + step]
    return mix(out)
