"""Finds a font of this machine that has Chinese characters."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

_KNOWN = {
    "bold": (
        "/System/Library/Fonts/PingFang.ttc",
        "/System/Library/Fonts/STHeiti Medium.ttc",
        "C:/Windows/Fonts/msyhbd.ttc",
    ),
    "regular": (
        "/System/Library/Fonts/PingFang.ttc",
        "/System/Library/Fonts/STHeiti Light.ttc",
        "C:/Windows/Fonts/msyh.ttc",
    ),
}
"""Where systems without fontconfig keep them."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font file and, when it holds several fonts, which."""

    file: Path
    index: int = 0

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        # The basic layout: the other one is not on every machine, and Chinese needs no more.
        return ImageFont.truetype(str(self.file), size, self.index, layout_engine=ImageFont.Layout.BASIC)

    def digest(self) -> str:
        return hashlib.sha256(self.file.read_bytes()).hexdigest()


@cache
def face(weight: str) -> Face | None:
    """The font for "bold" or "regular" text; None when this machine has none for Chinese."""
    return next((found for found in _candidates(weight) if _is_chinese(found)), None)


def _candidates(weight: str) -> Iterator[Face]:
    pattern = f"Noto Sans CJK SC,Source Han Sans SC,sans-serif:{weight}:lang=zh-cn"
    command = ["fc-match", "--format=%{file}\n%{index}", pattern]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - a fixed command
        file, _, index = found.partition("\n")
        yield Face(Path(file), int(index) & 0xFFFF)  # the bits above name an instance of a variable font
    except (OSError, ValueError, subprocess.CalledProcessError):
        pass  # no fontconfig here
    yield from (Face(Path(file)) for file in _KNOWN[weight] if Path(file).is_file())


def _is_chinese(found: Face) -> bool:
    """Whether the font tells two characters apart: those that it lacks all look the same."""
    try:
        font = found.at(32)
    except OSError:
        return False
    return bytes(font.getmask("汉")) != bytes(font.getmask("字"))
