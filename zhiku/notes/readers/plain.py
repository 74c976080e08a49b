"""Markdown and plain text: the lines are the file's own."""

from __future__ import annotations

from zhiku.errors import ZhikuError
from zhiku.notes.readers import control
from zhiku.notes.readers.encoding import Decoded, decode
from zhiku.notes.readers.reading import Text


def read(note: str, data: bytes) -> Text:
    """Raises ZhikuError when the note is empty, binary, or in an encoding that cannot be decided."""
    decoded = text_of(note, data)
    lines, removed = control.without(decoded.text.splitlines())
    told = tuple(clause for clause in (decoded.remark, removed and f"had {removed}") if clause)
    return Text(tuple(lines), f"{decoded.encoding}{f'; {removed}' if removed else ''}", told)


def text_of(note: str, data: bytes) -> Decoded:
    what, suffix = control.signature(data)
    if what:
        hint = f"Give it the suffix {suffix}." if suffix else "Export it as Markdown or plain text."
        raise ZhikuError(f"the note is a binary file (it looks like {what})", where=note, hint=hint)
    try:
        decoded = decode(note, data)
    except ZhikuError as error:
        if b"\0" in data:
            raise _binary(note, data) from error
        raise
    if control.is_binary(decoded.text):
        raise _binary(note, data)
    if not decoded.text.strip():
        raise ZhikuError("the note is empty", where=note, hint="Remove the file, or put the note into it.")
    return decoded


def _binary(note: str, data: bytes) -> ZhikuError:
    at = f"a NUL byte at {data.index(0)}" if b"\0" in data else "full of control characters"
    return ZhikuError(f"the note is a binary file ({at})", where=note, hint="Export it as Markdown or plain text.")
