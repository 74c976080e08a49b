"""What the home page says of its map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku.library import Library
from zhiku.model import Finding, Place

_HOME = "index.md"
_CODE = "H001"


def stops(library: Library, docs: Path) -> Iterator[Finding]:
    """Topics in `stages` and `routes` that do not exist, and topics that stand in two stages."""
    home = library.pages.get(_HOME)
    if home is None:
        return
    known = {topic.id for topic in library.topics}
    lines = (docs / _HOME).read_text("utf-8").split("\n")
    for setting in ("stages", "routes"):
        placed: dict[str, str] = {}
        named = home.meta.get(setting)
        for name, topics in named.items() if isinstance(named, dict) else ():
            for topic in topics:
                if topic not in known:
                    message = f"`{setting}` names {topic!r}, which is no topic"
                    yield _finding(
                        lines, (setting, name, topic), message, f"Topics are folders: {', '.join(sorted(known))}."
                    )
                elif setting == "stages" and topic in placed:
                    message = f"{topic!r} stands in two stages, {placed[topic]} and {name}"
                    yield _finding(lines, (setting, name, topic), message, "Take it out of one of them.")
                placed.setdefault(topic, name)


def _finding(lines: list[str], words: tuple[str, ...], message: str, hint: str) -> Finding:
    """A finding at the line where the last of the words stands: each is looked for from where the one before it was found."""
    line = 0
    for word in words:
        line = next((n for n in range(line, len(lines)) if word in lines[n]), line)
    return Finding(Place(_HOME, line + 1, line + 1), _CODE, message, hint)
