"""Lines → headings, paragraphs and list items; hard-wrapped lines are joined, lost marks are put back."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zhiku.notes.piece import Kind, Piece, part
from zhiku.notes.tags import without_tags
from zhiku.text import HAN

_ATX = re.compile(r"^\s{0,3}(?:>\s*)*(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*\s*$|^(?P<empty>#{1,6})\s*$")
_RULE = re.compile(r"^\s{0,3}([-*_])(\s*\1){2,}\s*$")
_BOLD_LINE = re.compile(r"^\s*\*\*(?P<text>[^*]+)\*\*\s*(?P<colon>[:：])?\s*$")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百\d]+[章节篇部][:：\s]\s*\S")
_SECTION = re.compile(r"^(?P<number>\d+(\.\d+){1,3})\s+\S")
_MARK = re.compile(
    r"^(?P<indent>\s*)(?P<mark>"
    r"[-*+]\s+(?:[a-z]|[ivx]+)[.)]\s"  # an export writes `- a. text`
    r"|[-*+]\s+"
    r"|[•·●○▪■◦]\s*|:\s+"
    r"|\d{1,2}[.)](?:\s+|(?=[一-鿿]))|\d{1,2}[、）](?!\d+、)\s*|[（(]\d{1,2}[)）]\s*"
    r"|(?:[a-z]|[ivx]{1,4})[)）]\s*"
    r")(?=\S)"
)
_LETTER = re.compile(r"[a-z][.)）]")
_ROMAN = re.compile(r"[ivx]+[.)）]")
_TERMINAL = tuple("。！？!?；;：:…）】」”")
_WIDE = re.compile("[\u2e80-\U0010ffff]")
_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+")
_LABELLED = re.compile(r"\s*\**[\w一-鿿]{2,8}\**[：:]")  # `目的：…` starts a line of its own
_SPACED = re.compile(r"[一-鿿] [A-Za-z0-9`]|[A-Za-z0-9`] [一-鿿]")
_WRAP = 30  # a line that wide (in characters, a Latin letter counts half) was broken by the page, not by its author
_PARAGRAPH = 2  # columns; so far to the right of an item's mark stands a paragraph of the item
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
    rules: tuple[str, ...] = ()


def split(pieces: Sequence[Piece]) -> list[Piece]:
    """RAW → headings, paragraphs, items; blank lines go to the piece before them."""
    marked = Counter(
        p.place.path for p in pieces if p.kind is Kind.RAW for line in p.raw.split("\n") if _ATX.match(line)
    )
    out: list[Piece] = []
    for piece in pieces:
        out += _split(piece, plain_headings=not marked[piece.place.path]) if piece.kind is Kind.RAW else [piece]
    return under_headings(_demote(attach_blanks(out)))


def _split(piece: Piece, *, plain_headings: bool) -> list[Piece]:
    lines = piece.raw.split("\n")
    shown = [without_tags(line) for line in lines]
    pieces = []
    for unit in _nest(list(_units(shown, plain_headings=plain_headings))):
        made = part(piece, lines, unit.first, unit.past, unit.kind).but(
            text=unit.text, level=unit.level, mark=unit.mark
        )
        for rule in unit.rules:
            made = made.repaired(rule)
        if shown[unit.first : unit.past] != lines[unit.first : unit.past]:
            made = made.repaired("html-tags")
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
    if bold and width(bold["text"]) > _WRAP:
        return _bold_paragraph(lines, n)
    if bold:
        return _Unit(n, n + 1, Kind.HEADING, f"{bold['text'].strip()}{bold['colon'] or ''}", 7)
    if plain_headings and not _MARK.match(line):
        level = _plain_level(lines, n)
        if level:
            return _Unit(
                n,
                n + 1,
                Kind.HEADING,
                line.strip(),
                level,
                rules=("plain-heading",),
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
    while past < len(lines) and not _starts_something(lines[past]) and _was_wrapped(lines[past - 1], lines[past]):
        texts.append(lines[past].strip())
        past += 1
    text, joined = _join(texts)
    indent = len(match["indent"].expandtabs(4))
    rules = _item_rules(match["mark"]) + (_JOINED if joined else ())
    return _Unit(n, past, Kind.LIST, text, indent, match["mark"].strip(), rules)


_JOINED = ("join-wrapped-lines",)


def _item_rules(mark: str) -> tuple[str, ...]:
    if mark.strip()[0] in "•·●○▪■◦":
        return ("bullet",)
    if not re.match(r"[-*+]\s|\d+\.\s", mark) or re.match(r"[-*+]\s+\w+[.)]", mark):
        return ("list-mark",)
    return ()


def _paragraph(lines: Sequence[str], n: int) -> _Unit:
    past = n + 1
    texts = [lines[n].strip()]
    while past < len(lines) and not _starts_something(lines[past]) and _was_wrapped(lines[past - 1], lines[past]):
        texts.append(lines[past].strip())
        past += 1
    text, joined = _join(texts)
    indent = len(lines[n]) - len(lines[n].lstrip())
    return _Unit(n, past, Kind.PROSE, text, indent, rules=_JOINED if joined else ())


def _was_wrapped(line: str, following: str) -> bool:
    """Whether the line end between two lines was made by a page and not by an author."""
    if not following.strip() or line.endswith("  ") or _LABELLED.match(following):
        return False
    return width(_ADDRESS.sub("", line)) >= _WRAP and not line.rstrip().endswith(_TERMINAL)


def width(line: str) -> float:
    """Width in Chinese characters."""
    text = line.strip()
    return (len(text) + len(_WIDE.findall(text))) / 2


def _join(texts: Sequence[str]) -> tuple[str, bool]:
    """One line of several; between Latin words a space, between Latin and Chinese what the author does elsewhere."""
    spaced = any(_SPACED.search(text) for text in texts)
    text = texts[0]
    for following in texts[1:]:
        left, right = text[-1:], following[:1]
        latin = (
            left.isascii()
            and right.isascii()
            and (left.isalnum() or left in "`,.)")
            and (right.isalnum() or right == "`")
        )
        mixed = (
            spaced
            and (left.isascii() and left.isalnum()) != (right.isascii() and right.isalnum())
            and bool(HAN.match(left) or HAN.match(right))
        )
        text = f"{text}{' ' if latin or mixed else ''}{following}"
    return text, len(texts) > 1


def joined_widths(pieces: Sequence[Piece], enough: int) -> dict[str, float]:
    """For each note the width at which a page has broken its lines, in Chinese characters; none where it has not broken `enough`."""
    widths: dict[str, list[float]] = defaultdict(list)
    for piece in pieces:
        if any(r.rule == "join-wrapped-lines" for r in piece.why):
            widths[piece.place.path] += [width(line) for line in piece.raw.rstrip().split("\n")[:-1]]
    return {note: sorted(found)[len(found) // 2] for note, found in widths.items() if len(found) >= enough}


def _nest(units: list[_Unit]) -> list[_Unit]:
    """Give every item its depth, by its indent and by the style of its mark, within its list."""
    out: list[_Unit] = []
    stack: list[tuple[int, str]] = []
    for unit in units:
        if unit.kind is Kind.PROSE and stack and unit.level >= stack[0][0] + _PARAGRAPH:
            depth = sum(1 for indent, _ in stack if unit.level >= indent + _PARAGRAPH)
            out.append(replace(unit, level=depth))  # an indented paragraph belongs to the item above it
            continue
        if unit.kind is not Kind.LIST:
            if unit.kind is not Kind.BLANK:
                stack = []
            out.append(replace(unit, level=0) if unit.kind is Kind.PROSE else unit)
            continue
        key = (unit.level, _style(unit.mark))
        while stack and not _is_inside(key, stack[-1]):
            stack.pop()
        depth = len(stack)
        stack.append(key)
        number = re.match(r"[（(]?(\d+)", unit.mark)
        rules = unit.rules
        if depth and key[0] in (1, 3) and "list-mark" not in rules:
            rules = (*rules, "list-indent")
        out.append(replace(unit, level=depth, mark=f"{int(number[1])}." if number else "-", rules=rules))
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
            out[-1] = out[-1].but(
                place=replace(out[-1].place, last=piece.place.last), raw=f"{out[-1].raw}\n{piece.raw}"
            )
        elif same_note and out[-1].kind is Kind.BLANK:
            out[-1] = piece.but(
                place=replace(piece.place, first=out[-1].place.first), raw=f"{out[-1].raw}\n{piece.raw}"
            )
        else:
            out.append(piece)
    return out


def _demote(pieces: Sequence[Piece]) -> list[Piece]:
    """Numbered headings that start again at 1 and outrank the numbered heading before them belong under it."""
    out: list[Piece] = []
    before: Piece | None = None  # the heading before the present piece
    parent: Piece | None = None  # the numbered heading that was outranked
    level = expected = 0
    for piece in pieces:
        if before is not None and before.place.path != piece.place.path:
            before = parent = None
        if piece.kind is not Kind.HEADING or piece.level == 7:
            out.append(piece)
            continue
        number = _number(piece)
        if parent is not None and piece.level <= level and number != expected:
            parent = None
        if parent is None and number == 1 and before is not None and _number(before) and piece.level < before.level:
            parent, level, expected = before, piece.level, 1
        if parent is not None and number == expected and piece.level == level:
            expected += 1
            piece = piece.repaired("heading-level", level=min(parent.level + 1, 6))
        before = piece
        out.append(piece)
    return out


def _number(piece: Piece) -> int:
    match = re.match(r"(\d+)[.、](?!\d)", piece.text) if piece.kind is Kind.HEADING and piece.level < 7 else None
    return int(match[1]) if match else 0


def under_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Tell every piece the headings that it stands under."""
    out: list[Piece] = []
    path: list[tuple[int, str]] = []
    heading: tuple[str, ...] = ()
    note = ""
    for piece in pieces:
        if piece.place.path != note:
            note, path, heading = piece.place.path, [], ()
        if piece.kind is Kind.HEADING and piece.is_live:
            while path and path[-1][0] >= piece.level:
                path.pop()
            heading = tuple(text for _, text in path)
            out.append(piece if piece.heading == heading else piece.but(heading=heading))
            path.append((piece.level, piece.text))
            heading = (*heading, piece.text)
        else:
            out.append(piece if piece.heading == heading else piece.but(heading=heading))
    return out
