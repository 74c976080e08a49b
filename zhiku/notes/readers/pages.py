"""Saved pages: the whole body becomes Markdown; what is not the main text of the page is marked as belonging to the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from zhiku.errors import ZhikuError
from zhiku.notes.piece import Kind
from zhiku.notes.readers import control, plain
from zhiku.notes.readers.encoding import decode_page
from zhiku.notes.readers.reading import Cut, Text, attempt, package
from zhiku.text import fold

if TYPE_CHECKING:
    from zhiku.notes.readers.elements import Block

_CHROME_TAGS = ("nav", "aside", "footer", "form", "iframe", "button")
_CHROME_NAMES = re.compile(
    r"(^|[\s_-])(nav(bar|igation)?|menu|sidebar|footer|comments?|breadcrumbs?|share|related|recommend\w*)([\s_-]|$)",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LARGEST = 8_000_000  # characters; beyond, the main text is not looked for
_DEEPEST = 200  # likewise
_ELEMENTS = 50_000  # likewise
_SOME_ELEMENTS = 3_000  # beyond, without trafilatura's second opinion, whose time grows with the square
_WINDOW = 16  # characters that two texts must have in common at a place
_WORD = 8  # a text that short must be a whole line of the main text: a button may say what a sentence says
_ECHO = 16  # characters
_WORK = 4_000_000_000  # comparisons of characters; the search is done by one machine instruction for many
_LEAST = 0.02  # of the text; if less is main text, the main text was not found


def read(note: str, data: bytes) -> Text:
    """Raises ZhikuError when it is empty, binary, nested without end, or a package is missing."""
    package(note, "lxml.html")
    if control.signature(data)[0]:
        plain.text_of(note, data)
    decoded = decode_page(note, data)
    if control.is_binary(decoded.text):
        plain.text_of(note, data)
    html, removed = clean(decoded.text)
    text = convert(note, html, f"saved page, {decoded.encoding}", look_for_main=True)
    told = tuple(clause for clause in (decoded.remark, removed and f"had {removed}") if clause)
    return Text(
        text.lines,
        f"{text.how}{f'; {removed}' if removed else ''}",
        (*told, *text.remarks),
        text.cuts,
        is_converted=True,
    )


def clean(html: str) -> tuple[str, str]:
    """Without what ends a text for the parser, and a clause that says what was taken out."""
    lines, removed = control.without(re.split(r"\r\n|\r|\n", html))
    return "\n".join(lines), removed


def convert(note: str, html: str, what: str, *, look_for_main: bool) -> Text:
    """A page as lines of Markdown. Raises ZhikuError when there is no text in it."""
    package(note, "lxml.html")
    from zhiku.notes.readers import elements  # noqa: PLC0415  needs the package asked for above

    body = parse(note, html)
    found = attempt(note, "page", lambda: elements.blocks(body))
    if not any(fold(_PICTURE.sub("", block.text)) for block in found if not block.is_gutter):
        raise ZhikuError(
            "the note has no text", where=note, hint="Save the page when its text is shown, or remove the file."
        )
    chrome, how = [block.is_gutter for block in found], "nothing around the text"
    if look_for_main and _has_chrome(body):
        chrome, how = _around(note, html, found, body)
    lines, cuts = _lay_out(found, chrome)
    lines = tuple(control.without(lines)[0])  # entities can stand for control characters too
    dropped = sum(len(block.text) for block, is_chrome in zip(found, chrome, strict=True) if is_chrome)
    share = round(100 * dropped / max(sum(len(block.text) for block in found), 1))
    told = (
        (f"is a page of which {share} % was dropped as not its main text: look it up in the report",)
        if share > 50
        else ()
    )
    return Text(lines, f"{what}, converted to Markdown; {how}", told, cuts, is_converted=True)


def parse(note: str, html: str) -> Any:
    """The body of a page."""
    lxml_html = package(note, "lxml.html")
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", html).encode("utf-8", "replace")
    tree = attempt(note, "page", lambda: lxml_html.document_fromstring(source, parser=parser, ensure_head_body=False))
    if any("Excessive depth" in str(error.message) for error in parser.error_log):
        raise ZhikuError(
            "the page nests its elements without end (more than 2,048 deep)",
            where=note,
            hint="Copy its text into a Markdown file.",
        )
    return tree


def _has_chrome(tree: Any) -> bool:
    """Whether anything but the text is to be expected: a document that a program exported has no menu."""
    if next(tree.iter(*_CHROME_TAGS), None) is not None:
        return True
    return any(
        _CHROME_NAMES.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in tree.iter("div", "section", "ul")
    )


def _around(note: str, html: str, found: Sequence[Block], tree: Any) -> tuple[list[bool], str]:
    """Which blocks are not main text, and a clause that says how that was told."""
    gutters = [block.is_gutter for block in found]
    elements = sum(1 for _ in tree.iter())
    if len(html) > _LARGEST or elements > _ELEMENTS or _is_deeper(tree, _DEEPEST):
        return gutters, "too large or too deep to tell its main text, so all of it is kept"
    main = _main_text(note, html, fast=elements > _SOME_ELEMENTS)
    if len(main) * sum(len(block.text) for block in found) // _WINDOW > _WORK:
        return gutters, "too large to tell its main text, so all of it is kept"
    lines = {fold(line) for line in main.split("\n")}
    folded = fold(main)
    chrome = [block.is_gutter or not _stands_in(block, folded, lines) for block in found]
    chrome = _without_echoes(found, chrome)
    chrome = _inner_kept(found, chrome, title=fold(tree.findtext(".//title") or ""))
    kept = sum(len(block.text) for block, is_chrome in zip(found, chrome, strict=True) if not is_chrome)
    if kept <= _LEAST * sum(len(block.text) for block in found):
        return gutters, "its main text could not be told, so all of it is kept"
    return chrome, f"{sum(chrome)} of {len(found)} blocks are not its main text"


def _main_text(note: str, html: str, *, fast: bool) -> str:
    package(note, "lxml_html_clean")
    extract = partial(
        package(note, "trafilatura").extract,
        html,
        output_format="txt",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        fast=fast,
    )
    try:
        return attempt(note, "page", extract) or ""
    except ZhikuError:
        return ""  # then everything is kept, and `how` says so


def _stands_in(block: Block, main: str, lines: set[str]) -> bool:
    words = fold(block.text)
    if len(words) < _WORD:
        return not words or words in lines or any(fold(line) in lines for line in block.text.split("\n"))
    if words in main:
        return True
    windows = [words[n : n + _WINDOW] for n in range(0, max(len(words) - _WINDOW, 0) + 1, _WINDOW)]
    return sum(window in main for window in windows) * 2 > len(windows)


def _without_echoes(found: Sequence[Block], chrome: list[bool]) -> list[bool]:
    """A few words between what belongs to the page belong to it too, though the text says them as well: menus name its headings."""
    around = [True, *chrome, True]
    return [
        is_chrome or (block.kind is not Kind.HEADING and around[n] and around[n + 2] and len(fold(block.text)) < _ECHO)
        for n, (block, is_chrome) in enumerate(zip(found, chrome, strict=True))
    ]


def _inner_kept(found: Sequence[Block], chrome: list[bool], *, title: str) -> list[bool]:
    """Code, tables and headings inside the main text are knowledge, whatever was left out; so is the heading that is the page's title."""
    main = [n for n, is_chrome in enumerate(chrome) if not is_chrome and fold(found[n].text)]
    if not main:
        return chrome
    out = list(chrome)
    for n, block in enumerate(found):
        is_inner = main[0] < n < main[-1] and block.kind in (Kind.CODE, Kind.TABLE)
        is_over = block.kind is Kind.HEADING and n + 1 < len(found) and not chrome[n + 1] and main[0] < n
        words = fold(block.text)
        is_title = block.kind is Kind.HEADING and n < main[0] and len(words) > 1 and title.startswith(words)
        if is_inner or is_over or is_title:
            out[n] = block.is_gutter
    return out


def _is_deeper(tree: Any, limit: int) -> bool:
    etree = package("", "lxml.etree")
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False


def _lay_out(found: Sequence[Block], chrome: Sequence[bool]) -> tuple[tuple[str, ...], tuple[Cut, ...]]:
    """The lines of all blocks, blank lines between, and the cuts; neighbours of one kind are one cut."""
    lines: list[str] = []
    cuts: list[Cut] = []
    for n, (block, is_chrome) in enumerate(zip(found, chrome, strict=True)):
        kind = Kind.PROSE if block.kind is Kind.HEADING else block.kind  # what follows does not belong under it
        if n and not block.is_tight:
            lines.append("")
            if cuts and cuts[-1].past == len(lines) - 1:
                cuts[-1] = Cut(cuts[-1].first, len(lines), cuts[-1].kind, cuts[-1].rule, cuts[-1].detail)
        first = len(lines)
        lines += block.lines
        if not is_chrome:
            continue
        detail = "Line numbers beside code." if block.is_gutter else "Not the main text of the page."
        if (
            cuts
            and cuts[-1].past == first
            and cuts[-1].kind is block.kind
            and cuts[-1].detail == detail
            and block.kind is Kind.LIST
        ):
            cuts[-1] = Cut(cuts[-1].first, len(lines), kind, cuts[-1].rule, detail)
        else:
            cuts.append(Cut(first, len(lines), kind, "page-chrome", detail))
    return tuple(lines), tuple(cuts)
