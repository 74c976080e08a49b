"""Word documents: mammoth makes a page of them, and that is read like any page, all of it as main text."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from zhiku.errors import ZhikuError
from zhiku.notes.readers import archive, pages
from zhiku.notes.readers.reading import Text, attempt, package

_CODE_STYLES = ("HTML Preformatted", "HTML 预设格式", "HTML 预设格式1", "Source Code", "Code", "代码", "代码块")
_STYLES = "\n".join(f"p[style-name='{name}'] => pre:separator('\\n')" for name in _CODE_STYLES)


def read(note: str, data: bytes) -> Text:
    """Raises ZhikuError when it is no Word document, is too large unpacked, or a package is missing."""
    mammoth = package(note, "mammoth")
    _bounded(note, data)

    def html() -> str:
        no_pictures = mammoth.images.img_element(lambda _: {"src": ""})
        made = mammoth.convert_to_html(BytesIO(data), style_map=_STYLES, convert_image=no_pictures)
        return str(made.value)

    page, _ = pages.clean(attempt(note, "Word document", html))
    if not page.strip():
        raise ZhikuError("the Word document has no text", where=note, hint="Remove the file, or put the note into it.")
    return pages.convert(note, f"<body>{page}</body>", "Word document", look_for_main=False)


def _bounded(note: str, data: bytes) -> None:
    """A document is a zip archive: its parts must be within the bounds of one, and XML that defines entities is no document."""
    try:
        with ZipFile(BytesIO(data)) as parts:
            for part in parts.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    archive.check_size(f"{note}:{part.filename}", part)
                    if b"<!ENTITY" in parts.read(part):
                        raise ZhikuError(
                            "the Word document defines entities", where=note, hint="Save it anew with Word."
                        )
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise ZhikuError(
            "the file is no Word document (.docx)", where=note, hint="Save an old .doc file as .docx with Word."
        ) from error
