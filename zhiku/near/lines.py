"""Pieces in JSONL files: cut into spans of whole lines, read by span or one by one, complained about by line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
import orjson

from zhiku.errors import ZhikuError
from zhiku.near.arrays import I64

SPAN = 16 << 20
"""Bytes of a span: what one worker holds at once."""
_LIKE = 'Write one object a line, in UTF-8, such as: {"id": "a1", "text": "为什么要有 P？"}'


@dataclass(frozen=True, slots=True)
class Span:
    """Whole lines of a file."""

    path: Path
    start: int
    stop: int
    """Bytes from the beginning of the file; `stop` is not part of it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Pieces as they stand in a file."""

    path: Path
    raws: Sequence[bytes]
    starts: I64
    """Bytes from the beginning of the file to each."""

    def __getitem__(self, some: slice) -> Lines:
        return Lines(self.path, self.raws[some], self.starts[some])


def spans(paths: Sequence[Path], size: int = SPAN) -> list[Span]:
    """Cut the files, in order, at line ends into spans of about `size` bytes. A file that cannot be read is a ZhikuError."""
    out: list[Span] = []
    for path in paths:
        try:
            out += _of_file(path, size)
        except OSError as error:
            raise ZhikuError(
                f"cannot be read: {error.strerror}", where=str(path), hint="Check the name and its rights."
            ) from error
    return out


def lines(span: Span) -> Lines:
    """The lines of a span that are not blank: each is a piece."""
    with span.path.open("rb") as file:
        file.seek(span.start)
        raws = file.read(span.stop - span.start).split(b"\n")
    ends = np.cumsum(np.fromiter(map(len, raws), np.int64, len(raws)) + 1)
    starts = np.concatenate(([0], ends[:-1])) + span.start
    filled = [n for n, raw in enumerate(raws) if raw and not raw.isspace()]
    return Lines(span.path, [raws[n] for n in filled], starts[filled])


def texts(some: Lines) -> list[str]:
    """What the pieces say. A line that holds no text is a ZhikuError with its number."""
    try:
        found = [orjson.loads(raw)["text"] for raw in some.raws]
        "".join(found)
    except (orjson.JSONDecodeError, KeyError, TypeError, IndexError):
        _blame(some)
    return found


def _of_file(path: Path, size: int) -> list[Span]:
    out = []
    with path.open("rb") as file:
        end, start = os.fstat(file.fileno()).st_size, 0
        while start < end:
            file.seek(min(start + size, end))
            file.readline()
            out.append(Span(path, start, file.tell()))
            start = file.tell()
    return out


def _blame(some: Lines) -> NoReturn:
    for raw, start in zip(some.raws, some.starts.tolist(), strict=True):
        if wrong := _wrong(raw):
            with some.path.open("rb") as file:
                number = file.read(start).count(b"\n") + 1
            raise ZhikuError(wrong, where=f"{some.path}:{number}", hint=_LIKE)
    raise AssertionError("one of the lines is wrong")


def _wrong(raw: bytes) -> str:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return f"is not JSON: {error}"
    if not isinstance(found, dict):
        return f"is JSON, but {type(found).__name__} and no object"
    if "text" not in found:
        return 'has no "text"'
    return "" if isinstance(found["text"], str) else f'"text" is {type(found["text"]).__name__} and no string'
