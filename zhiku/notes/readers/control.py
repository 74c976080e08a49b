"""Control characters: they mean nothing in a note, some of them deceive the reader, and many of them make it no text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from zhiku.notes.readers.reading import plural

CONTROL = re.compile(
    "\x1b\\[[0-9;?]*[ -/]*[@-~]"  # colours of a terminal
    "|[\x00-\x08\x0e-\x1f\x7f-\x9f]"
    "|[\u202a-\u202e\u2066-\u2069]"  # turn the direction: what is seen is not what is there
    "|[\u200b\u2060]"  # no width: editors leave them at the head of a line
    "|\ufeff"  # the mark of UTF-8, in mid-text where files were joined
)
_NAMES = {"\0": "NUL", "\x1b": "escape", "\ufeff": "byte order mark", "\x7f": "delete", "\b": "backspace"}
_SIGNATURES = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a zip archive or an Office file", ".zip or .docx"),
    (b"\x89PNG", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
    (b"GIF8", "a picture", ""),
    (b"\xd0\xcf\x11\xe0", "an old Word file", ".docx, after saving it as one"),
    (b"\x1f\x8b", "a gzip archive", ""),
    (b"Rar!", "a rar archive", ""),
    (b"7z\xbc\xaf", "a 7z archive", ""),
)
_SHOWN = 5  # kinds
_TOO_MANY = 0.05  # of all characters


def is_binary(text: str) -> bool:
    """Whether so many characters mean nothing that it cannot be text."""
    return len(re.findall("[\x00-\x08\x0e-\x1a\x7f]", text)) > len(text) * _TOO_MANY


def signature(data: bytes) -> tuple[str, str]:
    """What the first bytes say that a file is, and the suffix that it should have; empty for a text."""
    return next(((what, suffix) for start, what, suffix in _SIGNATURES if data.startswith(start)), ("", ""))


def without(lines: Sequence[str]) -> tuple[list[str], str]:
    """The lines without control characters, none more and none fewer, and a clause that says what was taken out."""
    found: Counter[str] = Counter()
    clean = []
    for line in lines:
        if not line.isprintable() and CONTROL.search(line):  # none of them is printable, which is quicker to see
            found.update(m[0][0] for m in CONTROL.finditer(line))
            line = CONTROL.sub("", line)
        clean.append(line)
    if not found:
        return clean, ""
    kinds = [f"{count} {_NAMES.get(c, f'U+{ord(c):04X}')}" for c, count in found.most_common()]
    kinds[_SHOWN:] = ["…"] if len(kinds) > _SHOWN else []
    return clean, f"{plural(found.total(), 'control character')} taken out ({', '.join(kinds)})"
