"""The picture that stands for a page where its address is shared: drawn offline, cached by what it shows and the font."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import PIL
from PIL import Image, ImageDraw

from zhiku.model import OutputFile
from zhiku.site import address
from zhiku.site.built import BuiltPage, Site
from zhiku.site.machines.fonts import Face, face
from zhiku.site.machines.typeset import lines
from zhiku.text import digest

CACHE = Path(".cache/og")
SIZE = (1200, 630)
_FORM = "2"  # raise it when the drawing changes, so that cached pictures are made anew
_TONES = 48
_MARGIN = 84
_WIDTH = SIZE[0] - 2 * _MARGIN
_TOP, _BOTTOM = 130, 520
"""Between them stand the title and the summary."""
_PAPER, _INK, _QUIET, _ACCENT = "#ffffff", "#1c2229", "#59636e", "#a5401f"  # as in zhiku.css
_TITLE_SIZES = ((76, 2), (64, 3), (52, 3))
"""From large to small, with the most lines of each."""
_LEADING = 1.35
_SUMMARY_SIZE, _SUMMARY_STEP, _SUMMARY_GAP = 30, 48, 30
_TRACK, _UNIT = 562, 4
"""The mark of the site, drawn as far as the picture goes: where its line lies, and how many pixels a unit of the mark takes."""
_FINE = 3
"""The mark is drawn this many times larger and made smaller, which smooths it."""


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
    """A PNG with a title in the middle, the site and its topic above, a summary and the site's mark below."""
    bold, regular = faces
    image = _track().copy()
    pen = ImageDraw.Draw(image)
    if site != title:
        _label(pen, faces, site, topic)
    size, title_lines = _title(bold, title)
    font = regular.at(_SUMMARY_SIZE)
    below = lines(summary, _WIDTH - 40, font.getlength, most=2) if summary not in ("", title) else []
    step = round(size * _LEADING)
    height = len(title_lines) * step + (_SUMMARY_GAP + len(below) * _SUMMARY_STEP if below else 0)
    top = _TOP + (_BOTTOM - _TOP - height) // 2
    for line in title_lines:
        pen.text((_MARGIN, top), line, _INK, bold.at(size))
        top += step
    for line in below:
        pen.text((_MARGIN, top + _SUMMARY_GAP), line, _QUIET, font)
        top += _SUMMARY_STEP
    out = io.BytesIO()
    image.quantize(_TONES, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
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
    pen.text((_MARGIN, 66), name, _INK, bold)
    if topic:
        left = _MARGIN + bold.getlength(name)
        [name] = lines(topic, SIZE[0] - _MARGIN - left - 56, regular.getlength, most=1)
        pen.text((left + 22, 66), "/", _ACCENT, bold)
        pen.text((left + 56, 66), name, _QUIET, regular)


@cache
def _track() -> Image.Image:
    """Paper with the mark on it: a line, a stop on it, and a branch that leaves there."""
    image = Image.new("RGB", (SIZE[0] * _FINE, SIZE[1] * _FINE), _PAPER)
    pen = ImageDraw.Draw(image)
    unit = _UNIT * _FINE
    x, y, right = (_MARGIN + 5 * _UNIT) * _FINE, _TRACK * _FINE, SIZE[0] * _FINE
    bend = [(x + 5 * unit * t * t, y + 6 * unit + 5 * unit * (2 * t - t * t)) for t in (n / 24 for n in range(25))]
    pen.line([(0, y), (right, y)], _INK, 3 * unit)
    pen.line([(x, y), *bend, (right, y + 11 * unit)], _ACCENT, 3 * unit, joint="curve")
    pen.circle((x, y), 6.5 * unit, _PAPER, _INK, 3 * unit)
    return image.resize(SIZE, Image.Resampling.LANCZOS)
