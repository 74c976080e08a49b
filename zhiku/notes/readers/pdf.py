"""PDF files: pdfium reads the text, pypdf reads it again. Where the two agree, indents come from the second; where not, it is told."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from math import hypot
from statistics import median
from typing import Any

from zhiku.errors import ZhikuError
from zhiku.notes.piece import Kind
from zhiku.notes.readers import control
from zhiku.notes.readers.reading import Cut, Text, attempt, package
from zhiku.text import HAN, han_share, squeeze

_PAGES = 3_000
_CODES = 0x110000
_READ_TWICE = 20 * 1024 * 1024  # bytes; the second reader is slow
_EDGE = 3  # lines at the head and at the foot of a page that may repeat
_SHARE = 0.6  # of the pages
_LEAST = 3  # pages; on two, nothing repeats by rule
_AGREE = 0.9
_BODY = 0.15  # of all that is written; the largest letters of which there is so much are the text: code is set smaller
_CHINESE = 0.05  # of the characters; then only those count, for code has few
_LARGER = 1.15  # times the size of the text: a heading
_HEADING = 60  # characters; longer lines are none
_GAP = 1.4  # times the usual distance of lines: a new paragraph


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float = 0.0
    """Of its first character, in points; 0 when unknown."""
    top: float = 0.0
    is_header: bool = False
    is_after_gap: bool = False


def read(note: str, data: bytes) -> Text:
    """Raises ZhikuError when it is encrypted, damaged, a scan without text, or a package is missing."""
    pdfium = package(note, "pypdfium2")
    pages = attempt(note, "PDF", lambda: _pages(note, pdfium, data))
    if not any(line.text.strip() for page in pages for line in page):
        raise ZhikuError(
            "the PDF holds pictures and no text",
            where=note,
            hint="Run a text recognition (OCR) over it, for example ocrmypdf.",
        )
    if control.is_binary("".join(line.text for page in pages for line in page)):
        raise ZhikuError(
            "the PDF does not say which characters its letters are",
            where=note,
            hint="Run a text recognition (OCR) over it, for example ocrmypdf --force-ocr.",
        )
    pages, told = _with_indents(note, data, pages)
    lines, cuts = _lay_out(_headings(_gaps(_running(pages))))
    clean, removed = control.without(lines)
    how = f"PDF of {len(pages)} pages{f'; {told}' if told else ''}{f'; {removed}' if removed else ''}"
    return Text(tuple(clean), how, (f"is a PDF; {told}",) if told else (), cuts, is_converted=True)


def _pages(note: str, pdfium: Any, data: bytes) -> list[list[_Line]]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ZhikuError("the PDF needs a password", where=note, hint="Save a copy without one.") from error
        raise
    try:
        if len(document) > _PAGES:
            raise ZhikuError(f"the PDF has {len(document):,} pages, more than {_PAGES:,}", where=note, hint="Split it.")
        return [_page(pdfium.raw, document[n]) for n in range(len(document))]
    finally:
        document.close()


def _page(raw_api: Any, page: Any) -> list[_Line]:
    """Its lines that are not blank. pdfium counts characters, some of which its own text leaves out: so they are asked one by one."""
    text_page = page.get_textpage()
    codes = [raw_api.FPDFText_GetUnicode(text_page, n) for n in range(text_page.count_chars())]
    text = "".join(chr(code) if code < _CODES else "\ufffd" for code in codes)
    lines = []
    for match in re.finditer(r"[^\r\n]+", text):
        line = _line(match[0])
        if line.strip():
            first = match.start() + len(match[0]) - len(match[0].lstrip())
            _, _, _, top = text_page.get_charbox(first, loose=True)
            lines.append(_Line(line, _size(raw_api, text_page, first), top))
    text_page.close()
    page.close()
    return lines


def _size(raw_api: Any, text_page: Any, index: int) -> float:
    """Of a character, in points: what the font says, times what its place on the page makes of it."""
    matrix = raw_api.FS_MATRIX()
    raw_api.FPDFText_GetMatrix(text_page, index, matrix)
    return float(raw_api.FPDFText_GetFontSize(text_page, index) * hypot(matrix.c, matrix.d))


def _line(text: str) -> str:
    """One line: what pdfium writes for a hyphen that broke a word is one; radicals that stand for characters become them."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs of surrogates are one character
    text = re.sub("[\x02\ufffe]", "-", text.replace("\0", "")).replace("\u00a0", " ")
    text = re.sub("[⼀-⿕]", lambda m: squeeze(m[0]), text)
    return " ".join(re.split("[\v\f\x1c-\x1e\x85\u2028\u2029]", text)).rstrip()


def _with_indents(note: str, data: bytes, pages: list[list[_Line]]) -> tuple[list[list[_Line]], str]:
    """The pages with the indents of code, and a clause when the two readers disagree."""
    if len(data) > _READ_TWICE:
        return pages, ""
    pypdf = package(note, "pypdf")
    try:
        other = attempt(note, "PDF", lambda: [p.extract_text() or "" for p in pypdf.PdfReader(BytesIO(data)).pages])
    except ZhikuError:
        return pages, "its text was read by one reader only, the other one failed"
    agreement = _agreement("".join(line.text for page in pages for line in page), "".join(other))
    if agreement < _AGREE:
        return pages, f"two readers agree on only {round(100 * agreement)} % of its text: look it over"
    return [_indented(page, text) for page, text in zip(pages, [*other, *[""] * len(pages)], strict=False)], ""


def _agreement(first: str, second: str) -> float:
    """The share of characters that two readings have in common; of Chinese ones where there are some."""
    chars = [Counter(HAN.findall(t)) or Counter(squeeze(t)) for t in (first, second)]
    longer = max(chars[0].total(), chars[1].total())
    return (chars[0] & chars[1]).total() / longer if longer else 1.0


def _indented(page: list[_Line], text: str) -> list[_Line]:
    indents: dict[str, deque[str]] = {}
    for words in text.splitlines():
        indents.setdefault(squeeze(words), deque()).append(words[: len(words) - len(words.lstrip(" \t"))])
    out = []
    for line in page:
        found = indents.get(squeeze(line.text))
        white = found.popleft() if found else ""
        out.append(replace(line, text=white + line.text.lstrip()) if white else line)
    return out


def _running(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Mark what stands at the head or foot of most pages; numbers in it may differ."""
    counts = Counter(place for page in pages for place in {_standing(page[n]) for n in _edges(page)})
    repeated = {place for place, count in counts.items() if count >= max(_SHARE * len(pages), _LEAST)}
    return [_marked(page, [_standing(line) in repeated for line in page]) for page in pages]


def _marked(page: list[_Line], repeats: list[bool]) -> list[_Line]:
    """Only what stands between the edge and nothing but its like is a header: a `}` that ends many pages is none by itself."""
    head = next((n for n, again in enumerate(repeats) if not again), len(page))
    foot = len(page) - next((n for n, again in enumerate(reversed(repeats)) if not again), len(page))
    edges = _edges(page)
    return [replace(line, is_header=n in edges and (n < head or n >= foot)) for n, line in enumerate(page)]


def _edges(page: Sequence[_Line]) -> set[int]:
    return {n for n in range(len(page)) if n < _EDGE or n >= len(page) - _EDGE}


def _standing(line: _Line) -> tuple[str, int]:
    """Its words, whatever numbers are in them, and its height on the page: there a header always stands."""
    return re.sub(r"\d+", "0", squeeze(line.text)), round(line.top / 4)


def _gaps(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Mark the lines before which more room is left than between the lines of a paragraph."""
    out = []
    for page in pages:
        steps = [a.top - b.top for a, b in pairwise(page)]
        usual = median([s for s in steps if s > 0] or [0.0])
        wide = [False, *(usual > 0 and step > _GAP * usual for step in steps)]
        out.append([replace(line, is_after_gap=gap) for line, gap in zip(page, wide, strict=False)])
    return out


def _headings(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Give short lines in larger letters the mark of a heading, the largest the first level, three at most."""
    lines = [line for page in pages for line in page if not line.is_header and line.size]
    is_chinese = han_share("".join(line.text for line in lines)) > _CHINESE
    sizes: Counter[float] = Counter()  # how much is written in each
    for line in lines:
        sizes[round(line.size, 1)] += len(HAN.findall(line.text)) if is_chinese else len(line.text)
    body = max((size for size, much in sizes.items() if much >= _BODY * sizes.total()), default=0.0)
    if not body:
        return pages
    larger = sorted((size for size in sizes if size >= _LARGER * body), reverse=True)
    levels = {size: min(n, 3) for n, size in enumerate(larger, 1)}
    return [[_heading(line, levels) for line in page] for page in pages]


def _heading(line: _Line, levels: dict[float, int]) -> _Line:
    level = levels.get(round(line.size, 1), 0)
    if not level or line.is_header or len(line.text) > _HEADING or not re.search(r"\w", line.text):
        return line
    return replace(line, text=f"{'#' * level} {line.text.strip()}", is_after_gap=True)


def _lay_out(pages: Sequence[Sequence[_Line]]) -> tuple[list[str], tuple[Cut, ...]]:
    lines: list[str] = []
    cuts: list[Cut] = []
    for line in (line for page in pages for line in page):
        is_heading = bool(lines) and re.match(r"#{1,3} ", lines[-1]) is not None
        if lines and (line.is_after_gap or is_heading) and not line.is_header:
            lines.append("")
        if line.is_header:
            cuts.append(Cut(len(lines), len(lines) + 1, Kind.PROSE, "running-header"))
        lines.append(line.text)
    return lines, tuple(cuts)
