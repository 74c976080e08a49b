"""Where the work is done: on this machine's processors, or wherever Daft runs it. The results are the same to the byte."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from zhiku.errors import ZhikuError
from zhiku.near import clusters
from zhiku.near.arrays import I64, U64
from zhiku.near.edges import Edges, distinct

LOCAL, DAFT = ENGINES = ("local", "daft")
T = TypeVar("T")
Task = Callable[[], T]
"""A piece of work that can be sent elsewhere: a picklable object that is called without arguments."""
_PENDING = 1 << 22
"""Pairs that are gathered before they are merged."""


class Engine(ABC):
    """The three calls that `find` makes. Only the first depends on where the work is done."""

    @abstractmethod
    def map_files(self, tasks: Sequence[Task[T]]) -> Iterator[T]:
        """The results of the tasks, in their order. Tasks exchange large things as files of one folder, which all must see."""

    def group_edges(self, bands: Sequence[Task[U64]]) -> U64:
        """The union of the pairs of all bands: packed, sorted, each once."""
        merged, pending, size = np.empty(0, np.uint64), list[U64](), 0
        for pairs in self.map_files(bands):
            pending.append(pairs)
            size += len(pairs)
            if size > _PENDING:
                merged, pending, size = distinct(np.concatenate([merged, *pending])), [], 0
        return distinct(np.concatenate([merged, *pending]))

    def components(self, n: int, edges: Edges) -> I64:
        """See `zhiku.near.components`; scipy does a million pieces in a tenth of a second, so this one stays here."""
        return clusters.components(n, edges)

    def close(self) -> None:  # noqa: B027 (most have nothing to let go of)
        """Let go of processes; the engine can be used again."""


def engine(name: str = LOCAL, *, workers: int | None = None) -> Engine:
    """`local` works in so many processes (one for each processor unless told; 1: in this one); `daft` wherever Daft runs.

    Processes are spawned: a program of its own that asks for more than one needs `if __name__ == "__main__":`, as always.

    Daft uses its local runner, or Ray when it was told so before (`daft.set_runner_ray(…)` or DAFT_RUNNER=ray); then the
    pieces and `find`'s folder must lie where all machines see them. An unknown name, a number below 1 and a missing package
    are a ZhikuError.
    """
    if workers is not None and workers < 1:
        raise ZhikuError(f"{workers} workers cannot work", hint="Give 1 or more, or none for one a processor.")
    if name == LOCAL:
        from zhiku.near.local import Local

        return Local(workers or os.cpu_count() or 1)
    if name == DAFT:
        from zhiku.near.with_daft import Daft

        return Daft()
    raise ZhikuError(f"there is no engine {name!r}", hint=f"Choose {' or '.join(ENGINES)}.")
