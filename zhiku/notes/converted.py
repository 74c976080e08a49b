"""The text of notes that were no text files (`read/<note>.md`), so that the line numbers of ledger and report can be looked up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from zhiku.model import OutputFile
from zhiku.notes import shown
from zhiku.notes.piece import Piece
from zhiku.text import digest

_NAME = 200  # bytes of each part of a path; file systems take 255


def file(pieces: Sequence[Piece]) -> OutputFile:
    """The text of a converted note, line for line. What is private is not shown."""
    lines: list[str] = []
    for piece in sorted(pieces, key=lambda p: p.place):
        hidden = [shown.HIDDEN, *[""] * (piece.place.lines - 1)]
        lines += hidden if shown.private(piece) else piece.raw.split("\n")
    return OutputFile(path(pieces[0].place.path), "\n".join([*lines, ""]))


def path(name: str) -> str:
    """Where the text of a note stands. Folders get another suffix than files, so that none takes the place of another."""
    *folders, last = PurePosixPath(name).parts
    return "/".join(
        [
            "read",
            *(_short(f"{part}.d") if part.endswith(".md") else _short(part) for part in folders),
            f"{_short(last)}.md",
        ]
    )


def _short(part: str) -> str:
    raw = part.encode("utf-8")
    return part if len(raw) <= _NAME else f"{raw[: _NAME - 12].decode('utf-8', 'ignore')}-{digest(part)}"
