"""The pieces of a corpus as notes: files of sections, each a heading and a piece as paragraphs or as a list."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import orjson

_SECTIONS = 20
_LIST = 4  # each fourth piece is a list


def write(corpus: Path, folder: Path) -> None:
    """`folder` is made anew."""
    folder.mkdir(parents=True)
    with corpus.open("rb") as lines:
        texts = (orjson.loads(line)["text"] for line in lines)
        number = 0
        while sections := list(islice(texts, _SECTIONS)):
            body = [f"# 笔记 {number}", *(f"## 第 {n + 1} 节\n\n{_shown(n, text)}" for n, text in enumerate(sections))]
            (folder / f"{number:06}.md").write_text("\n\n".join(body) + "\n", "utf-8")
            number += 1


def _shown(number: int, text: str) -> str:
    if number % _LIST:
        return text.replace("\n", "\n\n")
    return "\n".join(f"- {sentence}" for sentence in re.split(r"(?<=[。！？])|\n", text) if sentence)
