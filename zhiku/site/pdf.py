"""What a printed sheet must be: so many pages, no character without a glyph, the same bytes for the same commit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

_DATE = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}")
_NO_GLYPH = frozenset({0x0000, 0xFFFF})
"""What printers write for a character that no font has: the glyph .notdef, or none."""


def pages(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def boxes(pdf: bytes) -> int:
    """How many characters a reader sees as boxes, or not at all, because no font of the machine has them."""
    reader = PdfReader(BytesIO(pdf))
    return sum(
        code in _NO_GLYPH for page in reader.pages for code in _codes(page, page.get_contents(), reader)
    )  # fmt: skip


def dated(pdf: bytes, moment: int) -> bytes:
    """The PDF as if it were made at `moment` (seconds since 1970); no other byte moves, so its table of contents stays right."""
    written = datetime.fromtimestamp(moment, UTC).strftime("%Y%m%d%H%M%S").encode()
    return _DATE.sub(lambda m: m[1] + written, pdf)


def _codes(holder: DictionaryObject, content: ContentStream | None, reader: PdfReader) -> Iterator[int]:
    """The glyph of each character that a page, or a part of it, draws; 0 is the one for `none`."""
    resources = holder.get("/Resources", DictionaryObject()).get_object()
    fonts = resources.get("/Font", DictionaryObject()).get_object()
    forms = resources.get("/XObject", DictionaryObject()).get_object()
    font = DictionaryObject()
    for operands, operator in content.operations if content is not None else ():
        if operator == b"Tf":
            font = fonts[operands[0]].get_object()
        elif operator in (b"Tj", b"TJ"):
            for text in operands[0] if operator == b"TJ" else operands:
                if raw := getattr(text, "original_bytes", b""):
                    yield from _glyphs(font, raw)
        elif operator == b"Do":
            form = forms[operands[0]].get_object()
            if form["/Subtype"] == "/Form":
                yield from _codes(form, ContentStream(form, reader), reader)


def _glyphs(font: DictionaryObject, raw: bytes) -> Iterator[int]:
    """Fonts with outlines in the file's own language have one byte a character and name their glyphs g<hex>; others have two bytes."""
    kind = str(font["/Subtype"])
    if kind == "/Type0":
        yield from (int.from_bytes(raw[n : n + 2], "big") for n in range(0, len(raw), 2))
    elif kind == "/Type3":
        names = font["/Encoding"]["/Differences"][1:]  # type: ignore[index]
        yield from (int(names[code].removeprefix("/g") or "0", 16) for code in raw)
