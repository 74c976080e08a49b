"""Files → notes, and RAW pieces that hold all their lines. What cannot be read is reported, and the others go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zhiku.errors import ManyErrors, ZhikuError
from zhiku.model import Place
from zhiku.notes.piece import Kind, Note, Piece

SUFFIXES = (".md", ".markdown", ".txt")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came in, and what could not be read."""

    notes: tuple[Note, ...]
    pieces: tuple[Piece, ...]
    """All lines of all notes, in order."""
    errors: tuple[ZhikuError, ...]


def read(paths: Iterable[Path]) -> Reading:
    """Read files and folders of notes. Raises ManyErrors when a path does not exist or nothing is there to read."""
    files: dict[str, Path] = {}
    missing: list[ZhikuError] = []
    for path in paths:
        if path.is_dir():
            found = [
                f
                for f in sorted(path.rglob("*"))
                if f.is_file() and f.suffix.lower() in SUFFIXES and not _is_hidden(f, path)
            ]
            if not found:
                missing.append(
                    ZhikuError(
                        "the folder holds no notes",
                        where=str(path),
                        hint=f"Notes are files that end in {', '.join(SUFFIXES)}.",
                    )
                )
            files.update({f.relative_to(path).as_posix(): f for f in found})
        elif path.is_file():
            files[path.name] = path
        else:
            missing.append(
                ZhikuError(
                    "there is no such file or folder",
                    where=str(path),
                    hint="Check the spelling; paths are relative to the current folder.",
                )
            )
    if missing:
        raise ManyErrors(missing)
    notes: list[Note] = []
    pieces: list[Piece] = []
    errors: list[ZhikuError] = []
    for name, file in sorted(files.items()):
        try:
            read_note, its_pieces = note(name, file.read_bytes())
        except ZhikuError as error:
            errors.append(error)
        else:
            notes.append(read_note)
            pieces += its_pieces
    if not notes:
        raise ManyErrors(errors)
    return Reading(tuple(notes), tuple(pieces), tuple(errors))


def note(name: str, data: bytes) -> tuple[Note, list[Piece]]:
    """One note and the pieces that hold its lines. Raises ZhikuError when it is empty, binary or not UTF-8."""
    if not data.strip():
        raise ZhikuError("the note is empty", where=name, hint="Remove the file, or put the note into it.")
    if b"\0" in data:
        raise ZhikuError(
            f"the note is a binary file (a NUL byte at {data.index(0)})",
            where=name,
            hint="Export it as Markdown or plain text.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ZhikuError(
            f"the note is not UTF-8 (byte 0x{data[error.start]:02x})",
            where=f"{name}:{line}",
            hint="Save it as UTF-8, for example: iconv -f GB18030 -t UTF-8 old.txt > new.txt",
        ) from error
    lines = text.splitlines()
    raw = "\n".join(lines)
    return Note(name, len(lines), "UTF-8"), [Piece(Place(name, 1, len(lines)), Kind.RAW, raw, raw)]


def _is_hidden(file: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(root).parts)
