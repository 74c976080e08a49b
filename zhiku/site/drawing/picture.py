"""A drawing that stands in a page, and the folder where drawings are kept by content."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

CACHE = Path(".cache/diagrams")
_NAMES = re.compile(r"(<svg\b[^>]*>)(?:<title\b[^>]*>[^<]*</title>|<desc\b[^>]*>[^<]*</desc>)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no XML may hold them
_VIEW_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) [\d.]+"')


@dataclass(frozen=True, slots=True)
class Words:
    """What a drawing shows, for those who do not see it."""

    title: str
    summary: str
    """A sentence: what its author says of it, or what kind of drawing it is and how much it holds."""
    lines: tuple[str, ...] = ()
    """What it shows, thing by thing."""
    ordered: bool = False
    """Whether the lines happen one after the other."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG; all ids in it begin with `id`."""

    key: str
    """Depends on the source, the renderer and its settings."""
    svg: str
    words: Words

    @property
    def id(self) -> str:
        return f"dg-{self.key}"

    @property
    def title(self) -> str:
        return self.words.title

    @property
    def width(self) -> float:
        """Its natural width in CSS pixels."""
        box = _VIEW_BOX.search(self.svg)
        return float(box[1]) if box else 0.0


def named(svg: str, key: str, words: Words) -> str:
    """The drawing as one image with a name and a description; a screen reader reads these, not label by label."""
    title, desc = (f"dg-{key}-{part}" for part in ("title", "desc"))
    tags = f'<title id="{title}">{_xml(words.title)}</title><desc id="{desc}">{_xml(words.summary)}</desc>'
    attributes = f' role="img" aria-labelledby="{title}" aria-describedby="{desc}">'
    return _NAMES.sub(lambda m: m[1].removesuffix(">") + attributes + tags, svg, count=1)


def _xml(text: str) -> str:
    return escape(_CONTROL.sub("", text))


def kept(key: str, make: Callable[[], Picture]) -> Picture:
    """The picture that was made under this key before, or a new one, which is kept."""
    file = CACHE / f"{key}.json"
    try:
        return _read(key, file.read_text("utf-8"))
    except (OSError, ValueError, TypeError, KeyError):  # not there, or not written to its end
        picture = make()
    CACHE.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}.tmp")
    fresh.write_text(json.dumps({"svg": picture.svg, "words": asdict(picture.words)}, ensure_ascii=False), "utf-8")
    fresh.replace(file)
    return picture


def _read(key: str, text: str) -> Picture:
    entry = json.loads(text)
    words = entry["words"]
    return Picture(key, entry["svg"], Words(**{**words, "lines": tuple(words["lines"])}))
