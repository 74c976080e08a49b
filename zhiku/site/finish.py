"""The last step of a build: passes over the finished pages. A pass reads the built site and returns files that join it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from zhiku.library import Library
from zhiku.model import Finding, OutputFile
from zhiku.site import previews
from zhiku.site.cards import cards
from zhiku.site.decks import decks
from zhiku.site.redirects import redirects
from zhiku.site.search import search
from zhiku.site.sections import sections


@dataclass(frozen=True, slots=True)
class Site:
    """A site whose pages are written."""

    folder: Path
    docs: Path
    library: Library
    url: str
    """Where it will be published; ends in a slash."""
    name: str
    """What it calls itself."""


Pass = Callable[[Site], Iterable[OutputFile | Finding]]

PASSES: tuple[Pass, ...] = (
    search,
    redirects,
    lambda site: previews.files(site.library),
    cards,
    sections,
    decks,
)
"""What every build makes, `make serve` too: each takes well under a second."""

SLOW: tuple[Pass, ...] = ()
"""What a build for readers makes besides."""


def finish(site: Site, *, quick: bool = False) -> list[Finding]:
    """Run the passes in their order, each over what the ones before it left; what they found wrong comes back."""
    found: list[Finding] = []
    for run in PASSES if quick else (*PASSES, *SLOW):
        for made in run(site):
            if isinstance(made, Finding):
                found.append(made)
            else:
                _write(site.folder / made.path, made.content)
    return found


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
