"""Pieces with a key in common → pairs that are likely to hold. A key that thousands share costs no more than its share of pieces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhiku.near import signature
from zhiku.near.arrays import I64, U64, Bools
from zhiku.near.edges import distinct, pack
from zhiku.near.likely import likely
from zhiku.near.store import Store

WINDOW = 32
"""Pieces of a group are paired with so many that come next: a group of up to 33 in full."""
_LOOKS = (1, 2, 3, 5)
"""A larger group is sorted again by the keys of bands so many further on,"""
_NEXT = 8
"""and so many neighbours are paired in each order."""
SHORT = signature.BANDS
"""The number of the band that holds the keys of short pieces."""
_AT_ONCE = 8
"""Bands of a task."""
_LOW = np.uint64(0xFFFFFFFF)


def tasks(store: Store, threshold: float) -> list[Bands]:
    """All bands, some a task."""
    numbers = range(SHORT + 1)
    return [Bands(store, tuple(numbers[first : first + _AT_ONCE]), threshold) for first in numbers[::_AT_ONCE]]


@dataclass(frozen=True, slots=True)
class Bands:
    """The likely pairs of some bands."""

    store: Store
    numbers: tuple[int, ...]
    threshold: float

    def __call__(self) -> U64:
        """Packed pairs, sorted, each once."""
        test = likely(self.store.fingerprints(), self.store.runs(), self.threshold)
        live = self.store.live()
        return distinct(np.concatenate([test(self._pairs(number, live)) for number in self.numbers]))

    def _pairs(self, number: int, live: Bools) -> U64:
        keyed = self._keyed(number, live)
        keyed.sort()
        ids = (keyed & _LOW).astype(np.int64)
        same = (keyed[1:] ^ keyed[:-1]) <= _LOW
        pairs, left = [np.empty(0, np.uint64)], np.flatnonzero(same)
        for distance in range(1, WINDOW + 1):
            pairs.append(pack(ids.take(left), ids.take(left + distance)))
            left = left[left + distance < len(same)]
            left = left[same.take(left + distance)]
        if len(left):
            pairs.append(self._large(number, ids, same, left))
        return distinct(np.concatenate(pairs))

    def _keyed(self, number: int, live: Bools) -> U64:
        if number == SHORT:
            keyed = self.store.short()
            return keyed[live[(keyed & _LOW).astype(np.int64)]]
        keyed = self.store.band(number).astype(np.uint64)
        keyed <<= np.uint64(32)
        keyed |= np.arange(len(keyed), dtype=np.uint64)
        return keyed[live]

    def _large(self, number: int, ids: I64, same: Bools, left: I64) -> U64:
        """The pairs of groups that are larger than the window: each with the first, and with those alike in another band too."""
        groups = np.concatenate(([0], np.cumsum(~same)))
        is_large = np.zeros(int(groups[-1]) + 1, np.bool_)
        is_large[groups[left]] = True
        members = np.flatnonzero(is_large[groups])
        ids, groups = ids[members], groups[members]
        firsts = ids[np.searchsorted(groups, groups)]
        pairs = [pack(firsts, ids)[firsts != ids]]
        for look in _LOOKS:
            order = np.lexsort((ids, self.store.band((number + look) % signature.BANDS)[ids], groups))
            pairs += _neighbours(ids[order], groups[order])
        return np.concatenate(pairs)


def _neighbours(ids: I64, groups: I64) -> list[U64]:
    out = []
    for distance in range(1, _NEXT + 1):
        together = groups[distance:] == groups[:-distance]
        out.append(pack(ids[:-distance][together], ids[distance:][together]))
    return out
