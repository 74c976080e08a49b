"""HTML that people mix into Markdown: what only dresses text goes, headings, links and pictures get their Markdown form."""

from __future__ import annotations

import re

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_HEADING = re.compile(
    r"^\s*(?:<(?:center|div|p|font|b|strong)\b[^>]*>\s*)*<h([1-6])\b[^>]*>(?P<text>.*?)(?:</h\1>.*)?$", re.IGNORECASE
)
_TITLE = re.compile(r"^\s*<center>\s*(?:<font\b[^>]*>)?(?P<text>[^<>]+?)(?:</font>)?\s*</center>\s*$", re.IGNORECASE)
_DRESS = re.compile(
    r"</?(?:h[1-6]|font|center|p|div|span|u|small|big|sup|sub|section|article|details|summary|figure|figcaption|br|hr|a)\b(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BOLD = re.compile(r"<(b|strong)>(?P<text>[^<>]+)</\1>", re.IGNORECASE)
_LINK = re.compile(r"<a\s[^<>]*?href=[\"'](?P<url>[^\"']*)[\"'][^<>]*>(?P<text>[^<>]*)</a>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\s[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(src|alt)=[\"']([^\"']*)[\"']", re.IGNORECASE)


def without_tags(line: str) -> str:
    """A line of prose without tags that only dress it; what is no such tag, and code, stays as it is."""
    if "<" not in line:
        return line
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    text = _CODE.sub(hide, line.replace("\0", ""))
    heading = _HEADING.match(text)
    title = _TITLE.match(text)
    if heading:
        text = f"{'#' * int(heading[1])} {_inline(heading['text']).strip()}"
    elif title:
        text = f"# {title['text'].strip()}"
    else:
        text = _inline(text)
    return re.sub("\0(\\d+)\0", lambda m: kept[int(m[1])], text) if text != line else line


def _inline(text: str) -> str:
    text = _LINK.sub(lambda m: f"[{m['text']}]({m['url']})" if m["text"].strip() else "", text)
    text = _IMAGE.sub(_image, text)
    text = _BOLD.sub(r"**\g<text>**", text)
    return _DRESS.sub(lambda m: " " if m[0].lower().startswith("<br") else "", text)


def _image(match: re.Match[str]) -> str:
    found = {name.lower(): value for name, value in _ATTRIBUTE.findall(match[0])}
    return f"![{found.get('alt', '')}]({found.get('src', '')})"
