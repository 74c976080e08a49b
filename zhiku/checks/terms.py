"""The glossary: a name belongs to one term, and a term says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku.library import Library
from zhiku.model import Finding
from zhiku.site.links import glossary
from zhiku.site.links.terms import fold


def names(library: Library, _: Path) -> Iterator[Finding]:
    """Names, and ids, that two terms claim."""
    seen: dict[str, glossary.Term] = {}
    for term in glossary.read(library).terms:
        for key, name in [(f"#{term.id}", f"the id #{term.id}"), *((fold(n), f"the name “{n}”") for n in term.names)]:
            first = seen.setdefault(key, term)
            if first is not term:
                yield Finding(
                    term.place,
                    "G001",
                    f"{name} belongs to the term “{first.names[0]}” at {first.place} already",
                    "Take it out of one of the two; letter case and spaces make no other name.",
                )


def explained(library: Library, _: Path) -> Iterator[Finding]:
    """Terms that say nothing. Where their links lead is looked at like any link."""
    for term in glossary.read(library).terms:
        if not term.text:
            yield Finding(
                term.place,
                "G002",
                f"the term “{term.names[0]}” is not explained",
                "Write under its heading in a sentence or two what it is.",
            )
