"""What a reader returns, and what readers share: packages that may be missing, and parsers that break on damaged files."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

from zhiku.errors import ZhikuError
from zhiku.notes.piece import Kind

_T = TypeVar("_T")
_LOUD = ("pypdf", "trafilatura", "htmldate", "justext", "charset_normalizer")


@dataclass(frozen=True, slots=True)
class Cut:
    """Lines that are no text of the note, as offsets first..past-1, and the rule that says so."""

    first: int
    past: int
    kind: Kind
    rule: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a note."""

    lines: tuple[str, ...]
    how: str
    """How they were got, for the report."""
    remarks: tuple[str, ...] = ()
    """What the user should hear at once, each a clause that follows the note's name."""
    cuts: tuple[Cut, ...] = ()
    """In order, without overlap."""
    is_converted: bool = False
    """Whether the lines are ours, not those of the file."""


def package(note: str, module: str) -> Any:
    """A package of the extra `readers`. Raises ZhikuError when it is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise ZhikuError(
            f"reading it needs the package {module.partition('.')[0]}, which is not installed",
            where=note,
            hint="pip install 'zhiku[readers]'",
        ) from error


def attempt(note: str, what: str, run: Callable[[], _T]) -> _T:
    """Run a parser of another project. Whatever it raises on a damaged file becomes a ZhikuError."""
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return run()
    except ZhikuError:
        raise
    except (Exception, RecursionError) as error:
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise ZhikuError(
            f"the {what} cannot be read ({reason})", where=note, hint="Open it, and save it anew or as Markdown."
        ) from error


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
