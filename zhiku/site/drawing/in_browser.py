"""Diagrams that only mermaid itself can draw: marked by their author (```mermaid browser), drawn by mkdocs-mermaid2-plugin's script in the reader's browser."""

from __future__ import annotations

from html import escape
from pathlib import Path

from zhiku.errors import ZhikuError
from zhiku.library import Library
from zhiku.markdown import Fence
from zhiku.model import OutputFile

MARK = "browser"
SCRIPT = "assets/vendor/mermaid.js"
"""Where the site holds its copy of mermaid."""
_FILES = {"mermaid.js": SCRIPT, "mermaid.LICENSE.txt": "assets/vendor/mermaid.LICENSE.txt"}
_HOLDER = '<figure class="diagram" data-diagram="browser">'


def is_marked(fence: Fence) -> bool:
    return fence.lang == "mermaid" and MARK in fence.info.split()


def holder(source: str) -> str:
    """The source in the form that the plugin looks for."""
    return f'{_HOLDER}<pre><code class="mermaid">{escape(source)}</code></pre></figure>'


def is_needed(html: str) -> bool:
    """Whether a page holds such a diagram. The plugin must see no other page: it would read and write it anew."""
    return _HOLDER in html


def files(library: Library, vendor: Path) -> list[OutputFile]:
    """mermaid and its licence, when a page needs them. Raises ZhikuError when they were not fetched."""
    marked = [f"{page.path}:{f.first}" for page in library.pages.values() for f in page.fences if is_marked(f)]
    if not marked:
        return []
    try:
        return [OutputFile(path, (vendor / name).read_bytes()) for name, path in _FILES.items()]
    except FileNotFoundError as error:
        raise ZhikuError(
            f"mermaid draws this diagram, and {error.filename} is not there",
            where=", ".join(marked),
            hint="Run: make vendor",
        ) from error
