"""Boxes drawn with characters (┌─┐ or +--+) → a picture. What does not come out well stays text."""

from __future__ import annotations

import re
from functools import cache

import ascii2svg

from zhiku.site.drawing.lean import lean
from zhiku.site.drawing.picture import Picture, Words, kept, named
from zhiku.text import digest

_MOST_WARNINGS = 5  # measured on real notes: with more than that, lines lead nowhere
_LONGEST = 5_000  # characters; that takes a second
_REPAIRED = 2_000  # the time to mend a drawing grows with its square: minutes for 5,000 characters
_FORM = 1  # raise it when the making of a picture changes, so that kept ones are made anew
_GROUND = re.compile(r'<rect width="100%" height="100%"[^>]*/>')
_LINES = re.compile(r"[\u2190-\u21ff\u2500-\u25ff+|<>^=]+|-{2,}|\s{2,}|\n")


@cache
def draw(text: str) -> Picture | None:
    """The picture of a drawing in characters; None when it holds no box, or too much of it does not join."""
    key = digest(f"{_FORM}\n{ascii2svg.__version__}\n{text}", 12)
    picture = kept(key, lambda: Picture(key, _svg(text, key), _words(text)))
    return picture if picture.svg else None


def _svg(text: str, key: str) -> str:
    if len(text) > _LONGEST:
        return ""
    try:
        svg, report = ascii2svg.render(text, repair=len(text) <= _REPAIRED, theme="light", style="flat")
    except (ValueError, LookupError):  # empty or larger than it draws; some characters that it does not know break it
        return ""
    if not report["boxes"] or report["roundtrip"] != "exact" or len(report["warnings"]) > _MOST_WARNINGS:
        return ""
    return named(lean(_scoped(svg, f"dg-{key}")), key, _words(text))


def _scoped(svg: str, name: str) -> str:
    """Its rules hold for this picture alone: as they come they would restyle every SVG of the page."""
    svg = _GROUND.sub("", svg.replace("<svg ", f'<svg id="{name}" ', 1))
    return re.sub(
        r"(?<=<style>)[^<]*", lambda css: re.sub(r"([^{},]+)(?=[^{}]*\{)", rf"#{name} \1", css[0]), svg, count=1
    )


def _words(text: str) -> Words:
    labels = [label.strip(" -*·") for label in _LINES.split(text)]
    few = list(dict.fromkeys(label for label in labels if len(label) > 1))[:4]
    return Words("框图：" + "、".join(few) if few else "框图", "用字符画的图，下面有它的原文。")
