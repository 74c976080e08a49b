"""The small wrongs of characters in prose: half-width punctuation, quotes the wrong way round, look-alikes. Never in code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from zhiku.notes.piece import Kind, Piece

_HAN = "一-鿿㐀-䶿"
_KEEP = re.compile(r"`+[^`]*`+|https?://\S+|\]\([^)]*\)|\[\^[^\]]*\]")
# A half-width mark is Chinese when a Chinese character stands before it, and no letter or digit follows a colon or comma in a number.
_MARKS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "﹖": "？", "﹗": "！"}
_HALF = re.compile(
    rf"[,;:?!﹖﹗](?:(?<=[﹖﹗])"
    rf"|(?<=[{_HAN}）”》】][,;:?!])(?=\s*(?:[{_HAN}“（《【A-Za-z0-9*`]|$))\s?)"
)
_PAREN = re.compile(
    rf"\((?<=[{_HAN}，。、；：“”]\()([^()]*[{_HAN}][^()]*)\)|\(([^()]*[{_HAN}][^()]*)\)(?=[{_HAN}，。、；：])"
)
_DASH = re.compile(
    rf"[—–―](?<=[{_HAN}A-Za-z，。].)(?=(?:直|般|样|些|个|次|致|定|起|旦|种|条|部|下|步|方面|边|共)(?![—–―]))"
)
_INLINE = re.compile(r"(?<!`)`{3}([^`\n]+)`{3}(?!`)")
_REVERSED = re.compile(r"”([^“”]{1,40})“")


def mark(pieces: Sequence[Piece]) -> list[Piece]:
    """Mend characters in headings, paragraphs and items."""
    return [_mend(p) if p.is_live and p.kind in (Kind.HEADING, Kind.PROSE, Kind.LIST) else p for p in pieces]


def _mend(piece: Piece) -> Piece:
    one = _INLINE.sub(r"`\1`", piece.text) if "```" in piece.text else piece.text
    if one != piece.text:
        piece = piece.repaired("inline-fence", text=one)
    codes, words = _KEEP.findall(piece.text), _KEEP.sub("\0", piece.text)
    for rule, mend in (("look-alike", look_alikes), ("quotes", quotes), ("half-width", punctuation)):
        mended = mend(words)
        if mended != words and mended.count("\0") == len(codes):
            words = mended
            piece = piece.repaired(rule, text=_with(codes, words))
    return piece


def _with(codes: Sequence[str], words: str) -> str:
    """The text with its code where `words` has a hole."""
    return "".join(chain.from_iterable(zip(words.split("\0"), (*codes, ""), strict=True)))


def look_alikes(text: str) -> str:
    """A dash that was read where 一 stands."""
    return _DASH.sub("一", text)


def quotes(text: str) -> str:
    """”word“ → “word”, when no mark on the line is the right way round."""
    first = text.find("“")
    reversed_first = 0 <= text.find("”") < (first if first >= 0 else len(text))
    return _REVERSED.sub(r"“\1”", text) if reversed_first else text


def punctuation(text: str) -> str:
    """Half-width punctuation after Chinese characters → full-width, the space behind it gone."""
    text = _HALF.sub(lambda m: _MARKS[m[0].strip()], text)
    return _PAREN.sub(lambda m: f"（{m[1] or m[2]}）", text)
