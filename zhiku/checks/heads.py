"""The heads of pages: front matter that can be read, and settings of the right type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku.front_matter import UNREADABLE, WRONG_TYPE
from zhiku.library import Library
from zhiku.model import Finding


def unreadable(library: Library, _: Path) -> Iterator[Finding]:
    return (fault for fault in library.faults if fault.code == UNREADABLE)


def types(library: Library, _: Path) -> Iterator[Finding]:
    return (fault for fault in library.faults if fault.code == WRONG_TYPE)
