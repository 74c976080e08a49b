"""str → str: folding, squeezing, naming. Nothing here knows of files or notes."""

from __future__ import annotations

import hashlib
import re
import unicodedata

HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
QUESTION_MARKS = "?？﹖"
_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_WIDE = re.compile("[，。、；：？！（）“”…]+")
_NOT_SLUG = re.compile(r"[^\w\-]+")
_NOT_IN_ID = re.compile(r"[^\w\- ]")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)]*\)")
_FOOTNOTE = re.compile(r"(?<=[。，；：！？、”）])(?:\[\^[^\]]+\] *)+|\[\^[^\]]+\]")
_STRONG = re.compile(r"(?<!\\)(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def squeeze(text: str) -> str:
    """NFKC, lower case, no white space: two texts are the same if these are."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def fold(text: str) -> str:
    """Like squeeze, and without punctuation and marks: the same words."""
    text = _WIDE.sub(" ", text)  # usual Chinese text is then normal already, which is seen at a glance
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).lower()


def digest(text: str, length: int = 10) -> str:
    """A short name that depends on the text alone (hex, `length` characters)."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:length]


def han_share(text: str) -> float:
    """The share of Chinese characters among all that are not white space, 0 to 1."""
    dense = _SPACE.sub("", text)
    return len(HAN.findall(dense)) / len(dense) if dense else 0.0


def slug(text: str, *, limit: int = 60) -> str:
    """A name for a file or an anchor: letters, digits and Chinese stay, the rest becomes one hyphen."""
    name = _NOT_SLUG.sub("-", unicodedata.normalize("NFKC", text).strip().lower()).strip("-_")
    return re.sub(r"-{2,}", "-", name)[:limit].rstrip("-") or "note"


def heading_slug(text: str) -> str:
    """The id that the site gives a heading of this text when none is written (as pymdownx.slugs makes it, in small letters)."""
    return _NOT_IN_ID.sub("", unicodedata.normalize("NFC", text).strip()).lower().replace(" ", "-")


def shingles(text: str, size: int) -> frozenset[str]:
    """All runs of `size` characters of the folded text (the text itself when it is shorter)."""
    folded = fold(text)
    if len(folded) <= size:
        return frozenset({folded}) if folded else frozenset()
    return frozenset(folded[i : i + size] for i in range(len(folded) - size + 1))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Common share of two sets, 0 to 1; two empty sets have nothing in common."""
    return len(a & b) / len(a | b) if a and b else 0.0


def plain(markdown: str) -> str:
    """Markdown inline text without its marks: what a reader sees."""
    text = markdown
    if "](" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    if "[^" in text:
        text = _FOOTNOTE.sub("", text)
    if "**" in text or "__" in text:
        text = _STRONG.sub(r"\2", text)
    return " ".join(text.replace("`", "").split())


def literal(text: str) -> str:
    """Text as Markdown that shows just this text."""
    return "".join(f"\\{c}" if c in "\\`*_[]" else c for c in text.replace("&", "&amp;").replace("<", "&lt;"))
