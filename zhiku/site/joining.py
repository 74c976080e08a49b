"""A line break in Markdown is a space to a browser; Chinese has none. A Markdown extension that takes it out where it would show.

It looks at what a reader sees on both sides, across emphasis, links and footnote marks, and leaves code alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_STASHED = re.compile("\x02(?:wzxhzdk:(?P<html>[0-9]+)|(?P<escaped>[0-9]+))\x03")
_TAG = re.compile(r"<[^>]*>")
_WORDS_WITH_SPACES = re.compile("[ᄀ-ᇿ㄰-㆏가-힣]")  # Korean is wide and yet puts spaces between words
_EITHER = "“”‘’—…·"  # as wide as their neighbours
_NEAR = 40  # characters beyond a run of text in which the next visible one is looked for
_AFTER_ATTRIBUTES = 6  # attr_list (8) reads the line break before {: .class }


@dataclass(frozen=True, slots=True)
class _Text:
    """A run of text of an element: before its first child, or behind its end."""

    element: Element
    side: Literal["text", "tail"]
    shown: str
    is_fixed: bool
    """Code, or white space between blocks."""


def joins(before: str, after: str) -> bool:
    """Whether a line break between two characters leaves no space."""
    if any(_is_wide(c) and unicodedata.category(c)[0] == "P" for c in (before, after)):
        return True
    left, right = _is_wide(before), _is_wide(after)
    return (left and right) or (left and after in _EITHER) or (right and before in _EITHER)


class _Joiner(Treeprocessor):
    def run(self, root: Element) -> None:
        texts = list(self._texts(root, in_code=False))
        shown = "".join(text.shown for text in texts)
        start = 0
        for text in texts:
            if not text.is_fixed and "\n" in text.shown:
                end = start + len(text.shown)
                near = shown[max(0, start - _NEAR) : start], shown[end : end + _NEAR]
                setattr(text.element, text.side, self._joined(text, *near))
            start += len(text.shown)

    def _joined(self, text: _Text, before: str, after: str) -> str:
        written = getattr(text.element, text.side)

        def space(match: re.Match[str]) -> str:
            left = (before + self._shown(written[: match.start()])).rstrip()[-1:]
            right = (self._shown(written[match.end() :]) + after).lstrip()[:1]
            return "" if left and right and joins(left, right) else match[0]

        return _BREAK.sub(space, written)

    def _texts(self, element: Element, *, in_code: bool) -> Iterator[_Text]:
        """All runs of text in the order in which they are read."""
        in_code = in_code or element.tag in ("code", "pre")
        if element.text:
            yield _Text(element, "text", self._shown(element.text), in_code)
        for child in element:
            if not _is_footnote_mark(child):
                yield from self._texts(child, in_code=in_code)
            if child.tail:
                ends_line = child.tag == "br" or self.md.is_block_level(child.tag)
                yield _Text(child, "tail", self._shown(child.tail), in_code or ends_line)

    def _shown(self, text: str) -> str:
        """What a reader sees of a run: Python-Markdown keeps raw HTML and escaped characters aside."""
        return _STASHED.sub(self._unstashed, text)

    def _unstashed(self, match: re.Match[str]) -> str:
        if match["escaped"]:
            return chr(int(match["escaped"]))
        html = self.md.htmlStash.rawHtmlBlocks[int(match["html"])]
        return _TAG.sub("", html) if isinstance(html, str) else ""


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" and not _WORDS_WITH_SPACES.match(character)


def _is_footnote_mark(element: Element) -> bool:
    return element.tag == "sup" and element.get("id", "").startswith("fnref")


class Joining(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.treeprocessors.register(_Joiner(md), "joining", _AFTER_ATTRIBUTES)


def makeExtension(**settings: object) -> Joining:  # noqa: N802 - Python-Markdown looks for this name
    return Joining(**settings)
