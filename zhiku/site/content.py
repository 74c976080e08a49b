"""Reads a finished page: the blocks that come from its Markdown, without what the theme and the build put around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from lxml.html import HtmlElement, document_fromstring

_AROUND = frozenset({"aside", "nav", "section", "footer", "form"})
_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}


def blocks(html: str) -> list[HtmlElement]:
    """The title of a page and the blocks under it, down to its footnotes."""
    [article] = document_fromstring(html).find_class("md-content__inner")
    children = [child for child in article if isinstance(child.tag, str)]
    start = next((n for n, child in enumerate(children) if child.tag == "h1"), len(children))
    return list(takewhile(_is_text, children[start:]))


def sections(page: Sequence[HtmlElement]) -> Iterator[tuple[HtmlElement, list[HtmlElement]]]:
    """Each heading with the blocks up to the next heading of any rank."""
    for n, block in enumerate(page):
        if rank(block):
            yield block, list(takewhile(lambda b: not rank(b), page[n + 1 :]))


def under(page: Sequence[HtmlElement], anchor: str) -> list[HtmlElement]:
    """What stands under the heading of this id, with its sub-headings; nothing when there is no such heading."""
    start = next((n for n, block in enumerate(page) if rank(block) and block.get("id") == anchor), None)
    if start is None:
        return []
    top = rank(page[start])
    return list(takewhile(lambda block: not 0 < rank(block) <= top, page[start + 1 :]))


def rank(block: HtmlElement) -> int:
    """1 to 6 for a heading, 0 for anything else."""
    return _HEADINGS.get(block.tag, 0)


def _is_text(block: HtmlElement) -> bool:
    return block.tag not in _AROUND and "footnote" not in block.classes
