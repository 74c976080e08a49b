"""Files of pieces → edges. The way through: sketch, copies, bands, scores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from zhiku.errors import ZhikuError
from zhiku.near import groups
from zhiku.near.arrays import U64, Bools
from zhiku.near.edges import EDGE, Edges, edges, unpack
from zhiku.near.engines import Engine
from zhiku.near.engines import engine as engine_named
from zhiku.near.lines import Span, spans
from zhiku.near.sketch import Job
from zhiku.near.store import Store, store
from zhiku.near.verify import Same, Scored

THRESHOLD = 0.4
_SPANS = 16
"""Spans (of 16 MB) that are worth one more process: a start costs a third of a second."""
_READ = 1 << 12
"""Pairs of a task that reads texts."""


@dataclass(frozen=True, slots=True)
class Found:
    """What `find` found."""

    pieces: int
    """How many there are in all files. A piece is numbered by its line over all files in order, blank lines not counted."""
    edges: Edges
    """Sorted by a, then b. Of pieces with the same folded text only the first has edges, and one of score 1 to each other one."""


def find(
    paths: Sequence[Path],
    *,
    threshold: float = THRESHOLD,
    engine: Engine | None = None,
    folder: Path | None = None,
) -> Found:
    """Pairs of pieces that share at least `threshold` of their runs of five letters, digits or Chinese characters.

    `paths` are JSONL files, one `{"id": …, "text": …}` a line. Scores are exact; a pair of long pieces is found with a chance
    that grows with its score (0.98 at one half). The result depends on the pieces alone, not on how they are spread over
    files, nor on the engine (`engine("local")` unless told). Large intermediate files lie in `folder`, or where the system
    keeps such things, until the call ends: about 500 bytes a piece.

    A file that is missing, a line that is no piece and a threshold outside ]0, 1] are a ZhikuError.
    """
    if not 0 < threshold <= 1:
        raise ZhikuError(
            f"a threshold of {threshold} finds nothing", hint="Give a share above 0, up to 1, such as 0.4."
        )
    cut = spans(paths)
    chosen = engine or engine_named("local", workers=min(1 + len(cut) // _SPANS, os.cpu_count() or 1))
    with TemporaryDirectory(prefix="zhiku-near-", dir=folder) as home:
        try:
            return _found(cut, threshold, chosen, Path(home))
        finally:
            chosen.close()


def _found(cut: Sequence[Span], threshold: float, engine: Engine, home: Path) -> Found:
    jobs = [Job(span, home / f"{number:06}", threshold) for number, span in enumerate(cut)]
    sketched = store(home, list(engine.map_files(jobs)))
    if not sketched.pieces:
        return Found(0, np.empty(0, EDGE))
    copies = _copies(sketched, engine)
    pairs = engine.group_edges(groups.tasks(sketched, threshold))
    pairs = _by_cluster(pairs, sketched.pieces)
    scores = np.concatenate([np.empty(0), *engine.map_files([Scored(sketched, some) for some in _cut(pairs, _READ)])])
    good = scores >= threshold
    found = edges(np.concatenate((copies, pairs[good])), np.concatenate((np.ones(len(copies)), scores[good])))
    return Found(sketched.pieces, found)


def _copies(sketched: Store, engine: Engine) -> U64:
    """The pairs of the first piece of each folded text and its copies; the copies and empty pieces are not looked at again."""
    same = sketched.table()["same"]
    order = np.argsort(same, kind="stable")
    ordered = same[order]
    is_first = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    firsts = order[np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))]
    again = ~is_first & (ordered != 0)
    pairs = np.sort(firsts[again].astype(np.uint64) << np.uint64(32) | order[again].astype(np.uint64))
    equal: Bools = np.concatenate(
        [np.empty(0, np.bool_), *engine.map_files([Same(sketched, p) for p in _cut(pairs, _READ)])]
    )
    live: Bools = same != 0
    live[unpack(pairs[equal])[1]] = False
    sketched.set_live(live)
    return pairs[equal]


def _by_cluster(pairs: U64, pieces: int) -> U64:
    """Order pairs so that those of one cluster stand together: then each text is read about once."""
    a, b = unpack(pairs)
    least = np.arange(pieces)
    np.minimum.at(least, b, a)
    return pairs[np.lexsort((pairs, least[a]))]


def _cut(pairs: U64, size: int) -> Iterator[U64]:
    return (pairs[first : first + size] for first in range(0, len(pairs), size))
