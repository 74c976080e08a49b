"""What was measured → the tables of docs/contributing/search.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from searches.measure import Cold, Right

_MARKED = re.compile(r"(<!-- search -->\n).*?(<!-- /search -->)", re.DOTALL)
_HEAD = "| 搜索 | 第一个就对 | 前三个里有 | 没有结果 | 没看过的两组：第一个 / 前三个 | 第一次回答要下载（KB，中位 / 最大） | 从敲完到看见（秒，中位 / 最大） | 索引共计（KB） |"
_GROWN = "| 规模 | 节 | 键 | 索引共计（KB） | 第一次回答要下载（KB，中位 / 最大） | 从敲完到看见（秒，中位 / 最大） |"


@dataclass(frozen=True, slots=True)
class Result:
    """One program on the whole set."""

    name: str
    all: Right
    held_out: Right
    cold: Cold
    size: int


@dataclass(frozen=True, slots=True)
class Size:
    """Our index at one size."""

    name: str
    sections: int
    keys: int
    size: int
    cold: Cold


def filled(page: str, results: Sequence[Result], sizes: Sequence[Size], told: str) -> str:
    """The page with what stands between its markers made anew; `told` says when and on what it was measured."""
    tables = [
        told,
        "\n".join([_HEAD, _rule(_HEAD), *map(_row, results)]),
        "\n".join([_GROWN, _rule(_GROWN), *map(_size_row, sizes)]),
    ]
    return _MARKED.sub(lambda m: m[1] + "\n" + "\n\n".join(tables) + "\n\n" + m[2], page)


def _row(result: Result) -> str:
    every, held = result.all, result.held_out
    cells = [
        result.name,
        f"{every.first / every.asked:.3f}",
        f"{every.among_three / every.asked:.3f}",
        f"{every.none}",
        f"{held.first / held.asked:.3f} / {held.among_three / held.asked:.3f}",
        *_cold(result.cold),
        f"{result.size / 1000:,.0f}",
    ]
    return "| " + " | ".join(cells) + " |"


def _size_row(size: Size) -> str:
    cells = [size.name, f"{size.sections:,}", f"{size.keys:,}", f"{size.size / 1000:,.0f}", *_cold(size.cold)]
    return "| " + " | ".join(cells) + " |"


def _cold(cold: Cold) -> tuple[str, str]:
    (usual, most), (soon, late) = cold.bytes, cold.seconds
    return f"{usual / 1000:,.0f} / {most / 1000:,.0f}", f"{soon:.2f} / {late:.2f}"


def _rule(head: str) -> str:
    return "|" + " --- |" * (head.count("|") - 1)
