"""Files → notes, and RAW pieces that hold all their lines. What cannot be read is reported, and the others go on."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from zhiku.errors import ManyErrors, ZhikuError
from zhiku.model import Place
from zhiku.notes.piece import Kind, Note, Piece
from zhiku.notes.readers import archive
from zhiku.notes.readers.formats import READERS
from zhiku.notes.readers.reading import Text, plural

SUFFIXES = (*READERS, ".zip")
LARGEST = 50 * 1024 * 1024  # bytes of one note
_PAGE_SUFFIXES = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came in, and what could not be read."""

    notes: tuple[Note, ...]
    pieces: tuple[Piece, ...]
    """All lines of all notes, in order."""
    errors: tuple[ZhikuError, ...]
    remarks: tuple[str, ...] = ()
    """Sentences that the user should hear: how a note was read when that was not plain, what was passed over."""
    converted: tuple[str, ...] = ()
    """Notes whose lines are not those of their file: an output shows them, so that line numbers mean something."""


@dataclass(slots=True)
class Found:
    """The files that were found, each to be read when its turn comes."""

    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)
    errors: list[ZhikuError] = field(default_factory=list)
    """What could not be found or read so far; this and the next two grow while notes are read."""
    remarks: list[str] = field(default_factory=list)
    converted: list[str] = field(default_factory=list)

    def add(self, name: str, place: Path, load: Callable[[], bytes]) -> None:
        """The same file again is no second note; another file of the same name is an error."""
        if name not in self.files:
            self.files[name], self.places[name] = load, place
        elif self.places[name].resolve() != place.resolve():
            self.errors.append(
                ZhikuError(
                    "another note has this name already",
                    where=str(place),
                    hint=f"It is {self.places[name]}. Rename one, or give the folder that holds both.",
                )
            )

    def read(self) -> Iterator[tuple[Note, list[Piece]]]:
        """One note after the other, by name, with all its lines. Raises ManyErrors when none can be read."""
        is_any = False
        for name, load in sorted(self.files.items()):
            try:
                text = _text(name, load())
            except ZhikuError as error:
                self.errors.append(error)
                continue
            self.remarks += [f"{name} {clause}." for clause in text.remarks]
            if text.is_converted:
                self.converted.append(name)
            is_any = True
            yield Note(name, len(text.lines), text.how), _pieces(name, text)
        if not is_any:
            raise ManyErrors(self.errors)


def read(paths: Iterable[Path]) -> Reading:
    """Read all notes at once. Raises ManyErrors when a path does not exist or nothing is there to read."""
    found = find(paths)
    notes = list(found.read())
    pieces = tuple(piece for _, pieces in notes for piece in pieces)
    return Reading(
        tuple(note for note, _ in notes), pieces, tuple(found.errors), tuple(found.remarks), tuple(found.converted)
    )


def find(paths: Iterable[Path]) -> Found:
    """Look for notes in files, folders and archives. Raises ManyErrors when a path does not exist."""
    found = Found()
    missing: list[ZhikuError] = []
    for path in paths:
        try:
            _add(found, path)
        except ZhikuError as error:
            missing.append(error)
    if missing:
        raise ManyErrors(missing)
    return found


def _add(found: Found, path: Path) -> None:
    if path.is_dir():
        _add_folder(found, path)
    elif path.is_file():
        _add_file(found, path.name, path)
    else:
        raise ZhikuError(
            "there is no such file or folder",
            where=str(path),
            hint="Check the spelling; paths are relative to the current folder.",
        )


def note(name: str, data: bytes) -> tuple[Note, list[Piece]]:
    """One note and the pieces that hold its lines. Raises ZhikuError when it cannot be read."""
    text = _text(name, data)
    return Note(name, len(text.lines), text.how), _pieces(name, text)


def _text(name: str, data: bytes) -> Text:
    if len(data) > LARGEST:
        raise _too_large(name, len(data))
    if not data.strip():
        raise ZhikuError("the note is empty", where=name, hint="Remove the file, or put the note into it.")
    return READERS.get(PurePosixPath(name).suffix.lower(), READERS[".txt"])(name, data)


def _pieces(name: str, text: Text) -> list[Piece]:
    """RAW pieces, and between them those that the reader knows to be no text of the note."""
    out: list[Piece] = []
    position = 0
    for cut in text.cuts:
        if position < cut.first:
            out.append(_piece(name, text, position, cut.first, Kind.RAW))
        out.append(_piece(name, text, cut.first, cut.past, cut.kind).dropped(cut.rule, cut.detail))
        position = cut.past
    if position < len(text.lines):
        out.append(_piece(name, text, position, len(text.lines), Kind.RAW))
    return out


def _piece(name: str, text: Text, first: int, past: int, kind: Kind) -> Piece:
    raw = "\n".join(text.lines[first:past])
    return Piece(Place(name, first + 1, past), kind, raw, raw)


def _add_folder(found: Found, folder: Path) -> None:
    """Raises ZhikuError when there is no note in it."""
    names = {file.relative_to(folder).as_posix(): file for file in _files(found, folder)}
    others: Counter[str] = Counter()
    belonging: Counter[str] = Counter()
    count = 0
    for name, file in names.items():
        page = _page_of(name, names)
        if page:
            belonging[page] += 1
        elif file.suffix.lower() in SUFFIXES:
            _add_file(found, _printable(name), file)
            count += 1
        else:
            others[file.suffix.lower() or "no suffix"] += 1
    if not count:
        raise ZhikuError(
            "the folder holds no notes", where=str(folder), hint=f"Notes are files that end in {', '.join(SUFFIXES)}."
        )
    found.remarks += [
        f"{page} has a folder of {plural(n, 'file')} beside it; they belong to the page and were passed over."
        for page, n in sorted(belonging.items())
    ]
    if others:
        found.remarks.append(_passed_over(str(folder), others))


def _files(found: Found, folder: Path) -> Iterator[Path]:
    """All files that are not hidden; a link that leads out of the folder is an error, and is not followed."""
    home = folder.resolve()
    for file in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in file.relative_to(folder).parts):
            continue
        if file.is_symlink() and not file.resolve().is_relative_to(home):
            if file.is_dir() or file.suffix.lower() in SUFFIXES:
                found.errors.append(
                    ZhikuError(
                        "the link leads out of the folder, and is not followed",
                        where=str(file),
                        hint="Copy the notes here, or give their folder too.",
                    )
                )
        elif file.is_file():
            yield file


def _page_of(name: str, names: Iterable[str]) -> str:
    """The saved page to whose folder of pictures and scripts a file belongs (`a.html`, `a_files/…`), or nothing."""
    for parent in PurePosixPath(name).parents:
        for mark in ("_files", ".files", "_文件"):
            if parent.name.endswith(mark) and parent.name != mark:
                pages = (str(parent.with_name(parent.name.removesuffix(mark) + suffix)) for suffix in _PAGE_SUFFIXES)
                page = next((page for page in pages if page in names), "")
                if page:
                    return page
    return ""


def _add_file(found: Found, name: str, file: Path) -> None:
    if file.suffix.lower() == ".zip":
        _add_archive(found, name, file)
    else:
        found.add(name, file, lambda: _load(name, file))


def _load(name: str, file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > LARGEST:
            raise _too_large(name, size)
        return file.read_bytes()
    except OSError as error:
        raise ZhikuError(
            f"the file cannot be opened ({error.strerror})", where=name, hint="Look at its permissions."
        ) from error


def _add_archive(found: Found, name: str, file: Path) -> None:
    """Each note of the archive, under the archive's name without its suffix."""
    try:
        opened = archive.notes(name, file, READERS)
    except ZhikuError as error:
        found.errors.append(error)
        return
    found.errors += opened.errors
    found.remarks += [f"{name}: {remark}." for remark in opened.remarks]
    for path, data in opened.files.items():
        found.add(f"{name[: -len('.zip')]}/{path}", file / path, lambda data=data: data)  # type: ignore[misc]
    if opened.others:
        suffixes = Counter(PurePosixPath(other).suffix.lower() or "no suffix" for other in opened.others)
        found.remarks.append(_passed_over(name, suffixes))
    if not opened.files and not opened.errors:
        found.errors.append(
            ZhikuError(
                "the archive holds no notes", where=name, hint=f"Notes are files that end in {', '.join(READERS)}."
            )
        )


def _passed_over(where: str, suffixes: Counter[str]) -> str:
    kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(suffixes.items()))
    return f"{where}: {plural(suffixes.total(), 'file')} passed over as no notes ({kinds})."


def _too_large(name: str, size: int) -> ZhikuError:
    return ZhikuError(
        f"the note is {size / 1024 / 1024:,.0f} MB, more than {LARGEST // 1024 // 1024} MB",
        where=name,
        hint="Split it.",
    )


def _printable(name: str) -> str:
    """A name whose bytes are not UTF-8 is most likely GB18030; it must be one that can be written."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name
