"""Lines → headings, paragraphs and list items; hard-wrapped lines are joined, lost marks are put back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zhiku.notes.piece import Kind, Piece, part
from zhiku.text import HAN

_ATX = re.compile(r"^\s{0,3}(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*\s*$|^(?P<empty>#{1,6})\s*$")
_RULE = re.compile(r"^\s{0,3}([-*_])(\s*\1){2,}\s*$")
_BOLD_LINE = re.compile(r"^\s*\*\*(?P<text>[^*]+)\*\*\s*[:：]?\s*$")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百\d]+[章节篇部][:：\s]\s*\S")
_SECTION = re.compile(r"^(?P<number>\d+(\.\d+){1,3})\s+\S")
_MARK = re.compile(
    r"^(?P<indent>\s*)(?P<mark>"
    r"[-*+]\s+(?:[a-z]|[ivx]+)[.)]\s"  # an export writes `- a. text`
    r"|[-*+]\s"
    r"|[•·●○▪■◦]\s*"
    r"|\d{1,2}[.)]\s+|\d{1,2}[、）]\s*|[（(]\d{1,2}[)）]\s*"
    r"|(?:[a-z]|[ivx]{1,4})[)）]\s*"
    r")(?=\S)"
)
_LETTER = re.compile(r"[a-z][.)）]")
_ROMAN = re.compile(r"[ivx]+[.)）]")
_TERMINAL = tuple("。！？!?；;：:…）)】」”")
_WRAP = 30  # a line that wide (in characters, a Latin letter counts half) was broken by the page, not by its author
_STYLE_DEPTH = {"number": 0, "bullet": 0, "letter": 1, "roman": 2}


@dataclass(frozen=True, slots=True)
class _Unit:
    """Lines first..past-1 of a RAW piece, and what they are."""

    first: int
    past: int
    kind: Kind
    text: str
    level: int = 0
    mark: str = ""
    rules: tuple[tuple[str, str], ...] = ()


def split(pieces: Sequence[Piece]) -> list[Piece]:
    """RAW → headings, paragraphs, items; blank lines go to the piece before them."""
    marked = Counter(
        p.place.path for p in pieces if p.kind is Kind.RAW for line in p.raw.split("\n") if _ATX.match(line)
    )
    out: list[Piece] = []
    for piece in pieces:
        out += _split(piece, plain_headings=marked[piece.place.path] < 2) if piece.kind is Kind.RAW else [piece]
    return under_headings(_demote(attach_blanks(out)))


def _split(piece: Piece, *, plain_headings: bool) -> list[Piece]:
    lines = piece.raw.split("\n")
    pieces = []
    for unit in _nest(list(_units(lines, plain_headings=plain_headings))):
        made = replace(
            part(piece, lines, unit.first, unit.past, unit.kind), text=unit.text, level=unit.level, mark=unit.mark
        )
        for rule, why in unit.rules:
            made = made.repaired(rule, why)
        pieces.append(made)
    return pieces


def _units(lines: Sequence[str], *, plain_headings: bool) -> Iterator[_Unit]:
    n = 0
    while n < len(lines):
        unit = (
            _blank(lines, n)
            or _line(lines, n, plain_headings=plain_headings)
            or _item(lines, n)
            or _paragraph(lines, n)
        )
        yield unit
        n = unit.past


def _blank(lines: Sequence[str], n: int) -> _Unit | None:
    past = n
    while past < len(lines) and not lines[past].strip():
        past += 1
    return _Unit(n, past, Kind.BLANK, "") if past > n else None


def _line(lines: Sequence[str], n: int, *, plain_headings: bool) -> _Unit | None:
    """Things of exactly one line: headings in all their forms, and rules."""
    line = lines[n]
    atx = _ATX.match(line)
    if atx:
        return _Unit(n, n + 1, Kind.HEADING, (atx["text"] or "").strip(), len(atx["marks"] or atx["empty"]))
    if _RULE.match(line):
        return _Unit(n, n + 1, Kind.RULE, "---")
    bold = _BOLD_LINE.match(line)
    if bold and _width(bold["text"]) > _WRAP:
        return _bold_paragraph(lines, n)
    if bold:
        return _Unit(n, n + 1, Kind.HEADING, bold["text"].strip(), 7)
    if plain_headings and not _MARK.match(line):
        level = _plain_level(lines, n)
        if level:
            return _Unit(
                n,
                n + 1,
                Kind.HEADING,
                line.strip(),
                level,
                rules=(("plain-heading", "A heading that had lost its mark."),),
            )
    return None


def _bold_paragraph(lines: Sequence[str], n: int) -> _Unit:
    """Bold that a page has cut into one bold run a line is one paragraph."""
    texts: list[str] = []
    past = n
    while (
        past < len(lines)
        and (bold := _BOLD_LINE.match(lines[past]))
        and (not texts or not texts[-1].endswith(_TERMINAL))
    ):
        texts.append(bold["text"].strip())
        past += 1
    text, joined = _join(texts)
    return _Unit(n, past, Kind.PROSE, f"**{text}**", rules=_JOINED if joined else ())


def _plain_level(lines: Sequence[str], n: int) -> int:
    """The level of a heading that is only a short line by itself; 0 when it is none."""
    line = lines[n].strip()
    alone = (n == 0 or not lines[n - 1].strip()) and (n + 1 == len(lines) or not lines[n + 1].strip())
    if not alone or len(line) > 45 or line.endswith(tuple("。；，、！.;,")) or not HAN.search(line):
        return 0
    if _CHAPTER.match(line):
        return 2
    section = _SECTION.match(line)
    if section:
        return 2 + section["number"].count(".")
    short = len(line) <= 24 and not line.endswith(tuple("：:？?"))
    following = next((k for k in range(n + 1, len(lines)) if lines[k].strip()), None)
    return 5 if short and following is not None and not re.search(r"[，。]", line) else 0


def _starts_something(line: str) -> bool:
    return not line.strip() or bool(
        _ATX.match(line) or _RULE.match(line) or _BOLD_LINE.match(line) or _MARK.match(line)
    )


def _item(lines: Sequence[str], n: int) -> _Unit | None:
    match = _MARK.match(lines[n])
    if not match:
        return None
    past = n + 1
    texts = [lines[n][match.end() :].strip()]
    while (
        past < len(lines)
        and not _starts_something(lines[past])
        and (lines[past][:1].isspace() or _was_wrapped(lines[past - 1], lines[past]))
    ):
        texts.append(lines[past].strip())
        past += 1
    text, joined = _join(texts)
    indent = len(match["indent"].expandtabs(4))
    rules = _item_rules(match["mark"]) + (_JOINED if joined else ())
    return _Unit(n, past, Kind.LIST, text, indent, match["mark"].strip(), rules)


_JOINED = (("join-wrapped-lines", "Lines that a page had broken inside a sentence."),)


def _item_rules(mark: str) -> tuple[tuple[str, str], ...]:
    if mark.strip()[0] in "•·●○▪■◦":
        return (("bullet", "A typographic bullet is a list item."),)
    if not re.match(r"[-*+]\s|\d+\.\s", mark) or re.match(r"[-*+]\s+\w+[.)]", mark):
        return (("list-mark", "A list item in a form that Markdown does not know."),)
    return ()


def _paragraph(lines: Sequence[str], n: int) -> _Unit:
    past = n + 1
    texts = [lines[n].strip()]
    while past < len(lines) and not _starts_something(lines[past]) and _was_wrapped(lines[past - 1], lines[past]):
        texts.append(lines[past].strip())
        past += 1
    text, joined = _join(texts)
    return _Unit(n, past, Kind.PROSE, text, rules=_JOINED if joined else ())


def _was_wrapped(line: str, following: str) -> bool:
    """Whether the line end between two lines was made by a page and not by an author."""
    return bool(following.strip()) and _width(line) >= _WRAP and not line.rstrip().endswith(_TERMINAL)


def _width(line: str) -> float:
    """Width in Chinese characters."""
    return sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in line.strip())


def _join(texts: Sequence[str]) -> tuple[str, bool]:
    text = texts[0]
    for following in texts[1:]:
        space = (
            " "
            if text[-1:].isascii() and following[:1].isascii() and text[-1:].isalnum() and following[:1].isalnum()
            else ""
        )
        text = f"{text}{space}{following}"
    return text, len(texts) > 1


def _nest(units: list[_Unit]) -> list[_Unit]:
    """Give every item its depth, by its indent and by the style of its mark, within its list."""
    out: list[_Unit] = []
    stack: list[tuple[int, str]] = []
    for unit in units:
        if unit.kind is not Kind.LIST:
            if unit.kind is not Kind.BLANK:
                stack = []
            out.append(unit)
            continue
        key = (unit.level, _style(unit.mark))
        while stack and not _is_inside(key, stack[-1]):
            stack.pop()
        depth = len(stack)
        stack.append(key)
        ordered = bool(re.match(r"\d", unit.mark)) or bool(re.match(r"[（(]\d", unit.mark))
        rules = unit.rules
        if depth and key[0] in (1, 3) and all(rule != "list-mark" for rule, _ in rules):
            rules = (*rules, ("list-indent", "A sub-item whose indent Markdown does not read as one."))
        out.append(replace(unit, level=depth, mark="1." if ordered else "-", rules=rules))
    return out


def _style(mark: str) -> str:
    inner = mark.lstrip("-*+ ")
    if _ROMAN.fullmatch(inner.strip()):
        return "roman"
    if _LETTER.fullmatch(inner.strip()):
        return "letter"
    return "number" if re.match(r"[（(]?\d", mark) else "bullet"


def _is_inside(key: tuple[int, str], outer: tuple[int, str]) -> bool:
    if key[1] != outer[1] and _STYLE_DEPTH[key[1]] != _STYLE_DEPTH[outer[1]] and key[0] <= outer[0] + 1:
        return _STYLE_DEPTH[key[1]] > _STYLE_DEPTH[outer[1]]
    return key[0] > outer[0]


def attach_blanks(pieces: Sequence[Piece]) -> list[Piece]:
    """Blank lines belong to the piece before them, or to the first one of the note."""
    out: list[Piece] = []
    for piece in pieces:
        same_note = bool(out) and out[-1].place.path == piece.place.path
        if piece.kind is Kind.BLANK and same_note:
            out[-1] = replace(
                out[-1], place=replace(out[-1].place, last=piece.place.last), raw=f"{out[-1].raw}\n{piece.raw}"
            )
        elif same_note and out[-1].kind is Kind.BLANK:
            out[-1] = replace(
                piece, place=replace(piece.place, first=out[-1].place.first), raw=f"{out[-1].raw}\n{piece.raw}"
            )
        else:
            out.append(piece)
    return out


def _demote(pieces: Sequence[Piece]) -> list[Piece]:
    """Numbered headings that start again at 1 and outrank the numbered heading before them belong under it."""
    out: list[Piece] = []
    parent: Piece | None = None  # the numbered heading that was outranked
    level = expected = 0
    for piece in pieces:
        number = _number(piece)
        if parent is not None and piece.place.path != parent.place.path:
            parent = None
        if parent is not None and piece.kind is Kind.HEADING and piece.level <= level and number != expected:
            parent = None
        if parent is not None and number == expected and piece.level == level:
            expected += 1
            out.append(
                piece.repaired(
                    "heading-level", "A heading that outranked the one it belongs to.", level=min(parent.level + 1, 6)
                )
            )
            continue
        before = next(
            (p for p in reversed(out) if p.kind is Kind.HEADING and p.level < 7 and p.place.path == piece.place.path),
            None,
        )
        if (
            parent is None
            and number == 1
            and before is not None
            and _number(before) > 0
            and 0 < piece.level < before.level
        ):
            parent, level, expected = before, piece.level, 2
            piece = piece.repaired(
                "heading-level", "A heading that outranked the one it belongs to.", level=min(before.level + 1, 6)
            )
        out.append(piece)
    return out


def _number(piece: Piece) -> int:
    match = re.match(r"(\d+)[.、]", piece.text) if piece.kind is Kind.HEADING and piece.level < 7 else None
    return int(match[1]) if match else 0


def under_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Tell every piece the headings that it stands under."""
    out: list[Piece] = []
    path: list[tuple[int, str]] = []
    note = ""
    for piece in pieces:
        if piece.place.path != note:
            note, path = piece.place.path, []
        if piece.kind is Kind.HEADING and piece.is_live:
            while path and path[-1][0] >= piece.level:
                path.pop()
            out.append(replace(piece, heading=tuple(text for _, text in path)))
            path.append((piece.level, piece.text))
        else:
            out.append(replace(piece, heading=tuple(text for _, text in path)))
    return out
