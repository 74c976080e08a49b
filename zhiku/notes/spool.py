"""Pieces that wait on disk, a note at a time, so that a run's memory does not grow with its notes."""

from __future__ import annotations

import pickle
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile
from typing import overload
from weakref import finalize

from zhiku.notes.piece import Piece


class Spool(Sequence[Piece]):
    """The pieces of all notes in order. The file has no name: it is gone with the spool, or with a run that is killed."""

    def __init__(self, notes: Iterable[Sequence[Piece]] = (), *, folder: Path | None = None) -> None:
        """Write `notes`, each with its pieces, to a file on the disk of `folder`, or where the system keeps such files."""
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115  it is closed with the spool
        finalize(self, self._file.close)
        self._starts = [0]  # of each note in the file, and where the next one will be
        self._firsts = [0]  # the number of each note's first piece, and of the next one
        self._loaded: tuple[int, list[Piece]] = (-1, [])
        for pieces in notes:
            if pieces:
                self._add(pieces)

    def _add(self, pieces: Sequence[Piece]) -> None:
        data = pickle.dumps(pieces, pickle.HIGHEST_PROTOCOL)
        self._file.write(data)
        self._starts.append(self._starts[-1] + len(data))
        self._firsts.append(self._firsts[-1] + len(pieces))

    def _load(self, note: int) -> list[Piece]:
        if self._loaded[0] != note:
            self._loaded = (-1, [])  # two large notes need not be in memory at once
            self._file.seek(self._starts[note])
            pieces = pickle.loads(self._file.read(self._starts[note + 1] - self._starts[note]))  # noqa: S301  our own file, which nobody else can open
            self._loaded = (note, pieces)
        return self._loaded[1]

    def __len__(self) -> int:
        return self._firsts[-1]

    def __iter__(self) -> Iterator[Piece]:
        for note in range(len(self._starts) - 1):
            yield from self._load(note)

    @overload
    def __getitem__(self, index: int) -> Piece: ...
    @overload
    def __getitem__(self, index: slice) -> list[Piece]: ...
    def __getitem__(self, index: int | slice) -> Piece | list[Piece]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        note = bisect_right(self._firsts, number) - 1
        return self._load(note)[number - self._firsts[note]]


def by_note(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces of one note after the other."""
    return (list(found) for _, found in groupby(pieces, key=lambda piece: piece.place.path))
