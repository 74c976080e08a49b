"""Edges: two pieces that say nearly the same, and how nearly."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from zhiku.near.arrays import F64, I64, U64

EDGE = np.dtype([("a", "<u4"), ("b", "<u4"), ("score", "<f8")])
"""Two piece numbers, a < b, and the share of runs that they have in common, above 0 to 1."""
Edges: TypeAlias = npt.NDArray[np.void]
"""One row an edge, dtype `EDGE`."""
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def pack(a: I64, b: I64) -> U64:
    """Pairs of numbers below 2^32 as one number each, the smaller one in the upper half: they sort by a, then b."""
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    return low << _HALF | high


def unpack(pairs: U64) -> tuple[I64, I64]:
    """What `pack` made one."""
    return (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)


def distinct(pairs: U64) -> U64:
    """Sorted, each once."""
    ordered = np.sort(pairs)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)]]


def edges(pairs: U64, scores: F64) -> Edges:
    """The edges of packed pairs, sorted."""
    order = np.argsort(pairs)
    out = np.empty(len(pairs), EDGE)
    out["a"], out["b"] = unpack(pairs[order])
    out["score"] = scores[order]
    return out
