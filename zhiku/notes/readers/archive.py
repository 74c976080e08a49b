"""Zip exports (Notion, Yuque …): their notes, read in memory. Nothing is unpacked to disk, and every bound is checked before and after."""

from __future__ import annotations

import re
import stat
import struct
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from zhiku.errors import ZhikuError
from zhiku.notes.readers.reading import plural

MEMBERS = 10_000
UNPACKED = 200 * 1024 * 1024
MEMBER = 50 * 1024 * 1024
RATIO = 200
_SMALL = 100 * 1024  # bytes; what unpacks to no more may be as repetitive as it likes
_DIRECTORY = MEMBERS * 1024  # bytes of the table of members
_NAME = 250  # bytes of each part of a name
_PATH = 1_000  # bytes
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DRIVE = re.compile(r"^[A-Za-z]:")
_DAMAGED = "the archive is damaged"
_REPACK = "Unpack it yourself, look at it, and give the folder."


@dataclass(slots=True)
class Archive:
    """What came out of an archive."""

    files: dict[str, bytes] = field(default_factory=dict)
    """By the path of the member."""
    errors: list[ZhikuError] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Names of members that are no notes."""


def notes(name: str, file: Path, suffixes: Collection[str]) -> Archive:
    """The notes of an archive. Raises ZhikuError when it cannot be opened or has too many members; other refusals stand in the errors."""
    try:
        _check_directory(name, file)
        with ZipFile(file) as opened:
            members = opened.infolist()
            if len(members) > MEMBERS:
                raise _too_many(name, len(members))
            return _notes(name, opened, members, suffixes)
    except (BadZipFile, OSError, ValueError, struct.error) as error:
        raise ZhikuError(f"{_DAMAGED} ({error})", where=name, hint="Export it again.") from error


def _notes(name: str, opened: ZipFile, members: list[ZipInfo], suffixes: Collection[str]) -> Archive:
    found = Archive()
    renamed = 0
    for member in sorted(members, key=lambda m: m.filename):
        try:
            path, is_gbk = _path(name, member)
            if member.is_dir() or _is_hidden(path):
                continue
            data = _note(f"{name}/{path}", opened, member, found, suffixes)
        except ZhikuError as error:
            found.errors.append(error)
            continue
        if data is None:
            found.others.append(path)
        elif path in found.files:
            twice = ZhikuError("the archive has two members of this name", where=f"{name}/{path}", hint=_REPACK)
            found.errors.append(twice)
        else:
            renamed += is_gbk
            found.files[path] = data
    if renamed:
        found.remarks.append(f"{plural(renamed, 'name')} of members read as GB18030")
    return found


def _note(where: str, opened: ZipFile, member: ZipInfo, found: Archive, suffixes: Collection[str]) -> bytes | None:
    """The bytes of a member that is a note, None for another one. Raises ZhikuError when a bound forbids it."""
    suffix = PurePosixPath(where).suffix.lower()
    if suffix == ".zip":
        raise ZhikuError(
            "an archive inside an archive is not opened",
            where=where,
            hint="Unpack the outer one, and give the inner one.",
        )
    if suffix not in suffixes:
        return None
    return _unpack(where, opened, member, left=UNPACKED - sum(map(len, found.files.values())))


def _path(name: str, member: ZipInfo) -> tuple[str, bool]:
    """Where a member stands in the archive, with `/`, and whether its name was GB18030. Raises ZhikuError when it leads out of it."""
    text, is_gbk = _decoded(member)
    text = text.replace("\\", "/")
    path = PurePosixPath(text)
    where = f"{name}/{_CONTROL.sub('?', text)[:200]}"
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(text):
        raise ZhikuError("the member's name leads out of the archive", where=where, hint=_REPACK)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ZhikuError("the member is a link, and links are not followed", where=where, hint=_REPACK)
    is_long = len(text.encode("utf-8", "replace")) > _PATH or any(
        len(p.encode("utf-8", "replace")) > _NAME for p in path.parts
    )
    if not path.parts or is_long or _CONTROL.search(text):
        raise ZhikuError("the member's name cannot be a file's name", where=where, hint=_REPACK)
    return path.as_posix(), is_gbk


def _decoded(member: ZipInfo) -> tuple[str, bool]:
    """Programs that do not mark names as UTF-8 write them in the encoding of their system."""
    if member.flag_bits & 0x800:
        return member.filename, False
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename, False
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec), codec == "gb18030"
        except UnicodeDecodeError:
            continue
    return member.filename, False


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(path).parts)


def _unpack(where: str, opened: ZipFile, member: ZipInfo, *, left: int) -> bytes:
    if member.flag_bits & 0x1:
        raise ZhikuError(
            "the member is encrypted", where=where, hint="Unpack it with its password, and give the folder."
        )
    check_size(where, member)
    if member.file_size > left:
        raise ZhikuError(
            f"the archive unpacks to more than {_mb(UNPACKED)}; this and what follows is left out",
            where=where,
            hint=_REPACK,
        )
    try:
        with opened.open(member) as stream:
            data = stream.read(member.file_size + 1)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise ZhikuError(f"the member cannot be unpacked ({error})", where=where, hint=_REPACK) from error
    if len(data) != member.file_size:
        raise ZhikuError("the member is not of the size that the archive says", where=where, hint=_REPACK)
    return data


def check_size(where: str, member: ZipInfo) -> None:
    """Raises ZhikuError for a member that is too large, or grows too much."""
    if member.file_size > MEMBER:
        raise ZhikuError(
            f"the member unpacks to {_mb(member.file_size)}, more than {_mb(MEMBER)}", where=where, hint=_REPACK
        )
    if member.file_size > max(_SMALL, RATIO * member.compress_size):
        grows = member.file_size // max(member.compress_size, 1)
        raise ZhikuError(
            f"the member grows {grows:,} times when unpacked, more than {RATIO}", where=where, hint=_REPACK
        )


def _check_directory(name: str, file: Path) -> None:
    """Bound the table of members before zipfile reads all of it: its count and size stand in the last 64 KB."""
    with file.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 66_000))
        tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(tail):
        raise ZhikuError("the file is no zip archive", where=name, hint="Export it again, or give the folder.")
    count, bytes_ = struct.unpack_from("<HI", tail, end + 10)
    if end >= 76 and tail[end - 76 : end - 72] == b"PK\x06\x06":  # the record for large archives, which then counts
        count, bytes_ = struct.unpack_from("<QQ", tail, end - 76 + 32)
    if count > MEMBERS or bytes_ > _DIRECTORY:
        raise _too_many(name, count)


def _too_many(name: str, count: int) -> ZhikuError:
    return ZhikuError(f"the archive has {count:,} members, more than {MEMBERS:,}", where=name, hint=_REPACK)


def _mb(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"
