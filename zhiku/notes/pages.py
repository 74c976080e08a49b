"""Which pieces stand together on one draft page: a note is cut at its headings until the parts are a page long."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from zhiku.notes.labels import LABELS
from zhiku.notes.piece import Kind, Piece
from zhiku.text import plain, slug

_PAGE = 7000  # characters; a longer section with headings of its own becomes several pages
_ORDINAL = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+[章节篇部][:：\s]*|[一二三四五六七八九十]+、\s*|\d+(?:\.\d+)*[.、\s]\s*)"
)


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
    def level(self) -> int:
        return self.head.level if self.head and self.head.level < 7 else 0


def divide(pieces: Sequence[Piece]) -> list[Page]:
    """All pages of all notes; every live piece lies on exactly one."""
    by_note: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.is_live or piece.fate == "merged":
            by_note[piece.place.path].append(piece)
    used: set[str] = set()
    return [_page(over, part, used) for members in by_note.values() for over, part in _sections((), members)]


_Section = tuple[tuple[Piece, ...], Sequence[Piece]]


def _sections(over: tuple[Piece, ...], members: Sequence[Piece]) -> list[_Section]:
    """Cut at the highest cut points while the part is too long for a page; a heading that only groups goes with the first part."""
    level = min((lv for p in members[1:] if (lv := _cut_level(p, members))), default=0)
    if not level or (_size(members) <= _PAGE and not _is_mixed(members)):
        return [(over, members)]
    parts: list[list[Piece]] = [[]]
    for n, piece in enumerate(members):
        if n and _cut_level(piece, members) == level:
            parts.append([])
        parts[-1].append(piece)
    first = parts[0][0]
    if len(parts[0]) == 1 and first.kind is Kind.HEADING and not first.asks:
        return [*_sections((*over, first), parts[1]), *(s for part in parts[2:] for s in _sections((), part))]
    return [*_sections(over, parts[0]), *(s for part in parts[1:] for s in _sections((), part))]


def _cut_level(piece: Piece, members: Sequence[Piece]) -> int:
    """A heading's level; in a note without headings a question that stands alone cuts too."""
    if piece.kind is Kind.HEADING and piece.level < 7:
        return piece.level
    is_labelled = any(r.rule in LABELS for r in piece.why) or piece.text.rstrip().endswith(("？", "?"))
    if (
        piece.asks
        and piece.level == 0
        and is_labelled
        and not any(p.kind is Kind.HEADING and p.level < 5 for p in members)
    ):
        return 6 if any(p.prompt is False for p in members) else 0
    return 0


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


def _page(over: tuple[Piece, ...], members: Sequence[Piece], used: set[str]) -> Page:
    head = members[0] if members[0].kind is Kind.HEADING else None
    title = _title(head, members)
    topic = _topic(members)
    name = base = f"{topic}/{slug(title)}"
    number = 2
    while name in used or name.endswith(("/index", "/questions", "/cheatsheet")):
        name = f"{base}-{number}"
        number += 1
    used.add(name)
    return Page(f"{name}.md", title, topic, head, tuple(members[1:] if head else members), over)


def _title(head: Piece | None, members: Sequence[Piece]) -> str:
    if head is not None:
        return _ORDINAL.sub("", plain(head.text)).strip("：: ") or plain(head.text)
    asking = next((p for p in members if p.asks), None)
    if asking is not None:
        return asking.asks[0][:40]
    words = next((plain(p.text) for p in members if p.text.strip() and not p.kind.is_block), members[0].place.path)
    return re.split(r"[。，；：:,;]", words)[0][:40] or members[0].place.path


def _topic(members: Sequence[Piece]) -> str:
    weights: dict[str, float] = defaultdict(float)
    for n, piece in enumerate(members):
        weights[piece.topic] += len(piece.text) * (0.2 if piece.kind.is_block else 1.0) + (400 if n == 0 else 0)
    return min(weights, key=lambda topic: (-weights[topic], topic))
