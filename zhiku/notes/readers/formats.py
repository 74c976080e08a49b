"""The formats of notes, each with its reader."""

from __future__ import annotations

from collections.abc import Callable

from zhiku.notes.readers import pages, pdf, plain, word
from zhiku.notes.readers.reading import Text

Reader = Callable[[str, bytes], Text]
"""(name of the note, its bytes) → its text. Raises ZhikuError when it cannot be read."""

READERS: dict[str, Reader] = {
    ".md": plain.read,
    ".markdown": plain.read,
    ".txt": plain.read,
    ".html": pages.read,
    ".htm": pages.read,
    ".docx": word.read,
    ".pdf": pdf.read,
}
