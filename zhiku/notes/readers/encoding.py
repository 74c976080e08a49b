"""Bytes → text. UTF-8, UTF-16 and GB18030 are told apart by evidence; anything else is named and refused, never guessed."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from zhiku.errors import ZhikuError
from zhiku.notes.readers.reading import plural

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with BOM"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32 LE with BOM"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32 BE with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 LE with BOM"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 BE with BOM"),
)
_CHINESE = (("gb18030", "GB18030"), ("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"))
_FREQUENT = frozenset(
    "的一是不了在有人我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用如多然家学"
)
_ENOUGH = 0.85  # of the characters that are not ASCII are plain Chinese; measured: GB18030 notes 0.97, other encodings below 0.6
_SAMPLE = 200_000  # characters
_DAMAGE = 50  # good characters (not ASCII) for each bad byte, and it is UTF-8 that was damaged


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    remark: str = ""
    """Empty for plain UTF-8."""


def decode(note: str, data: bytes) -> Decoded:
    """The text of a note. Raises ZhikuError, with what it looks like, when its encoding cannot be decided."""
    found = _by_mark(data) or _by_zeros(data)
    if found:
        return found
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        bad = error
    found = _damaged(data) or _by_words(data, bad)
    if found:
        return found
    looks = _looks_like(data)
    raise ZhikuError(
        f"the note is not UTF-8 (byte 0x{data[bad.start]:02x}), and neither UTF-16 nor GB18030{f'; it looks like {looks}' if looks else ''}",
        where=f"{note}:{_line(data, bad)}",
        hint=f"Save it as UTF-8, for example: iconv -f {looks or 'GB18030'} -t UTF-8 old.txt > new.txt",
    )


def _by_mark(data: bytes) -> Decoded | None:
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], codec)
            if text is not None:
                return Decoded(text, name, "" if codec == "utf-8" else f"was read as {name}")
    return None


def _by_zeros(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: the upper halves of its Latin characters are zeros, all on the same side."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    few, many = sorted((even, odd))
    if len(data) % 2 or many * 8 < len(data) or few * 20 > many:
        return None
    codec, name = _CHINESE[1] if odd > even else _CHINESE[2]
    text = _try(data, codec)
    return Decoded(text, name, f"was read as {name} (every other byte is often zero)") if text is not None else None


def _damaged(data: bytes) -> Decoded | None:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if sum(not c.isascii() for c in text) < bad * (_DAMAGE + 1):
        return None
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    told = f"is UTF-8 with {plural(bad, 'damaged character')}, the first in line {line}; the sign \ufffd stands there"
    return Decoded(text, f"UTF-8 with {plural(bad, 'damaged character')}", told)


def _by_words(data: bytes, bad: UnicodeDecodeError) -> Decoded | None:
    """The one of the encodings of Chinese in which it reads as Chinese."""
    scored = [(chinese(text), name, text) for codec, name in _CHINESE if (text := _try(data, codec)) is not None]
    score, name, text = max(scored, default=(0.0, "", ""))
    if score < _ENOUGH:
        return None
    told = f"was read as {name} (it is not UTF-8: byte 0x{data[bad.start]:02x} in line {_line(data, bad)})"
    return Decoded(text, name, told)


def chinese(text: str) -> float:
    """How much of the text that is not ASCII is what Chinese notes consist of, 0 to 1."""
    signs = [c for c in text[:_SAMPLE] if not c.isascii()]
    han = [c for c in signs if _is_common(c)]
    if not han or (len(han) >= 40 and sum(c in _FREQUENT for c in han) * 25 < len(han)):
        return 0.0  # other languages fall on common characters too, but not on the frequent ones
    return (len(han) + sum(unicodedata.category(c)[0] in "PSZN" for c in signs)) / len(signs)


def _is_common(c: str) -> bool:
    """Whether it is one of the 3,755 characters of the first level of GB 2312."""
    try:
        return 0xB0 <= c.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def declared(data: bytes) -> str:
    """The encoding that a saved page names in its head, or nothing."""
    match = re.search(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{2,40})""", data[:4096], re.IGNORECASE)
    return match[1].decode() if match else ""


def decode_page(note: str, data: bytes) -> Decoded:
    """As decode; where that cannot decide, what the page says of itself decides."""
    try:
        return decode(note, data)
    except ZhikuError:
        name = declared(data)
        text = _try(data, name) if name else None
        if text is None:
            raise
        return Decoded(text, name, f"was read as {name}, as it says itself")


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _looks_like(data: bytes) -> str:
    try:
        from charset_normalizer import from_bytes  # noqa: PLC0415  of the extra `readers`; only a message gets poorer without
    except ImportError:
        return ""
    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding.upper().replace("_", "-") if best else ""


def _line(data: bytes, error: UnicodeDecodeError) -> int:
    return data.count(b"\n", 0, error.start) + 1
