"""The topics' words: a name belongs to one thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku.bank.lexicon import fold
from zhiku.library import Library
from zhiku.model import Finding, Place


def names(library: Library, docs: Path) -> Iterator[Finding]:
    """Names that stand in two lines of `aliases`: only the first would count."""
    seen: dict[str, str] = {}
    for topic in library.topics:
        page = f"{topic.id}/index.md"
        lines = (docs / page).read_text("utf-8").split("\n")
        for group in topic.aliases:
            for name in group:
                thing = f"{group[0]} of {page}"
                first = seen.setdefault(fold(name), thing)
                if first != thing:
                    line = next((n for n, text in enumerate(lines, 1) if group[0] in text and name in text), 1)
                    yield Finding(
                        Place(page, line, line),
                        "W001",
                        f"the name “{name}” belongs to {first} already",
                        "Take it out of one of the two lines; letter case, spaces and 的 make no other name.",
                    )
