"""What stands under one key of the index."""

from __future__ import annotations

from dataclasses import dataclass

Posting = tuple[int, int]
"""The number of a section, and the impact: what the key counts there."""


@dataclass(frozen=True, slots=True)
class Entry:
    postings: tuple[Posting, ...]
    """By the numbers of the sections."""
    also: tuple[str, ...] = ()
    """Under which other names the thing stands in the pages: a hit marks them too."""
