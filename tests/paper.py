"""What a reader holds in the hand: a PDF's text, the size of its type, its fonts, where its words stand. Read by another program than the one that the build uses."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

A4 = (595, 842)


def text(pdf: Path, page: int | None = None) -> str:
    """All text, or that of a page, without white space: lines are broken anywhere."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = range(len(document)) if page is None else [page]
        return squeezed("".join(document[n].get_textpage().get_text_bounded() for n in pages))


def squeezed(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())


def sizes(pdf: Path) -> list[tuple[int, int]]:
    """Of the pages, in whole pt."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [(round(page.get_width()), round(page.get_height())) for page in document]


def smallest_type(pdf: Path) -> tuple[float, str]:
    """The size of the smallest character that is drawn, in pt, and the character."""
    return min(found for page in _pages(pdf) for found in _characters(page))


def outside(pdf: Path) -> list[str]:
    """Characters that do not lie on the paper as a whole."""
    return [
        character
        for page in _pages(pdf)
        for character, (left, bottom, right, top) in _boxes(page)
        if left < 0 or bottom < 0 or right > page[1] or top > page[2]
    ]


def not_embedded(pdf: Path) -> list[str]:
    """Fonts that are not in the file: a reader's machine would put others in their place."""
    return sorted({name for page in PdfReader(pdf).pages for name in _missing(page["/Resources"].get_object())})


def _missing(resources: DictionaryObject):
    for font in resources.get("/Font", DictionaryObject()).get_object().values():
        font = font.get_object()
        if font["/Subtype"] == "/Type3":  # drawn in the file's own language: its outlines are in the font
            if not font["/CharProcs"].get_object():
                yield "an empty font"
            continue
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        described = inner.get("/FontDescriptor", DictionaryObject()).get_object()
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
            yield font.get("/BaseFont", "a font without a name")
    for form in resources.get("/XObject", DictionaryObject()).get_object().values():
        yield from _missing(form.get_object().get("/Resources", DictionaryObject()).get_object())


def _pages(pdf: Path):
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.get_textpage(), page.get_width(), page.get_height()


def _characters(page):
    textpage = page[0]
    for n in range(textpage.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(textpage, n))
        if character.isspace() or pdfium.FPDFText_IsGenerated(textpage, n):
            continue
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(textpage, n, ctypes.byref(matrix))
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        yield round(pdfium.FPDFText_GetFontSize(textpage, n) * scale, 2), character


def _boxes(page):
    textpage = page[0]
    for n in range(textpage.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(textpage, n))
        if not character.isspace():
            yield character, textpage.get_charbox(n)
