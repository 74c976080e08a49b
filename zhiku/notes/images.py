"""Pictures that stand beside a note come along; those that do not are told apart from them."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from zhiku.model import OutputFile
from zhiku.notes.piece import Kind, Piece

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")  # no SVG: it can hold scripts
LARGEST = 8_000_000  # bytes
SCHEME = "zhiku:"
"""Marks, in a piece's text, the address of a picture that comes along: zhiku:<name>."""
_IMAGE = re.compile(r"!\[(?P<alt>[^\[\]]*)\]\(\s*<?(?P<target>[^)>]*?)>?(?:\s+[\"'][^\"']*[\"'])?\s*\)")
_USED = re.compile(rf"\({SCHEME}([0-9a-f]{{16}}\.\w+)\)")


def find(paths: Iterable[Path]) -> dict[str, Path]:
    """Picture files in folders of notes, by their paths relative to the folder given. Links that lead outside are not followed."""
    found: dict[str, Path] = {}
    for folder in paths:
        if folder.is_dir():
            root = folder.resolve()
            for file in sorted(folder.rglob("*")):
                if file.suffix.lower() in SUFFIXES and _comes_along(file, root):
                    found[file.relative_to(folder).as_posix()] = file
    return found


def _comes_along(file: Path, root: Path) -> bool:
    return file.is_file() and file.resolve().is_relative_to(root) and file.stat().st_size <= LARGEST


def mark(pieces: Sequence[Piece], files: Mapping[str, Path]) -> list[Piece]:
    """Give pictures that are there the name under which they come along."""
    names: dict[str, str] = {}
    return [
        _mark(p, files, names) if p.is_live and not p.kind.is_block and p.kind is not Kind.RULE else p for p in pieces
    ]


def used(text: str) -> set[str]:
    """The names of the pictures that a text shows."""
    return set(_USED.findall(text)) if SCHEME in text else set()


def outputs(names: Collection[str], files: Mapping[str, Path]) -> Iterator[OutputFile]:
    """The pictures of these names, once each."""
    left = set(names)
    for file in files.values() if left else ():
        data = file.read_bytes()
        name = _name(file, data)
        if name in left:
            left.discard(name)
            yield OutputFile(f"drafts/pictures/{name}", data)


def _mark(piece: Piece, files: Mapping[str, Path], names: dict[str, str]) -> Piece:
    if "](" not in piece.text:
        return piece

    def along(match: re.Match[str]) -> str:
        path = _resolve(piece.place.path, match["target"])
        if path not in files:
            return match[0].replace(f"({SCHEME}", "(")  # the mark is ours alone
        if path not in names:
            names[path] = _name(files[path], files[path].read_bytes())
        return f"![{match['alt']}]({SCHEME}{names[path]})"

    text = _IMAGE.sub(along, piece.text)
    return piece.repaired("image", text=text) if text != piece.text else piece


def _resolve(note: str, target: str) -> str:
    path = unquote(target.strip()).replace("\\", "/").partition("?")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(note), path))


def _name(file: Path, data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16] + file.suffix.lower()
