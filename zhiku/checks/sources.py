"""Statements and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku.library import Library
from zhiku.model import Finding, Place


def missing(library: Library, _: Path) -> Iterator[Finding]:
    for article in library.articles:
        page = library.pages[article.path]
        known = {s.id: s for s in article.sources}
        for name, line in page.footnote_uses.items():
            if name not in page.footnotes:
                yield Finding(
                    Place(article.path, line, line),
                    "S001",
                    f"[^{name}] has no footnote",
                    f"Write at the end: [^{name}]: title, version, section.",
                )
        for name, line in page.footnotes.items():
            if article.sources and name not in known:
                yield Finding(
                    Place(article.path, line, line),
                    "S001",
                    f"the footnote [^{name}] is no key of `sources`",
                    "Add it to the front matter with its title and url.",
                )
        for source in article.sources:
            if not article.meta.get("draft") and not (source.title and source.url.startswith("https://")):
                yield Finding(
                    Place(article.path, 1, 1), "S001", f"the source {source.id!r} needs a title and an https url"
                )


def unused(library: Library, _: Path) -> Iterator[Finding]:
    for article in library.articles:
        page = library.pages[article.path]
        for source in article.sources:
            if source.id not in page.footnote_uses:
                yield Finding(
                    Place(article.path, 1, 1),
                    "S002",
                    f"no statement names the source {source.id!r}",
                    f"Put [^{source.id}] behind what rests on it, or remove the source.",
                )
