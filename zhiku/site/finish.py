"""The last step of a build: passes over the finished pages. A pass reads the built site and returns files that join it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from zhiku.model import Finding, OutputFile, Remark
from zhiku.site.built import Site
from zhiku.site.learning.cards import cards
from zhiku.site.learning.decks import decks
from zhiku.site.learning.sections import sections
from zhiku.site.links.previews import previews
from zhiku.site.machines import feed, llms, picture, portable, sitemap
from zhiku.site.printing.sheet_pdfs import sheet_pdfs
from zhiku.site.printing.whole_topic import whole_topics
from zhiku.site.redirects import redirects
from zhiku.site.search import search

Pass = Callable[[Site], Iterable[OutputFile | Finding | Remark]]

PASSES: tuple[Pass, ...] = (
    *(search, redirects, previews, cards, sections, decks, whole_topics),
    *(portable.files, llms.files, sitemap.files, feed.files),
)
"""What every build makes, `make serve` too: each takes well under a second."""

SLOW: tuple[Pass, ...] = (picture.files, sheet_pdfs)
"""What a build for readers makes besides."""


def finish(site: Site, *, quick: bool = False) -> list[Finding | Remark]:
    """Run the passes in their order, each over what the ones before it left; what they have to say comes back."""
    said: list[Finding | Remark] = []
    for run in PASSES if quick else (*PASSES, *SLOW):
        for made in run(site):
            if isinstance(made, OutputFile):
                _write(site.folder / made.path, made.content)
            else:
                said.append(made)
    return said


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
