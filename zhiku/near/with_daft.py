"""The engine of many machines: Daft hands out the tasks, on its local runner or on Ray."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from zhiku.errors import ZhikuError
from zhiku.near.engines import Engine, Task

T = TypeVar("T")


class Daft(Engine):
    """Each task is a row of a data frame, and a function of Daft runs it."""

    def __init__(self) -> None:
        try:
            import daft
        except ImportError as error:
            raise ZhikuError(
                "the engine daft needs a package", hint="Install it: pip install 'zhiku[cluster]'"
            ) from error
        self._daft: Any = daft

    def map_files(self, tasks: Sequence[Task[T]]) -> Iterator[T]:
        if not tasks:
            return iter(())  # a frame without rows has no types
        daft = self._daft
        run = daft.func(_run, return_dtype=daft.DataType.binary())
        rows = daft.from_pydict({"number": list(range(len(tasks))), "task": [pickle.dumps(task) for task in tasks]})
        rows = rows.into_batches(1)
        done = rows.select("number", run(daft.col("task")).alias("result")).sort("number").to_pydict()
        return (_opened(result) for result in done["result"])


def _run(task: bytes) -> bytes:
    """The pickled result of a pickled task; a user's mistake is a result too, so that it comes back as it is."""
    try:
        return pickle.dumps(pickle.loads(task)())
    except ZhikuError as error:
        return pickle.dumps(error)


def _opened(result: bytes) -> Any:
    found = pickle.loads(result)
    if isinstance(found, ZhikuError):
        raise found
    return found
