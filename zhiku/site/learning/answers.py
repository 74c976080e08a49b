"""Cuts the answer of each question out of the finished pages, fit to stand elsewhere: in the quiz, on a card."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement, tostring

from zhiku.model import Question
from zhiku.site import content
from zhiku.site.address import url
from zhiku.site.built import Site

_ROOT = "https://site.invalid/"
_ONLY_HERE = ".//a[@class='headerlink' or starts-with(@id, '__codelineno')]"
_SUB_HEADING = 3  # wherever an answer goes, its question stands over it as a heading of rank 2
_NOT_DRAWN = "not(ancestor-or-self::svg)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands under a question in its finished page."""

    question: Question
    topic: str
    url: str
    """Where the question stands, below the site's root."""
    html: str


def answers(site: Site, base: str) -> Iterator[Answer]:
    """The answers to all answered questions, in reading order; their links start with `base`, which leads to the site's root."""
    for article in site.library.articles:
        address = url(article.path)
        page = content.blocks((site.folder / address / "index.html").read_text("utf-8"))
        for question in article.questions:
            if question.answered and (found := content.under(page, question.id)):
                lift = min(filter(None, map(content.rank, found)), default=_SUB_HEADING) - _SUB_HEADING
                html = "".join(_portable(block, address, base, lift) for block in found)
                yield Answer(question, article.topic, f"{address}#{question.id}", html)


def _portable(block: HtmlElement, address: str, base: str, lift: int) -> str:
    """A block without ids and marks that have a meaning only in its page, its links mended, its headings `lift` ranks higher."""
    block = deepcopy(block)
    block.tail = None
    if content.rank(block):
        block.tag = f"h{content.rank(block) - lift}"
    for mark in block.xpath(_ONLY_HERE):
        mark.drop_tree()  # keeps the text behind it
    for element in block.xpath(f"descendant-or-self::*[@id and {_NOT_DRAWN} and not(self::input)]"):
        del element.attrib["id"]
    for name in ("href", "src"):
        for element in block.xpath(f"descendant-or-self::*[@{name} and {_NOT_DRAWN}]"):
            element.set(name, _rebased(element.get(name), address, base))
    return str(tostring(block, encoding="unicode")).strip()


def _rebased(link: str, address: str, base: str) -> str:
    if urlsplit(link).scheme or link.startswith("/"):
        return link
    return base + urljoin(_ROOT + address, link).removeprefix(_ROOT)
