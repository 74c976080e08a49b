"""Edges → groups of pieces."""

from __future__ import annotations

import numpy as np

from zhiku.near.arrays import I64
from zhiku.near.edges import Edges


def stars(n: int, edges: Edges) -> I64:
    """The representative of each of `n` pieces: shape (n,). A piece that represents itself stands alone or has members.

    No representative is a member, and each member has an edge of its own to its representative, so a ~ b ~ c makes no chain;
    a copy with score 1 has the edges of its original. Going from the first piece to the last, a piece joins the
    representative with the best score among those before it (the earliest among equals), or else becomes one.

    `edges` in any order, dtype `EDGE`; numbers below `n`.
    """
    home, best = list(range(n)), dict[int, float]()
    ordered = np.sort(edges, order=("a", "b"))
    for a, b, score in zip(*(ordered[name].tolist() for name in ("a", "b", "score")), strict=True):
        reached = score if home[a] == a else best[a] if score == 1.0 else 0.0
        if reached > best.get(b, 0.0):
            home[b], best[b] = home[a], reached
    return np.array(home, np.int64)


def components(n: int, edges: Edges) -> I64:
    """The smallest piece that each of `n` pieces is tied to by edges, however long the chain: shape (n,)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(edges), np.bool_), (edges["a"], edges["b"])), shape=(n, n))
    count, labels = connected_components(graph, directed=False)
    smallest = np.full(count, n, np.int64)
    np.minimum.at(smallest, labels, np.arange(n))
    homes: I64 = smallest[labels]
    return homes
