"""Pairs worth a look → what the texts themselves say of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhiku.near.arrays import F64, U64, Bools
from zhiku.near.edges import unpack
from zhiku.near.recall import codes, read
from zhiku.near.runs import wide
from zhiku.near.store import Store

_TOGETHER = 64
"""Pairs whose runs are sorted at once."""
_PAD = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE = np.uint64(1)


@dataclass(frozen=True, slots=True)
class Scored:
    """The exact scores of some pairs."""

    store: Store
    pairs: U64

    def __call__(self) -> F64:
        """The share of common runs, Jaccard's, of each pair: runs in both by runs in either."""
        a, b = unpack(self.pairs)
        ids = np.unique(np.concatenate((a, b)))
        hashes = read(self.store, ids, wide)
        sizes = np.array([len(one) for one in hashes])
        a, b = np.searchsorted(ids, a), np.searchsorted(ids, b)
        scores = np.empty(len(a))
        order = np.argsort(sizes[a] + sizes[b])
        for first in range(0, len(order), _TOGETHER):
            some = order[first : first + _TOGETHER]
            scores[some] = _shares([hashes[n] for n in a[some]], [hashes[n] for n in b[some]])
        return scores


@dataclass(frozen=True, slots=True)
class Same:
    """Which of some pairs are the same folded text."""

    store: Store
    pairs: U64

    def __call__(self) -> Bools:
        """One truth a pair."""
        a, b = unpack(self.pairs)
        ids = np.unique(np.concatenate((a, b)))
        folded = read(self.store, ids, codes)
        places = zip(np.searchsorted(ids, a), np.searchsorted(ids, b), strict=True)
        return np.array([np.array_equal(folded[m], folded[n]) for m, n in places], np.bool_)


def _shares(left: list[U64], right: list[U64]) -> F64:
    """Sort the runs of each pair in a row, the left ones even and the right ones odd: a common run is an even one and its next."""
    width = max(len(m) + len(n) for m, n in zip(left, right, strict=True)) + 1
    rows = np.full((len(left), width), _PAD)
    for row, m, n in zip(rows, left, right, strict=True):
        row[: len(m)] = m
        np.bitwise_or(n, _ONE, out=row[len(m) : len(m) + len(n)])
    rows.sort(axis=1)
    steps = rows[:, 1:] ^ rows[:, :-1]
    common = np.count_nonzero(steps == _ONE, axis=1)
    either = np.count_nonzero(steps > _ONE, axis=1)  # the step to the padding makes up for the first run
    shares: F64 = common / either
    return shares
