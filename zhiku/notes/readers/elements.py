"""Elements of a page → Markdown, block by block. One walk without recursion: depth and length cost nothing but their own size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree

from zhiku.notes.piece import Kind
from zhiku.text import HAN

_NOT_TEXT = frozenset(
    {"script", "style", "template", "iframe", "object", "video", "audio", "canvas", "head", "datalist"}
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_MARKS = {
    "strong": "**",
    "b": "**",
    "em": "*",
    "i": "*",
    "del": "~~",
    "s": "~~",
    "code": "`",
    "tt": "`",
    "kbd": "`",
    "a": "[",
}
_CODE_LINES = frozenset({"div", "li", "p", "tr", "section"})
_GUTTER = re.compile(
    r"(^|[\s_-])(gutter|linenos?|line-numbers?|lineno|pre-numbering|hljs-ln-numbers|line-index|lnt?)(\s|$)"
)
_BUTTON = re.compile(r"(^|[\s_-])(copy|btn|button|clipboard|hljs-button|code-block-extension-\w+)([\s_-]|$)")
_ANCHOR = re.compile(r"(^|[\s_-])(headerlink|anchor(-?link)?)(\s|$)")
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*|(?:hljs|highlight|prism|sourceCode)\s+(?:language-)?)([A-Za-z][\w+#.]*)|(?:^|\s)(mermaid)(?:\s|$)"
)
_NO_LANGUAGE = frozenset(
    {"plaintext", "plain", "text", "txt", "none", "has", "line", "code", "wrap", "copyable", "hljs"}
)
_SAFE = re.compile(r"(?:https?://|mailto:|[^:]*(?:[/?#]|$))", re.IGNORECASE)
_ANCHORS = frozenset({"", "¶", "#", "§", "🔗"})
_DEEPEST = 8  # levels of lists and quotes that are shown
_LONGEST = 2_000  # characters of an address
_WIDEST = 50  # columns that one cell may span
_MANY = 10_000  # characters that are looked at to tell a gutter


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, item, table or code block of a page."""

    kind: Kind
    lines: tuple[str, ...]
    text: str
    """Its words, without marks."""
    is_tight: bool = False
    """Whether it follows the block before it without a blank line."""
    is_gutter: bool = False
    """Line numbers beside code."""


@dataclass(slots=True)
class _List:
    is_ordered: bool
    number: int
    indent: int
    is_waiting: bool = False
    """Whether an item was opened whose words are still to come."""


@dataclass(slots=True)
class _Open:
    sign: str
    start: int
    """Where in the line its words begin."""
    address: str = ""


@dataclass(slots=True)
class _Page:
    """What the walk has written, and where it stands."""

    blocks: list[Block] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    marks: list[_Open] = field(default_factory=list)
    depth: Counter[str] = field(default_factory=Counter)
    """How many elements of each mark are open."""
    lists: list[_List] = field(default_factory=list)
    quotes: int = 0
    heading: int = 0
    is_list_new: bool = True

    def open(self, sign: str, address: str = "") -> None:
        """Begin a mark, unless it is open already, or stands in code, where marks mean themselves, or in a heading."""
        if self.heading and sign != "`":
            return
        self.depth[sign] += 1
        if self.depth[sign] == 1 and (sign == "`" or not self.depth["`"]):
            self.marks.append(_Open(sign, len(self.line), address))

    def close(self, sign: str) -> None:
        if (self.heading and sign != "`") or not self.depth[sign]:
            return
        self.depth[sign] -= 1
        if not self.depth[sign] and self.marks and self.marks[-1].sign == sign:
            self._wrap(self.marks.pop())

    def _wrap(self, mark: _Open) -> None:
        inner = "".join(self.line[mark.start :])
        self.line[mark.start :] = [_marked(inner, mark)]

    def flush(self) -> None:
        """End the present block; marks that are open go on in the next one."""
        for mark in reversed(self.marks):
            self._wrap(mark)
        text = _folded("".join(self.line))
        self.line.clear()
        for mark in self.marks:
            mark.start = 0
        for paragraph in re.split(r"\n{2,}", text):
            if paragraph:
                self._emit(paragraph.split("\n"))

    def _emit(self, lines: list[str]) -> None:
        words = "\n".join(lines)
        here = self.lists[-1] if self.lists else None
        if self.heading:
            self.add(Kind.HEADING, [f"{'#' * self.heading} {' '.join(lines)}"], words)
        elif here and here.is_waiting:
            here.is_waiting = False
            mark = f"{here.number}. " if here.is_ordered else "- "
            rest = [" " * (here.indent + len(mark)) + line for line in lines[1:]]
            tight = not self.is_list_new and bool(self.blocks) and self.blocks[-1].kind is Kind.LIST
            self.is_list_new = False
            self.add(Kind.LIST, [f"{' ' * here.indent}{mark}{lines[0]}", *rest], words, is_tight=tight)
        else:
            indent = " " * (here.indent + 2) if here else ""
            self.add(Kind.PROSE, [indent + line for line in lines], words)

    def add(self, kind: Kind, lines: list[str], text: str, **more: bool) -> None:
        quote = "> " * min(self.quotes, _DEEPEST)
        self.blocks.append(
            Block(kind, tuple((quote + line).rstrip() if quote else line for line in lines), text, **more)
        )


def blocks(root: Any) -> list[Block]:
    """All text of a tree, in order."""
    page = _Page()
    whole: Any = None  # an element that was written as a whole; its end is still to come
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if _start(page, element):
                walk.skip_subtree()
                whole = element
            else:
                page.line.append(element.text or "")
        else:
            if element is not whole:
                _end(page, element)
            if element is not root:
                page.line.append(element.tail or "")
    page.flush()
    return page.blocks


def _start(page: _Page, element: Any) -> bool:
    """Returns whether all of the element is written."""
    tag = element.tag
    if _leaf(page, element):
        return True
    if tag in _BLOCKS or tag in _HEADINGS or tag == "blockquote":
        page.flush()
    if tag in _HEADINGS:
        page.heading = _HEADINGS[tag]
    elif tag in _LISTS:
        _open_list(page, element)
    elif tag == "li":
        if page.lists:
            page.lists[-1].is_waiting = True
    elif tag == "blockquote":
        page.quotes += 1
    elif tag in _MARKS:
        page.open(_MARKS[tag], _address(element.get("href")) if tag == "a" else "")
    return False


def _leaf(page: _Page, element: Any) -> bool:
    """Write an element that is read as a whole."""
    tag = element.tag
    names = element.get("class") or ""
    if (
        tag in _NOT_TEXT
        or "katex-html" in names
        or (_ANCHOR.search(names) and (element.text or "").strip() in _ANCHORS)
    ):
        return True
    if tag == "br":
        page.line.append("\v")
    elif tag == "img":
        page.line.append(_image(element))
    elif tag == "math":
        page.line.append(_formula(element))
    elif _GUTTER.search(names) and _is_numbers(element):
        page.flush()
        text = " ".join("".join(element.itertext()).split())
        page.add(Kind.TEXT, [text], text, is_gutter=True)
    elif (
        tag == "pre"
        or (tag == "div" and "mermaid" in names.split() and not len(element))
        or _is_code_block(page, element)
    ):
        page.flush()
        _add_code(page, element)
    elif tag == "table" and _is_data(element):
        page.flush()
        _add_table(page, element)
    else:
        return False
    return True


def _end(page: _Page, element: Any) -> None:
    tag = element.tag
    if tag in _MARKS:
        page.close(_MARKS[tag])
    elif tag in _BLOCKS or tag in _HEADINGS or tag == "blockquote":
        page.flush()
    if tag in _HEADINGS:
        page.heading = 0
    elif tag in _LISTS:
        page.lists.pop()
    elif tag == "li" and page.lists:
        page.lists[-1].is_waiting = False
        page.lists[-1].number += 1
    elif tag == "blockquote":
        page.quotes -= 1


def _open_list(page: _Page, element: Any) -> None:
    if not page.lists:
        page.is_list_new = True
    start = element.get("start") or ""
    number = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1
    page.lists.append(_List(element.tag == "ol", number, 4 * min(len(page.lists), _DEEPEST)))


def _marked(text: str, mark: _Open) -> str:
    """Words between marks; what is white at their ends stays outside, and a line end ends the mark."""
    if "\v" in text and mark.sign != "[":
        return "\v".join(_marked(line, mark) for line in text.split("\v"))
    core = text.strip()
    if not core:
        return text
    sign = mark.sign
    if sign == "[":
        return f"[{core}]({mark.address})" if mark.address and mark.address != core else text
    if sign == "`" and "`" in core:
        return f"`` {core} ``"
    at = text.index(core)
    return f"{text[:at]}{sign}{core}{sign}{text[at + len(core) :]}"


def _folded(text: str) -> str:
    """White space as a browser shows it; a line end between two Chinese characters is none; `br` is a line end."""
    return re.sub(r"\s+", _space, text).strip("\n ")


def _space(match: re.Match[str]) -> str:
    if "\v" in match[0]:
        return "\n" * min(match[0].count("\v"), 2)
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return "" if "\n" in match[0] and HAN.match(before) and HAN.match(after) else " "


def _address(href: str | None) -> str:
    """An address that may stand in Markdown; nothing for a script, data, a place in the page, or one without end."""
    url = re.sub(r"[\s\x00-\x20\x7f-\x9f]+", lambda m: "%20" if m[0] == " " else "", (href or "").strip())
    if not url or url.startswith("#") or len(url) > _LONGEST or not _SAFE.match(url):
        return ""
    return url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def _image(element: Any) -> str:
    source = next((s for name in ("data-original", "data-src", "src") if (s := _address(element.get(name)))), "")
    alt = " ".join((element.get("alt") or "").split()).replace("]", "")
    return f"![{alt}]({source})" if source or alt else ""


def _formula(element: Any) -> str:
    """The source of a formula where the page has it."""
    tex = next((a.text for a in element.iter("annotation") if a.get("encoding") == "application/x-tex" and a.text), "")
    return f"${' '.join(tex.split())}$" if tex else "".join(element.itertext())


def _is_numbers(element: Any) -> bool:
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > _MANY or not re.fullmatch(r"[\d\s]*", text):
            return False
    return length > 0


def _is_code_block(page: _Page, element: Any) -> bool:
    """`code` of several lines is a block, though it stands in no `pre`."""
    if element.tag != "code" or page.depth["`"]:
        return False
    text = "".join(element.itertext()).strip()
    return text.count("\n") >= 2 or (element.find("br") is not None and len(element.findall("br")) >= 2)


def _add_code(page: _Page, element: Any) -> None:
    lines = _verbatim(element).split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        return
    text = "\n".join(lines)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    page.add(Kind.CODE, [f"{fence}{_language(element)}", *lines, fence], text)


def _verbatim(pre: Any) -> str:
    """The text of `pre` with its line ends, those that elements make too; line numbers and buttons stay out."""
    parts: list[str] = []

    def new_line() -> None:
        if parts and not parts[-1].endswith("\n"):
            parts.append("\n")

    walk = etree.iterwalk(pre, events=("start", "end"))
    for event, element in walk:
        is_inner = element is not pre
        if event == "start":
            names = element.get("class") or ""
            is_gutter = is_inner and _GUTTER.search(names) and _is_numbers(element)
            if is_inner and (element.tag in _NOT_TEXT or element.tag == "button" or is_gutter or _BUTTON.search(names)):
                walk.skip_subtree()
                continue
            if element.tag == "br":
                parts.append("\n")
            elif is_inner and (
                element.tag in _CODE_LINES or (element.tag == "code" and element.getprevious() is not None)
            ):
                new_line()
            if element.text:
                parts.append(element.text)
        elif is_inner:
            if element.tag in _CODE_LINES:
                new_line()
            if element.tail:
                parts.append(element.tail)
    return "".join(parts).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").translate(_LINE_ENDS)


_LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


def _language(element: Any) -> str:
    """What `pre`, the code in it or what is around it say of the language."""
    code = element.find(".//code")
    around = list(islice(element.iterancestors(), 2))
    for part in (element, *([] if code is None else [code]), *around):
        for name in ("data-lang", "data-language", "lang") if part not in around else ("data-lang", "data-language"):
            value = part.get(name) or ""
            if re.fullmatch(r"[A-Za-z][\w+#.]{0,20}", value) and value.lower() not in _NO_LANGUAGE:
                return value.lower()
        for match in _LANGUAGE.finditer(part.get("class") or ""):
            found = str(match[1] or match[2]).lower()
            if found not in _NO_LANGUAGE:
                return found
    return ""


def _is_data(table: Any) -> bool:
    """Whether a table holds data and is not there for the looks of the page."""
    if (
        next((e for e in table.iterdescendants("table", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "form")), None)
        is not None
    ):
        return False
    rows = [sum(1 for _ in row.iterchildren("td", "th")) for row in table.iter("tr")]
    return len(rows) > 1 and sum(width > 1 for width in rows) * 2 > len(rows)


def _add_table(page: _Page, table: Any) -> None:
    caption = table.find("caption")
    if caption is not None:
        page.line.append(" ".join(_cell(caption)))
        page.flush()
    rows = [list(_row(row)) for row in table.iter("tr")]
    rows = [row for row in rows if any(row)]
    if not rows:
        return
    width = max(map(len, rows))
    if width * len(rows) > 1_000 + 4 * sum(map(len, rows)):
        width = 0  # a few rows are much longer than the others, and none is filled up to them
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    lines.insert(1, f"|{' --- |' * max(width, len(rows[0]))}")
    page.add(Kind.TABLE, lines, "\n".join(" ".join(row) for row in rows))


def _row(row: Any) -> Iterator[str]:
    for cell in row.iterchildren("td", "th"):
        yield " ".join(_cell(cell)).replace("|", "\\|")
        span = cell.get("colspan") or ""
        yield from [""] * (min(int(span), _WIDEST) - 1 if re.fullmatch(r"[0-9]{1,4}", span) else 0)


def _cell(cell: Any) -> Iterator[str]:
    return (line.strip() for block in blocks(cell) for line in block.lines)
