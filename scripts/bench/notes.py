"""The pieces of a corpus as notes: files of sections, each a heading and some pieces. A piece of the corpus is a paragraph of a note."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import orjson

_BREAK = re.compile(r"\n(?![-*•])")  # the lines of a paragraph; those of a list stay
_PIECES = 50  # of a note
_SECTION = 5  # pieces under one heading


def write(corpus: Path, folder: Path) -> None:
    """`folder` is made anew."""
    folder.mkdir(parents=True)
    with corpus.open("rb") as lines:
        texts = (orjson.loads(line)["text"] for line in lines)
        number = 0
        while pieces := list(islice(texts, _PIECES)):
            (folder / f"{number:06}.md").write_text(_note(number, pieces), "utf-8")
            number += 1


def _note(number: int, pieces: list[str]) -> str:
    parts = [f"# 笔记 {number}"]
    for n, text in enumerate(pieces):
        if n % _SECTION == 0:
            parts.append(f"## 第 {n // _SECTION + 1} 节")
        parts.append(_BREAK.sub("", text))
    return "\n\n".join(parts) + "\n"
