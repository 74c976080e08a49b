"""The picture that stands for a page where its address is shared: drawn offline, cached by what it shows and the font."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import PIL
from PIL import Image, ImageDraw

from zhiku.model import OutputFile
from zhiku.site.built import BuiltPage, Site
from zhiku.site.machines import address
from zhiku.site.machines.fonts import Face, face
from zhiku.site.machines.typeset import lines
from zhiku.text import digest

CACHE = Path(".cache/og")
SIZE = (1200, 630)
_FORM = "1"  # raise it when the drawing changes, so that cached pictures are made anew
_COLOURS = 48
_MARGIN = 84
_WIDTH = SIZE[0] - 2 * _MARGIN
_PAPER, _NAVY, _ACCENT, _GREY, _SHADE = "#f6f3ec", "#24405c", "#b8552e", "#56616c", "#ebe5d8"
_TITLE_SIZES = ((76, 2), (64, 3), (52, 4))
"""From large to small, with the most lines of each."""
_BOOKS = ((0, 34, 150), (44, 26, 190), (80, 40, 120), (130, 30, 210), (170, 44, 165))
"""The mark, a few books on a shelf: left edge, width, height."""


def why_none() -> str:
    """Why no pictures are made, and the remedy; an empty text when they are."""
    return (
        ""
        if _faces()
        else "no font here has Chinese characters, so shared links have no pictures; install Noto Sans CJK"
    )


def is_shown(page: BuiltPage) -> bool:
    """Whether a page gets a picture."""
    return page.is_public and bool(_faces())


def files(site: Site) -> Iterator[OutputFile]:
    faces = _faces()
    if site.url and faces:
        topics = {topic.id: topic.title for topic in site.library.topics}
        for page in site.pages:
            if is_shown(page):
                topic = topics.get(page.path.split("/")[0], "")
                words = (site.name, topic, page.title, page.summary or site.description)
                yield OutputFile(address.picture_file(page.path), _cached(faces, words))


@cache
def _faces() -> tuple[Face, Face] | None:
    bold, regular = face("bold"), face("regular")
    return (bold, regular) if bold and regular else None


def _cached(faces: tuple[Face, Face], words: tuple[str, str, str, str]) -> bytes:
    file = CACHE / f"{digest(chr(10).join((_key(faces), *words)), 24)}.png"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_bytes(draw(faces, *words))
        fresh.replace(file)
    return file.read_bytes()


@cache
def _key(faces: tuple[Face, Face]) -> str:
    return "\n".join((_FORM, PIL.__version__, *(f"{found.digest()} {found.index}" for found in faces)))


def draw(faces: tuple[Face, Face], site: str, topic: str, title: str, summary: str) -> bytes:
    """A PNG with a title in the middle, the site and its topic above, a summary below."""
    bold, regular = faces
    image = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    _shelf(pen)
    pen.rectangle((0, 0, SIZE[0], 12), fill=_NAVY)
    _label(pen, faces, site, topic)
    size, title_lines = _title(bold, title)
    below = lines(summary, _WIDTH - 40, regular.at(30).getlength, most=2) if summary not in ("", title) else []
    height = len(title_lines) * round(size * 1.35) + (len(below) * 48 + 58 if below else 0)
    top = 140 + max(0, (SIZE[1] - 140 - 90 - height) // 2)
    for line in title_lines:
        pen.text((_MARGIN, top), line, _NAVY, bold.at(size))
        top += round(size * 1.35)
    if below:
        pen.rectangle((_MARGIN, top + 22, _MARGIN + 72, top + 28), fill=_ACCENT)
        top += 58
    for line in below:
        pen.text((_MARGIN, top), line, _GREY, regular.at(30))
        top += 48
    out = io.BytesIO()
    image.quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _title(bold: Face, title: str) -> tuple[int, list[str]]:
    """The largest size in which the title is whole, or else the smallest; and its lines."""
    for size, most in _TITLE_SIZES:
        found = lines(title, _WIDTH, bold.at(size).getlength, most=most)
        if not found[-1].endswith("…"):
            break
    return size, found


def _label(pen: ImageDraw.ImageDraw, faces: tuple[Face, Face], site: str, topic: str) -> None:
    """The site and the topic on one line, each cut to its share of it."""
    bold, regular = (found.at(34) for found in faces)
    [name] = lines(site, _WIDTH * 0.6, bold.getlength, most=1)
    pen.text((_MARGIN, 66), name, _NAVY, bold)
    if topic:
        left = _MARGIN + bold.getlength(name)
        [name] = lines(topic, SIZE[0] - _MARGIN - left - 56, regular.getlength, most=1)
        pen.text((left + 22, 66), "/", _ACCENT, bold)
        pen.text((left + 56, 66), name, _GREY, regular)


def _shelf(pen: ImageDraw.ImageDraw) -> None:
    left, floor = SIZE[0] - _MARGIN - 214, SIZE[1] - 40
    for start, width, height in _BOOKS:
        pen.rounded_rectangle((left + start, floor - height, left + start + width, floor), 4, fill=_SHADE)
    pen.rectangle((0, floor, SIZE[0], floor + 4), fill=_SHADE)
