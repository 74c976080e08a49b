"""What belongs together although the note has parted it: sub-items, answers under their items, sentences cut in two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zhiku.notes.blocks import joined_widths, width
from zhiku.notes.piece import Kind, Piece
from zhiku.text import HAN, QUESTION_MARKS

_ANNOUNCES = re.compile(r"[：:]\**$")
_TERMINAL = tuple("。！？!?；;：:…）)】」”*`>")
_STARTS_ANEW = re.compile(r"^(?:[-*•#>|（(\[【“\"]|\d|第|注|PS|注意|例如|比如|其中|意义|另外|优点|缺点)")
_ANSWER = 60  # characters; a longer paragraph under an item may be a paragraph of its own
_ENOUGH_WRAPS = 5  # joined lines in a note from which its width can be told
_FULL, _OVERFULL = 0.85, 1.25  # of that width: a longer line was not broken by the page


def mark(pieces: Sequence[Piece]) -> list[Piece]:
    """Put each part back where it belongs."""
    return _answers(_sub_items(_cut_sentences(pieces)))


def _cut_sentences(pieces: Sequence[Piece]) -> list[Piece]:
    """In a note whose lines a page has broken, a full line without an end goes on after the blank line."""
    widths = joined_widths(pieces, _ENOUGH_WRAPS)
    out: list[Piece] = []
    for piece in pieces:
        before = out[-1] if out else None
        if before is not None and _goes_on(before, piece, widths.get(piece.place.path, 0.0)):
            place = replace(before.place, last=piece.place.last)
            text = f"{before.text}{piece.text}"
            out[-1] = before.but(place=place, raw=f"{before.raw}\n{piece.raw}").repaired("join-cut-sentence", text=text)
        else:
            out.append(piece)
    return out


def _goes_on(before: Piece, piece: Piece, usual: float) -> bool:
    if (
        not usual
        or before.place.path != piece.place.path
        or piece.kind is not Kind.PROSE
        or before.kind not in (Kind.PROSE, Kind.LIST)
    ):
        return False
    lines = [line for line in before.raw.split("\n") if line.strip()]
    full = bool(lines) and usual * _FULL <= width(lines[-1]) <= usual * _OVERFULL
    if not piece.text.endswith(_TERMINAL) or piece.text.endswith(("：", ":")):
        return False  # the rest of a sentence ends one
    return (
        full
        and not before.text.endswith(_TERMINAL)
        and bool(HAN.match(piece.text))
        and not _STARTS_ANEW.match(piece.text)
    )


def _sub_items(pieces: Sequence[Piece]) -> list[Piece]:
    """Items of one level right under an item that ends in a colon are its parts, up to the first gap."""
    out: list[Piece] = []
    under: Piece | None = None
    for piece in pieces:
        before = out[-1] if out else None
        if under is not None and not _is_part(under, before, piece):
            under = None
        if under is not None:
            piece = piece.repaired("sub-items", level=piece.level + 1)
        elif (
            piece.kind is Kind.LIST
            and _ANNOUNCES.search(piece.text)
            and not piece.raw.endswith("\n")
            and piece.mark == "-"
        ):
            under = piece
        out.append(piece)
    return out


def _is_part(under: Piece, before: Piece | None, piece: Piece) -> bool:
    if before is None or piece.kind is not Kind.LIST or piece.place.path != under.place.path:
        return False
    if before.raw.rstrip(" \t").endswith("\n") or piece.level != under.level or piece.mark != "-":
        return False
    return not (
        before is not under
        and _ANNOUNCES.search(piece.text)
        and _ANNOUNCES.search(under.text)
        and len(piece.text) < len(under.text) / 2
    )


def _answers(pieces: Sequence[Piece]) -> list[Piece]:
    """A short paragraph between two items of a list belongs to the item above it."""
    out: list[Piece] = []
    item: Piece | None = None
    for n, piece in enumerate(pieces):
        if piece.kind is Kind.LIST:
            item = piece
        elif piece.kind is not Kind.PROSE or (item is not None and item.place.path != piece.place.path):
            item = None
        elif item is not None and len(piece.text) <= _ANSWER and (_next_is_item(pieces, n, item) or _asks(item)):
            piece = piece.repaired("answer-under-item", level=item.level + 1)
        else:
            item = None
        out.append(piece)
    return out


def _asks(item: Piece) -> bool:
    return item.text.rstrip().endswith(tuple(QUESTION_MARKS))


def _next_is_item(pieces: Sequence[Piece], n: int, item: Piece) -> bool:
    """Whether the list goes on after the paragraph (or after a few such paragraphs)."""
    for other in pieces[n + 1 : n + 5]:
        if other.place.path != item.place.path or other.kind not in (Kind.PROSE, Kind.LIST):
            return False
        if other.kind is Kind.LIST:
            return other.raw.lstrip()[:1] == item.raw.lstrip()[:1] and (other.mark == "-") == (item.mark == "-")
        if len(other.text) > _ANSWER:
            return False
    return False
