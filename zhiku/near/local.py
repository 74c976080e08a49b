"""The engine of one machine: processes of the standard library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from zhiku.near.engines import Engine, Task

T = TypeVar("T")


class Local(Engine):
    """Works in `workers` processes, which start with the first work that has more than one task."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def map_files(self, tasks: Sequence[Task[T]]) -> Iterator[T]:
        if self._workers == 1 or len(tasks) < 2:
            return (task() for task in tasks)
        if self._pool is None:  # spawned, not forked: the caller may have threads
            self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"))
        return self._pool.map(_do, tasks)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _do(task: Task[T]) -> T:
    return task()
