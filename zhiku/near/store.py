"""All sketches of a run as one: what any worker opens to look at any piece. Files in one folder; nothing of it stays in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zhiku.errors import ZhikuError
from zhiku.near import signature
from zhiku.near.arrays import I64, U32, U64, Bools, Table
from zhiku.near.sketch import PIECE, Sketch

_MOST = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Store:
    """The sketches in the order of their pieces."""

    folder: Path
    sketches: tuple[Sketch, ...]

    @property
    def pieces(self) -> int:
        """How many there are."""
        return sum(sketch.pieces for sketch in self.sketches)

    @property
    def firsts(self) -> I64:
        """The number of the first piece of each sketch, and at the end the number of all pieces."""
        return np.cumsum([0, *(sketch.pieces for sketch in self.sketches)])

    def table(self) -> Table:
        """Where all pieces stand, dtype `sketch.PIECE`, read from disk as it is looked at."""
        found: Table = np.load(self.folder / "pieces.npy", mmap_mode="r")
        return found

    def runs(self) -> U32:
        """How many runs each piece has."""
        return np.ascontiguousarray(self.table()["runs"])

    def band(self, number: int) -> U32:
        """The keys of one band, of all pieces."""
        return np.concatenate(
            [
                np.fromfile(f"{one.home}.bands", np.uint32, one.pieces, offset=4 * number * one.pieces)
                for one in self.sketches
            ]
        )

    def short(self) -> U64:
        """The keys of short pieces, packed over the piece's number."""
        parts = []
        for first, sketch in zip(self.firsts, self.sketches, strict=False):
            keyed: Table = np.load(f"{sketch.home}.short.npy")
            parts.append(keyed["key"].astype(np.uint64) << np.uint64(32) | (keyed["piece"] + np.uint64(first)))
        return np.concatenate(parts)

    def fingerprints(self) -> U64:
        """The two low bits of each bin of all pieces, shape (2, pieces, 4)."""
        shape = (signature.PLANES, -1, signature.BITS // 64)
        return np.concatenate(
            [np.fromfile(f"{one.home}.bits", np.uint64).reshape(shape) for one in self.sketches], axis=1
        )

    def live(self) -> Bools:
        """Which pieces are looked at band by band: not the empty ones, not the copies of an earlier one."""
        found: Bools = np.load(self.folder / "live.npy")
        return found

    def set_live(self, live: Bools) -> None:
        """Says which."""
        np.save(self.folder / "live.npy", live)


def store(folder: Path, sketches: Sequence[Sketch]) -> Store:
    """Join the sketches. More than 2^32 - 1 pieces are a ZhikuError."""
    joined = Store(folder, tuple(sketch for sketch in sketches if sketch.pieces))
    if joined.pieces > _MOST:
        raise ZhikuError(
            f"{joined.pieces} pieces are too many", hint=f"At most {_MOST} at once: split them by subject."
        )
    np.save(
        folder / "pieces.npy",
        np.concatenate([np.empty(0, PIECE), *(np.load(f"{one.home}.npy") for one in joined.sketches)]),
    )
    return joined
