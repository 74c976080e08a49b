"""Text → terms: pairs of Han characters, words and their parts. `overrides/assets/js/search/terms.js` does the same to what a reader types."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_HAN = "㐀-䶿一-鿿豈-﫿"
_WORD = rf"[^\W{_HAN}]+"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<words>{_WORD}(?:[.\-/]{_WORD})*)")
_JOINT = re.compile(r"[.\-/]")
# HTTPServer → HTTP, Server; maxAhead → max, Ahead; UUIDv7 → UUID, v7; row_image → row, image
_PART = re.compile(r"[A-Z]+(?=v\d)|v\d+|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
SILENT = "的"
"""Stands between two words or not, as the writer likes."""


def terms(text: str) -> Iterator[str]:
    """All terms of a text, with repetitions. The last Han character of a run is a term too: so each one begins some term."""
    text = unicodedata.normalize("NFKC", text).replace(SILENT, "")
    for run in _RUN.finditer(text):
        if run["han"]:
            han = run["han"]
            yield from (han[n : n + 2] for n in range(len(han)))
        else:
            yield from _words(run["words"])


def _words(run: str) -> Iterator[str]:
    """`sync.Map` → sync.map, sync, map."""
    words = _JOINT.split(run)
    if len(words) > 1:
        yield run.lower()
    for word in words:
        yield word.lower()
        parts = _PART.findall(word)
        if len(parts) > 1:
            yield from (part.lower() for part in parts if len(part) > 1)
