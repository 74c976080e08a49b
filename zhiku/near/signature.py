"""Signatures: of each 1/256 of all hashes a text keeps its greatest. Texts that share most runs keep mostly the same ones.

One pass over the runs fills all bins (one-permutation hashing). An empty bin borrows from the next filled one; that one also
depends on the text alone, so two texts that share their runs borrow the same.
"""

from __future__ import annotations

import numpy as np

from zhiku.near.arrays import I64, U32, U64
from zhiku.near.runs import Runs, mix

BANDS = 64
ROWS = 4
_BINS = BANDS * ROWS
_BIN_SHIFT = np.uint32(32 - (_BINS.bit_length() - 1))
_BAND_BASE = np.uint32(0x9E3779B1)
PLANES = 2
BITS = _BINS
"""A fingerprint holds so many bits of each bin, plane by plane of 256."""


def signatures(runs: Runs, owners: I64, texts: int) -> U32:
    """The greatest hash of each bin: shape (256, texts); a column of zeros for an empty text.

    `owners` names the text, from 0, that each hash belongs to.
    """
    kept = np.zeros(_BINS * texts, np.uint32)
    places = (runs.hashes >> _BIN_SHIFT).astype(np.int64)
    places *= texts
    places += owners
    np.maximum.at(kept, places, runs.hashes)
    return _borrowed(kept.reshape(_BINS, texts))


def bands(signature: U32) -> U32:
    """One key for each four neighbouring bins: shape (64, texts). Equal keys make a pair worth a look."""
    rows = signature.reshape(BANDS, ROWS, -1)
    keys = rows[:, 0].copy()
    for row in range(1, ROWS):
        keys *= _BAND_BASE
        keys += rows[:, row]
    return mix(keys)


def fingerprints(signature: U32) -> U64:
    """The two low bits of each bin: shape (2, texts, 4). Of texts with the share s of common runs about s + (1 - s) / 4 are equal."""
    low = signature.astype(np.uint8)
    planes = [np.packbits(low >> plane & 1, axis=0).T for plane in range(PLANES)]
    return np.ascontiguousarray(planes).view(np.uint64)


def _borrowed(signature: U32) -> U32:
    """Fill each empty bin from the nearest filled one after it, around the end."""
    step = 1
    while step < _BINS and not signature.all():
        ahead = np.concatenate((signature[step:], signature[:step]))
        np.copyto(signature, ahead, where=signature == 0)
        step *= 2
    return signature
