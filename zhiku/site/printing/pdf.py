"""What a printed sheet must be: so many pages, no character without a glyph, the same bytes for the same commit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, StreamObject

_DATE = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}")
_NO_GLYPH = 0
"""The glyph .notdef, which stands for a character that no font has."""
_TO_NO_GLYPH = re.compile(rb"<([0-9a-f]{4})> 0\b")
"""Codes that a font's own table (a CMap, which WeasyPrint writes) leads to that glyph."""


def pages(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def boxes(pdf: bytes) -> int:
    """How many characters a reader sees as boxes, or not at all, because no font of the machine has them."""
    reader = PdfReader(BytesIO(pdf))
    return sum(glyph == _NO_GLYPH for page in reader.pages for glyph in _glyphs(page, page.get_contents(), reader))


def dated(pdf: bytes, moment: int) -> bytes:
    """The PDF as if it were made at `moment` (seconds since 1970); no other byte moves, so its table of contents stays right."""
    written = datetime.fromtimestamp(moment, UTC).strftime("%Y%m%d%H%M%S").encode()
    return _DATE.sub(lambda m: m[1] + written, pdf)


def _glyphs(holder: DictionaryObject, content: ContentStream | None, reader: PdfReader) -> Iterator[int]:
    """The glyph of each character that a page, or a part of it, draws."""
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
                    yield from _of_font(font, raw)
        elif operator == b"Do":
            form = forms[operands[0]].get_object()
            if form["/Subtype"] == "/Form":
                yield from _glyphs(form, ContentStream(form, reader), reader)


def _of_font(font: DictionaryObject, raw: bytes) -> Iterator[int]:
    """Fonts drawn in the file's own language have one byte a character and name their glyphs g<hex>; the others have two bytes."""
    kind, encoding = str(font["/Subtype"]), font["/Encoding"].get_object()
    if kind == "/Type3":
        names = encoding["/Differences"][1:]  # type: ignore[index]
        yield from (int(names[code].removeprefix("/g") or "0", 16) for code in raw)
    elif kind == "/Type0":
        table = encoding.get_data() if isinstance(encoding, StreamObject) else b""
        missing = {int(code, 16) for code in _TO_NO_GLYPH.findall(table)}
        codes = (int.from_bytes(raw[n : n + 2], "big") for n in range(0, len(raw), 2))
        yield from (_NO_GLYPH if code in missing else code for code in codes)
