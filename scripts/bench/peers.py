"""The programs that are compared, each a function from a corpus to the representative of each piece.

All fold alike and take runs of five characters; the two others keep 128 permutations in 32 bands of 4 rows, take pairs with an
estimate of at least one half, and join what pairs connect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from zhiku.near.fold import fold

PERMUTATIONS, BANDS, ROWS, LEAST = 128, 32, 4, 0.5
_BATCH = 1000
Homes = NDArray[np.int64]


def zhiku(corpus: Path) -> Homes:
    from zhiku import near

    found = near.find([corpus])
    return near.stars(found.pieces, found.edges)


def datasketch(corpus: Path) -> Homes:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    sketches, joined = [], Joined()
    for row, text in enumerate(_folded(corpus)):
        one = MinHash(num_perm=PERMUTATIONS)
        one.update_batch([run.encode() for run in _runs(text)])
        joined.add()
        for other in index.query(one):
            if one.jaccard(sketches[other]) >= LEAST:
                joined.join(row, other)
        index.insert(row, one, check_duplication=False)
        sketches.append(one)
    return joined.homes()


def rensa(corpus: Path) -> Homes:
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=LEAST, num_perm=PERMUTATIONS, num_bands=BANDS)
    sketches, joined = [], Joined()
    for row, text in enumerate(_folded(corpus)):
        one = RMinHash(num_perm=PERMUTATIONS, seed=1)
        one.update(list(_runs(text)))
        joined.add()
        for other in index.query(one):
            if one.jaccard(sketches[other]) >= LEAST:
                joined.join(row, other)
        index.insert(row, one)
        sketches.append(one)
    return joined.homes()


PROGRAMS: dict[str, Callable[[Path], Homes]] = {"zhiku": zhiku, "rensa": rensa, "datasketch": datasketch}


class Joined:
    """Pieces joined into components, each known by its first piece."""

    def __init__(self) -> None:
        self._parents: list[int] = []

    def add(self) -> None:
        self._parents.append(len(self._parents))

    def join(self, a: int, b: int) -> None:
        a, b = self._first(a), self._first(b)
        self._parents[max(a, b)] = min(a, b)

    def homes(self) -> Homes:
        return np.array([self._first(n) for n in range(len(self._parents))], np.int64)

    def _first(self, n: int) -> int:
        while self._parents[n] != n:
            self._parents[n] = self._parents[self._parents[n]]
            n = self._parents[n]
        return n


def _folded(corpus: Path) -> Iterator[str]:
    with corpus.open("rb") as lines:
        texts = [orjson.loads(line)["text"] for _, line in zip(range(_BATCH), lines, strict=False)]
        while texts:
            batch = fold(texts)
            for start, length in zip(batch.starts.tolist(), batch.lengths.tolist(), strict=True):
                yield batch.codes[start : start + length].tobytes().decode("utf-32-le")
            texts = [orjson.loads(line)["text"] for _, line in zip(range(_BATCH), lines, strict=False)]


def _runs(text: str) -> set[str]:
    return {text[i : i + 5] for i in range(max(len(text) - 4, 1))} if text else set()
