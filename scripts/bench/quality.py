"""How right a grouping is, counted over all pairs of pieces that share a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares from 0 to 1, and a count."""

    precision: float
    recall: float
    lost: int
    """Unique pieces that went into another one's cluster."""

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def quality(homes: NDArray[np.int64], bases: NDArray[np.int64], is_base: NDArray[np.bool_]) -> Quality:
    """Judge the representative of each piece by the base of each piece."""
    right, told, true = _pairs(homes, bases), _pairs(homes), _pairs(bases)
    lost = is_base & (bases[homes] != bases)
    return Quality(right / told if told else 1.0, right / true if true else 1.0, int(lost.sum()))


def truth(path: Path) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The base of each piece, and whether it is the base itself."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return np.array([int(row[0]) for row in rows], np.int64), np.array([row[1] == "base" for row in rows], np.bool_)


def _pairs(*labels: NDArray[np.int64]) -> int:
    """Pairs that agree in all labels."""
    _, sizes = np.unique(np.stack(labels), axis=1, return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())
