"""A finished page → its sections: a heading and the blocks of text under it, up to the next heading with an address of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from lxml.html import HtmlElement

from zhiku.text import QUESTION_MARKS


class Kind(Enum):
    """What a block is; what a match in it is worth depends on that."""

    PROSE = "prose"
    CODE = "code"
    """Code, and the labels of a diagram."""
    SOURCE = "source"
    """A footnote."""
    POINTER = "pointer"
    """Most of it is links: it says where something stands, not the thing."""


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """What a hit leads to."""

    anchor: str
    """"" at the head of the page."""
    title: str
    level: int | None
    """Of a question: 1 to 3, or 0 when nothing is said; None for what is no question."""
    blocks: tuple[Block, ...]


_HEADINGS = {"h1", "h2", "h3", "h4"}
_BLOCKS = {"p", "li", "tr", "dt", "dd", "pre", "summary", "figcaption", "div", "ul", "ol", "table", "blockquote"}
_CELLS = {"td", "th"}
_PASSED_OVER = {
    "aside",
    "nav",
    "script",
    "style",
    "svg",
    "button",
    "form",
    "template",
    "dialog",
    "sup",
    "input",
    "select",
}
_PASSED_CLASSES = {"headerlink", "footnote-backref", "md-content__button", "md-source-file", "linenos"}
_LABEL = re.compile(
    r"\"([^\"]+)\"|(?:: | as |accTitle:)\s*([^\"\n]+)$|[\[({|>]+([^\"\[\](){}|<>]+)[\])}|]", re.MULTILINE
)
_SPACE = re.compile(r"\s+")
_AFTER_MARK = re.compile(r"(?<=[，。；：！？、）”]) ")  # where a footnote's number stood
_SOURCES = "出处"


@dataclass(frozen=True, slots=True)
class _Text:
    """A run of text of one page; an empty one ends a block."""

    kind: Kind
    text: str
    is_link: bool = False


_END = _Text(Kind.PROSE, "")
_Found: TypeAlias = "_Text | HtmlElement"


def sections(article: HtmlElement) -> list[Section]:
    """The sections of the element that holds a page's content. The text before the first heading belongs to no section and is left out."""
    found: list[tuple[HtmlElement, list[_Text]]] = []
    for one in _walk(article, Kind.PROSE, is_link=False):
        if not isinstance(one, _Text):
            found.append((one, []))
        elif found:
            found[-1][1].append(one)
    return [_section(heading, texts) for heading, texts in found]


def _section(heading: HtmlElement, texts: list[_Text]) -> Section:
    blocks = tuple(_blocks([*texts, _END]))
    if _has(heading, "footnote"):
        first = heading.find(".//li[@id]")
        return Section("" if first is None else first.get("id"), _SOURCES, None, blocks)
    title = _flat("".join(t.text for t in _inside(heading, Kind.PROSE, is_link=False) if isinstance(t, _Text)))
    asks = _has(heading, "question") or (heading.tag != "h1" and title.endswith(tuple(QUESTION_MARKS)))
    level = int(heading.get("data-level") or 0) if asks else None
    return Section("" if heading.tag == "h1" else heading.get("id"), title, level, blocks)


def _blocks(texts: list[_Text]) -> Iterator[Block]:
    held: list[_Text] = []
    for one in texts:
        if one.text:
            held.append(one)
            continue
        kind = held[0].kind if held else Kind.PROSE
        text = "".join(t.text for t in held)
        text = text.strip("\n") if kind is Kind.CODE else _flat(text).strip(" |")
        if text:
            links = sum(len(t.text) for t in held if t.is_link)
            yield Block(Kind.POINTER if kind is Kind.PROSE and 2 * links >= len(text) else kind, text)
        held = []


def _walk(element: HtmlElement, kind: Kind, *, is_link: bool) -> Iterator[_Found]:
    """The element's texts in their order, with the headings that begin sections, as elements, between them."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _PASSED_OVER or _is_passed(element):
        return
    if tag in _HEADINGS and (element.get("id") or tag == "h1"):
        yield element
        return
    if _has(element, "diagram"):
        yield from (_END, _Text(Kind.CODE, _labels(element)), _END)
        return
    if _has(element, "footnote"):
        yield element
        kind = Kind.SOURCE
    ends = tag in _BLOCKS
    if ends:
        yield _END
    kind = Kind.CODE if tag == "pre" else kind
    yield from _inside(element, kind, is_link=is_link or (tag == "a" and _is_internal(element)))
    if ends:
        yield _END


def _inside(element: HtmlElement, kind: Kind, *, is_link: bool) -> Iterator[_Found]:
    if element.text:
        yield _Text(kind, element.text, is_link)
    for child in element:
        yield from _walk(child, kind, is_link=is_link)
        tail = " | " if child.tag in _CELLS else "\n" if child.tag == "br" else ""
        if child.tail or tail:
            yield _Text(kind, tail + (child.tail or ""), is_link)


def _labels(figure: HtmlElement) -> str:
    """What a diagram says, from its source."""
    source = "\n".join(code.text_content() for code in figure.iter("code"))
    return "\n".join(dict.fromkeys(_flat("".join(label)) for label in _LABEL.findall(source)))


def _has(element: HtmlElement, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _is_passed(element: HtmlElement) -> bool:
    classes = (element.get("class") or "").split()
    return (
        bool(_PASSED_CLASSES.intersection(classes))
        or "data-search-exclude" in element.attrib
        or "hidden" in element.attrib
    )


def _is_internal(link: HtmlElement) -> bool:
    return not str(link.get("href") or "").startswith(("http:", "https:", "mailto:"))


def _flat(text: str) -> str:
    return _AFTER_MARK.sub("", _SPACE.sub(" ", text)).strip()
