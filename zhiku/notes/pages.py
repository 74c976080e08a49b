"""Which pieces stand together on one draft page: a note is cut at its headings until the parts are a page long."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from zhiku.notes.labels import LABELS
from zhiku.notes.piece import Fate, Kind, Piece
from zhiku.text import plain, slug

_PAGE = 7000  # characters; a longer section with headings of its own becomes several pages
_INTRO = 200
_TAKEN = ("/index", "/questions", "/cheatsheet")  # pages of every topic
_BARE = 3  # characters; so short a title says nothing without the one over it
_GENERIC = re.compile(
    r"^(对比|总结|小结|优点|缺点|优缺点|示例|例子|介绍|简介|概述|背景|原理|实现|代码|架构|安装|配置|使用|用法|方案|步骤|流程|说明|注意|效果|测试|参考)\w{0,4}$"
)
_ORDINAL = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+[章节篇部][:：\s]*|[一二三四五六七八九十]+、\s*|\d+(?:\.\d+)*[.、\s]\s*)"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft page without its text: what must be known of it while other pages are written."""

    path: str
    title: str
    topic: str
    first: int
    """The number of its first piece among those of the note that stand in drafts."""
    over: int
    """How many of its pieces are headings that only group it with other pages."""
    past: int


@dataclass(frozen=True, slots=True)
class Page:
    """A draft page before it is written."""

    path: str
    title: str
    topic: str
    head: Piece | None
    """The heading that the title comes from."""
    pieces: tuple[Piece, ...]
    """In order, without the head."""
    over: tuple[Piece, ...] = ()
    """Headings that only group this page with others."""

    @property
    def own(self) -> tuple[Piece, ...]:
        """The head and the pieces."""
        return (self.head, *self.pieces) if self.head else self.pieces

    @property
    def level(self) -> int:
        return self.head.level if self.head and self.head.level < 7 else 0


def divide(pieces: Sequence[Piece], used: dict[str, int]) -> list[Sheet]:
    """The pages of a note; every live piece lies on exactly one. `used` counts how often a name was given, in all notes so far."""
    standing = _standing(pieces)
    sheets: list[Sheet] = []
    first = 0
    for over, part in _sections((), standing) if standing else []:
        if any(p.is_live for p in (*over, *part)):
            sheets.append(_sheet(over, part, first, used))
        first += len(over) + len(part)
    return sheets


def fill(sheets: Sequence[Sheet], pieces: Sequence[Piece]) -> list[Page]:
    """The pages of a note with its pieces."""
    standing = _standing(pieces)
    return [_page(sheet, standing[sheet.first : sheet.past]) for sheet in sheets]


def _standing(pieces: Sequence[Piece]) -> list[Piece]:
    """What drafts show: text, and pointers to where merged text stands."""
    return [piece for piece in pieces if piece.is_live or piece.fate is Fate.MERGED]


_Section = tuple[tuple[Piece, ...], Sequence[Piece]]


def _sections(over: tuple[Piece, ...], members: Sequence[Piece]) -> list[_Section]:
    """Cut at the highest cut points while the part is too long for a page; a heading that only groups goes with the first part."""
    levels = _cut_levels(members)
    level = min((lv for lv in levels[1:] if lv), default=0)
    if not level or (_size(members) <= _PAGE and not _is_mixed(members)):
        return [(over, members)]
    parts: list[list[Piece]] = [[]]
    for n, piece in enumerate(members):
        if n and levels[n] == level:
            parts.append([])
        parts[-1].append(piece)
    first = parts[0][0]
    if len(parts[0]) == 1 and first.kind is Kind.HEADING and not first.asks:
        return [*_sections((*over, first), parts[1]), *(s for part in parts[2:] for s in _sections((), part))]
    if len(parts) > 1 and not any(p.asks for p in parts[0]) and _size(parts[0]) < _INTRO and _size(parts[1]) < _PAGE:
        first_page = (over, [*parts[0], *parts[1]])  # a line of introduction is no page
        return [first_page, *(s for part in parts[2:] for s in _sections((), part))]
    return [*_sections(over, parts[0]), *(s for part in parts[1:] for s in _sections((), part))]


def _cut_levels(members: Sequence[Piece]) -> list[int]:
    """Of each piece: a heading's level; in a note without headings 6 for a question that stands alone; else 0."""
    no_headings = not any(p.kind is Kind.HEADING and p.level < 5 for p in members)
    questions_cut = no_headings and not all(p.prompt for p in members)
    return [_cut_level(p, questions_cut=questions_cut) for p in members]


def _cut_level(piece: Piece, *, questions_cut: bool) -> int:
    if piece.kind is Kind.HEADING and piece.level < 7:
        return piece.level
    is_labelled = any(r.rule in LABELS for r in piece.why) or piece.text.rstrip().endswith(("？", "?"))
    return 6 if questions_cut and piece.asks and piece.level == 0 and is_labelled else 0


def _size(members: Sequence[Piece]) -> float:
    """Characters of prose; code and drawings are skimmed and count for less."""
    return sum(len(p.text) * (0.2 if p.kind.is_block else 1) for p in members)


def _is_mixed(members: Sequence[Piece]) -> bool:
    """Sections of several topics, or with answers to several questions, make several pages if they are more than a few lines."""
    asking = [p.level for p in members if p.kind is Kind.HEADING and p.level < 7 and p.prompt]
    if len(asking) > 1 and _size(members) > _PAGE / 3:
        return True
    weights: dict[str, int] = defaultdict(int)
    for piece in members:
        weights[piece.topic] += len(piece.text)
    return len(weights) > 1 and sorted(weights.values())[-2] > 600


def _sheet(over: tuple[Piece, ...], members: Sequence[Piece], first: int, used: dict[str, int]) -> Sheet:
    title = _title(_head(members), members)
    topic = _topic(members)
    base = f"{topic}/{slug(title)}"
    if base.endswith(_TAKEN):
        base += "-1"
    number = used[base] = used.get(base, 0) + 1
    name = base if number == 1 else f"{base}-{number}"
    while number > 1 and name in used:
        number += 1
        name = f"{base}-{number}"
    used.setdefault(name, 1)
    return Sheet(f"{name}.md", title, topic, first, len(over), first + len(over) + len(members))


def _page(sheet: Sheet, pieces: Sequence[Piece]) -> Page:
    over, members = pieces[: sheet.over], pieces[sheet.over :]
    head = _head(members)
    return Page(sheet.path, sheet.title, sheet.topic, head, tuple(members[1:] if head else members), tuple(over))


def _head(members: Sequence[Piece]) -> Piece | None:
    return members[0] if members[0].kind is Kind.HEADING else None


def _title(head: Piece | None, members: Sequence[Piece]) -> str:
    if head is not None and head.text.strip():
        own = _ORDINAL.sub("", plain(head.text)).strip("：: ") or plain(head.text)
        parent = _ORDINAL.sub("", plain(head.heading[-1])).strip("：: ") if head.heading else ""
        return f"{parent}：{own}" if parent and parent != own and (len(own) <= _BARE or _GENERIC.search(own)) else own
    asking = next((p for p in members if p.asks), None)
    if asking is not None:
        return asking.asks[0][:40]
    return posixpath.splitext(posixpath.basename(members[0].place.path))[0]


def _topic(members: Sequence[Piece]) -> str:
    weights: dict[str, float] = defaultdict(float)
    for n, piece in enumerate(members):
        weights[piece.topic] += len(piece.text) * (0.2 if piece.kind.is_block else 1.0) + (400 if n == 0 else 0)
    return min(weights, key=lambda topic: (-weights[topic], topic))
