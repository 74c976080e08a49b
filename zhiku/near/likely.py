"""Pairs with a key in common → those that are likely to hold, by their fingerprints alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhiku.near import short
from zhiku.near.arrays import U16, U32, U64
from zhiku.near.edges import unpack
from zhiku.near.signature import BITS, PLANES

_SLACK = 3.0
"""Standard deviations that the estimate of a true pair may lie below the threshold: one in 700 of the weakest pairs is missed."""
_TOGETHER = 1 << 12


@dataclass(frozen=True, slots=True)
class Likely:
    """What the estimate needs of all pieces."""

    fingerprints: U64
    """Shape (2, pieces, 4)."""
    most: tuple[U16, ...]
    """For one and for two bits of each bin: the most bins in which a true pair of the piece differs."""

    def __call__(self, pairs: U64) -> U64:
        """Those of some packed pairs that may reach the threshold, in the given order."""
        parts = (pairs[first : first + _TOGETHER] for first in range(0, len(pairs), _TOGETHER))
        return np.concatenate([np.empty(0, np.uint64), *(self._of(part) for part in parts)])

    def _of(self, pairs: U64) -> U64:
        """One bit of each bin rules out nearly all that is wrong, the second one nearly all of the rest."""
        differ = np.zeros((len(pairs), BITS // 64), np.uint64)
        for plane, most in zip(self.fingerprints, self.most, strict=True):
            a, b = unpack(pairs)
            differ |= plane.take(a, axis=0, mode="clip") ^ plane.take(b, axis=0, mode="clip")
            may = _counts(differ) <= np.maximum(most.take(a, mode="clip"), most.take(b, mode="clip"))
            pairs, differ = pairs[may], differ[may]
        return pairs


def likely(fingerprints: U64, runs: U32, threshold: float) -> Likely:
    """The test for pieces with so many runs."""
    looks = np.minimum(runs, 2 * BITS)
    return Likely(fingerprints, tuple(_most(threshold, plane + 1).take(looks) for plane in range(PLANES)))


def _most(threshold: float, planes: int) -> U16:
    """The most bins of a true pair that differ in so many bits, by the runs of its shorter piece; short ones are never ruled out.

    A bin differs with the chance (1 - t)(1 - 2^-planes); a piece with few runs fills few bins by itself: it counts as fewer looks.
    """
    looks = np.minimum(np.maximum(np.arange(2 * BITS + 1) / 2, 1), BITS)
    differ = (1 - threshold) * (1 - 0.5**planes)
    most = np.minimum(BITS, BITS * (differ + _SLACK * np.sqrt(differ * (1 - differ) / looks)))
    most[: short.RUNS + 1] = BITS
    return most.astype(np.uint16)


def _counts(words: U64) -> U16:
    """The bits of each row of four words."""
    counts = np.bitwise_count(words).astype(np.uint16)
    return counts[:, 0] + counts[:, 1] + counts[:, 2] + counts[:, 3]
