"""Texts on disk, in the form that `zhiku.near` reads, and what each belongs to: many texts, little memory."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path

import orjson

from zhiku import near
from zhiku.model import Place
from zhiku.notes.piece import Kind, Piece


class Shelf:
    """Texts of pieces by number, in the order in which they were put there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("w+b")
        self._starts = array("q")
        self._notes: list[str] = []  # each once, in the order of the pieces
        self._places = array("q")  # of each text: number of its note, first and last line
        self.ids: list[str] = []
        self.kinds: list[Kind] = []

    def put(self, piece: Piece, text: str) -> None:
        if not self._notes or self._notes[-1] != piece.place.path:
            self._notes.append(piece.place.path)
        self._starts.append(self._file.tell())
        self._places.extend((len(self._notes) - 1, piece.place.first, piece.place.last))
        self.ids.append(piece.id)
        self.kinds.append(piece.kind)
        self._file.write(orjson.dumps({"text": text}) + b"\n")

    def place(self, number: int) -> Place:
        note, first, last = self._places[3 * number : 3 * number + 3]
        return Place(self._notes[note], first, last)

    def text(self, number: int) -> str:
        self._file.seek(self._starts[number])
        found: str = orjson.loads(self._file.readline())["text"]
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
