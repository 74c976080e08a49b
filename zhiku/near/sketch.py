"""A span of pieces → what is kept of it: where each piece stands, its band keys, its fingerprint, the runs of short pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zhiku.near import signature
from zhiku.near.arrays import I64, U32, U64, Table
from zhiku.near.fold import GAP, fold
from zhiku.near.lines import Lines, Span, lines, texts
from zhiku.near.runs import Runs, mix, runs
from zhiku.near.short import KEYED, prefixes

BATCH = 192
"""Pieces at once: their arrays fit into a processor's second cache."""
PIECE = np.dtype([("start", "<i8"), ("bytes", "<u4"), ("runs", "<u4"), ("same", "<u8")])
"""Where the line starts and how long it is, how many runs it has, and what only equal texts share (0 for an empty one)."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The sketch of one span, on disk."""

    span: Span
    home: Path
    """The beginning of the names of its files: `.bands` (64, pieces) uint32, `.bits` (2, pieces, 4) uint64, `.npy`, `.short.npy`."""
    pieces: int


@dataclass(frozen=True, slots=True)
class Job:
    """Sketch one span; `threshold` says how many runs of a short piece are kept."""

    span: Span
    home: Path
    threshold: float

    def __call__(self) -> Sketch:
        """Reads the span and writes the files. A wrong line is a ZhikuError."""
        found = lines(self.span)
        parts = list(_batches(found, self.threshold))
        self.home.parent.mkdir(parents=True, exist_ok=True)
        table, bands, bits, short = (list(kind) for kind in zip(*parts, strict=True)) if parts else ([], [], [], [])
        np.save(f"{self.home}.npy", np.concatenate([np.empty(0, PIECE), *table]))
        np.concatenate([np.empty((signature.BANDS, 0), np.uint32), *bands], axis=1).tofile(f"{self.home}.bands")
        np.concatenate([np.empty((signature.PLANES, 0, signature.BITS // 64), np.uint64), *bits], axis=1).tofile(
            f"{self.home}.bits"
        )
        np.save(f"{self.home}.short.npy", np.concatenate([np.empty(0, KEYED), *short]))
        return Sketch(self.span, self.home, len(found.raws))


def _batches(found: Lines, threshold: float) -> Iterator[tuple[Table, U32, U64, Table]]:
    for first in range(0, len(found.raws), BATCH):
        batch = found[first : first + BATCH]
        folded = fold(texts(batch))
        hashed = runs(folded)
        owners = np.repeat(np.arange(len(batch.raws)), folded.lengths + GAP)
        kept = signature.signatures(hashed, owners, len(batch.raws))
        keys = signature.bands(kept)
        short = prefixes(hashed, owners, threshold)
        short["piece"] += np.uint32(first)
        yield _table(batch, hashed, folded.starts, keys), keys, signature.fingerprints(kept), short


def _table(batch: Lines, hashed: Runs, starts: I64, keys: U32) -> Table:
    out = np.empty(len(batch.raws), PIECE)
    out["start"] = batch.starts
    out["bytes"] = [len(raw) for raw in batch.raws]
    out["runs"] = hashed.counts
    sums = np.add.reduceat(hashed.hashes, starts)  # each run counts, and how often
    crossed = mix(np.bitwise_xor.reduce(keys * np.arange(1, 2 * len(keys), 2, dtype=np.uint32)[:, None], axis=0))
    out["same"] = (sums.astype(np.uint64) << np.uint64(32) | crossed) * (hashed.counts > 0)
    return out
