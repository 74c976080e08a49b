"""Numbers of pieces → their texts again, read from where they stand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import orjson

from zhiku.errors import ZhikuError
from zhiku.near.arrays import I64, U32, Table
from zhiku.near.fold import Folded, fold
from zhiku.near.sketch import BATCH
from zhiku.near.store import Store

T = TypeVar("T")


def read(store: Store, ids: I64, what: Callable[[Folded], list[T]]) -> list[T]:
    """`what` of each of these pieces; `ids` are sorted. A file that has changed since the sketch is a ZhikuError."""
    texts, out = _texts(store, ids), list[T]()
    while some := list(islice(texts, BATCH)):
        out += what(fold(some))
    return out


def codes(folded: Folded) -> list[U32]:
    """The folded characters of each text."""
    places = zip(folded.starts.tolist(), folded.lengths.tolist(), strict=True)
    return [folded.codes[start : start + length] for start, length in places]


def _texts(store: Store, ids: I64) -> Iterator[str]:
    table = store.table()[ids]
    borders = np.searchsorted(ids, store.firsts)
    for sketch, first, end in zip(store.sketches, borders, borders[1:], strict=False):
        if first < end:
            yield from _of_file(sketch.span.path, table[first:end])


def _of_file(path: Path, some: Table) -> Iterator[str]:
    try:
        with path.open("rb", buffering=0) as file:
            for start, length in zip(some["start"].tolist(), some["bytes"].tolist(), strict=True):
                yield orjson.loads(os.pread(file.fileno(), length, start))["text"]
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ZhikuError(
            "has changed while it was read", where=str(path), hint="Start again when it is written."
        ) from error
