"""Writes a whole folder or nothing: files go to a folder beside it, and the two change places in one step."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiku.errors import ZhikuError
from zhiku.model import OutputFile

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def write_whole(folder: Path, files: Iterable[OutputFile]) -> None:
    """Make `folder` hold exactly `files`. A run that is killed leaves the old folder whole. Raises ZhikuError for a path outside it."""
    fresh = beside(folder, "new")
    remove(fresh)
    made: set[str] = set()
    for file in files:
        if file.path.startswith("/") or ".." in file.path.split("/"):
            raise ZhikuError("a file would be written outside the output folder", where=file.path)
        target = f"{fresh}/{file.path}"
        parent = target.rpartition("/")[0]
        if parent not in made:
            Path(parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        with open(target, "ab" if file.continues else "wb") as stream:  # noqa: PTH123 - of many small files half the time
            stream.write(file.content.encode() if isinstance(file.content, str) else file.content)
    replace_folder(folder, fresh)


@contextmanager
def room(folder: Path) -> Iterator[Path]:
    """A hidden folder on the disk of `folder` for what a run sets aside. It goes with the run; that of a killed one with the next."""
    parent = next(parent for parent in folder.absolute().parents if parent.is_dir())
    home = parent / f".{folder.name}.room"
    remove(home)
    home.mkdir()
    try:
        yield home
    finally:
        remove(home)


def beside(folder: Path, name: str) -> Path:
    """A hidden neighbour of `folder`, on the same file system."""
    folder = folder.absolute()
    return folder.with_name(f".{folder.name}.{name}")


def replace_folder(folder: Path, fresh: Path) -> None:
    """Put `fresh` in the place of `folder`, in one step where the system can."""
    fresh.mkdir(parents=True, exist_ok=True)
    recover(folder)
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(folder)
        return
    if not folder.is_dir():
        raise ZhikuError(
            "the output is not a folder", where=str(folder), hint="Name another folder, or remove that file."
        )
    if _exchange(fresh, folder):
        remove(fresh)
        return
    old = beside(folder, "old")
    folder.rename(old)
    fresh.rename(folder)
    remove(old)


def recover(folder: Path) -> None:
    """Put back what a run was about to replace when it was killed between two steps."""
    old = beside(folder, "old")
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    remove(old)


def remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


def _exchange(a: Path, b: Path) -> bool:
    """Let two paths change places at once (Linux 3.15 and later); False where that is not to be had."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE) == 0)
