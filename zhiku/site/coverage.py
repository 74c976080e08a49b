"""The page that tells how many of the notes' questions the knowledge base answers, from what `zhiku coverage --record` wrote."""

from __future__ import annotations

from collections.abc import Iterator

from zhiku.library import Coverage, Library
from zhiku.model import OutputFile

PAGE = "coverage.md"
_HEAD = """\
---
title: 覆盖
description: 笔记里的问题，知识库回答了多少、有意不收多少、还差多少。
generated: true
---

# 覆盖

笔记里问到的每个问题都有下落：知识库回答了它，或者有人写明为什么不收，或者还没写。
数字来自 `zhiku coverage`，不含笔记的原文。

| 主题 | 笔记里的问题 | 已回答 | 有意不收 | 还没写 |
| --- | ---: | ---: | ---: | ---: |
"""


def pages(library: Library) -> Iterator[OutputFile]:
    """The page, where a coverage was recorded."""
    if library.coverage:
        rows = [
            _row(f"[{topic.title}]({topic.id}/index.md)", library.coverage[topic.id])
            for topic in library.topics
            if topic.id in library.coverage
        ]
        yield OutputFile(PAGE, _HEAD + "\n".join([*rows, _row("合计", _total(library))]) + "\n")


def _row(name: str, one: Coverage) -> str:
    missing = one.questions - one.covered - one.skipped
    return f"| {name} | {one.questions} | {one.covered} | {one.skipped} | {missing} |"


def _total(library: Library) -> Coverage:
    every = library.coverage.values()
    return Coverage(sum(c.questions for c in every), sum(c.covered for c in every), sum(c.skipped for c in every))
