"""Texts on disk, in the form that `zhiku.near` reads, and what each belongs to: many texts, little memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson

from zhiku import near
from zhiku.notes.piece import Kind, Piece


class Shelf:
    """Texts of pieces by number, in the order in which they were put there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("w+b")
        self._starts: list[int] = []
        self.ids: list[str] = []
        self.places: list[tuple[str, int, int]] = []
        """Note, first and last line."""
        self.kinds: list[Kind] = []

    def put(self, piece: Piece, text: str, shown: str = "") -> None:
        """`text` is compared; `shown` is what `text(number)` gives back, where it is another."""
        self._starts.append(self._file.tell())
        self.ids.append(piece.id)
        self.places.append((piece.place.path, piece.place.first, piece.place.last))
        self.kinds.append(piece.kind)
        self._file.write(orjson.dumps({"text": text, "shown": shown or text}) + b"\n")

    def text(self, number: int) -> str:
        self._file.seek(self._starts[number])
        found: str = orjson.loads(self._file.readline())["shown"]
        return found

    def pairs(self, threshold: float, engine: str) -> list[tuple[int, int, float]]:
        """(earlier, later, score) of all texts that share at least `threshold` of their runs of characters, by the later one, the most alike first."""
        self._file.flush()
        chosen = (
            None if engine == near.LOCAL else near.engine(engine)
        )  # of local workers, as many as the texts are worth
        edges = near.find([self._path], threshold=threshold, engine=chosen, folder=self._path.parent).edges
        found: Sequence[tuple[int, int, float]] = edges.tolist()
        return sorted(found, key=lambda edge: (edge[1], -edge[2], edge[0]))

    def close(self) -> None:
        self._file.close()
