"""Short pieces, where a signature is a gamble: enough of their runs become keys that no near copy is missed.

Order all runs by their hash. If two sets share at least the share t, the first n - ceil(t n) + 1 runs of each hold a common one.
"""

from __future__ import annotations

import numpy as np

from zhiku.near.arrays import I64, Table
from zhiku.near.runs import Runs

RUNS = 64
"""A piece of at most so many runs is short."""
KEYED = np.dtype([("key", "<u4"), ("piece", "<u4")])


def prefixes(runs: Runs, owners: I64, threshold: float) -> Table:
    """The keys of the short pieces of a batch, one row a key; pieces count from 0."""
    is_short = runs.counts <= RUNS
    if not is_short.any():
        return np.empty(0, KEYED)
    chosen = np.flatnonzero(is_short[owners] & (runs.hashes > 0))
    packed = np.sort((owners[chosen].astype(np.uint64) << np.uint64(32)) | runs.hashes[chosen])
    packed = packed[np.concatenate(([True], packed[1:] != packed[:-1]))[: len(packed)]]
    pieces = (packed >> np.uint64(32)).astype(np.int64)
    sizes = np.bincount(pieces, minlength=len(runs.counts))
    firsts = np.cumsum(sizes) - sizes
    enough = sizes - np.ceil(sizes * threshold - 1e-9).astype(np.int64) + 1
    taken = np.arange(len(packed)) - firsts[pieces] < enough[pieces]
    out = np.empty(int(taken.sum()), KEYED)
    out["key"], out["piece"] = packed[taken], pieces[taken]
    return out
