"""Diagrams that cannot be drawn, cannot be read, or are drawn with more than they need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku.library import Library
from zhiku.model import Finding, Place
from zhiku.site.drawing.diagrams import DiagramError, render
from zhiku.site.drawing.in_browser import MARK, is_marked

_WIDEST = 1200  # CSS pixels; a wider picture is shrunk until its labels cannot be read


def wide(library: Library, _: Path) -> Iterator[Finding]:
    for article in library.articles:
        for diagram in article.diagrams:
            try:
                width = render(diagram.source).width
            except DiagramError:
                continue
            if width > _WIDEST and not article.meta.get("draft"):
                yield Finding(
                    diagram.place,
                    "D002",
                    f"the diagram is {width:.0f} px wide; on a page its labels would be too small to read",
                    "Draw it from top to bottom (flowchart TB), or cut it in two.",
                )


def broken(library: Library, _: Path) -> Iterator[Finding]:
    for page in library.pages.values():
        for fence in page.fences:
            if fence.lang == "mermaid" and not is_marked(fence):
                try:
                    render(fence.text)
                except DiagramError as error:
                    line = fence.first + error.line
                    yield Finding(
                        Place(page.path, line, line), "D001", f"the diagram does not parse: {error.message}", error.hint
                    )


def marks(library: Library, _: Path) -> Iterator[Finding]:
    for page in library.pages.values():
        for fence in page.fences:
            place = Place(page.path, fence.first, fence.first)
            unknown = [word for word in fence.info.split() if fence.lang == "mermaid" and word != MARK]
            if unknown:
                yield Finding(
                    place, "D003", f"{unknown[0]!r} means nothing here", f"Write: ```mermaid, or: ```mermaid {MARK}"
                )
            elif is_marked(fence) and _is_drawn(fence.text):
                yield Finding(
                    place,
                    "D003",
                    "this diagram needs no browser to draw it, and its readers load 5 MB for nothing",
                    f"Take `{MARK}` off: ```mermaid",
                )


def _is_drawn(source: str) -> bool:
    try:
        render(source)
    except DiagramError:
        return False
    return True
