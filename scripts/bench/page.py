"""Results → the table and the picture of docs/contributing/performance.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.cost import Cost
from bench.picture import picture
from bench.quality import Quality

_MARKED = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)
_HEAD = "| 规模 | 程序 | 用时（秒） | CPU（秒） | 每 CPU 秒处理 | 相对 datasketch | 内存峰值（MB） | 准确率 | 召回率 | F1 | 误并的独有段落 |"
_NOTES_HEAD = "| 规模 | 用时（秒） | CPU（秒） | 内存峰值（MB） | CPU 与 datasketch 之比 |"
_REFERENCE = "datasketch"


@dataclass(frozen=True, slots=True)
class Result:
    """One program on one corpus."""

    size: int
    program: str
    cost: Cost
    quality: Quality | None
    """None for `zhiku ingest`, which does more than find copies."""


def filled(page: str, results: Sequence[Result], date: str) -> str:
    """The page with the table between its markers made anew."""
    parts = [
        f"{date}，{machine()}。{versions()}。",
        _table(results),
        _notes_table(results),
        "![用时与规模](performance.svg)",
    ]
    return _MARKED.sub(lambda m: m[1] + "\n" + "\n\n".join(filter(None, parts)) + "\n\n" + m[2], page)


def drawn(results: Sequence[Result]) -> str:
    """The picture."""
    compared = [r for r in results if r.quality]
    names = dict.fromkeys(r.program for r in compared)
    series = {name: [(r.size, r.cost.wall) for r in compared if r.program == name] for name in names}
    return picture(series, x="段落数", y="用时（秒）")


def machine() -> str:
    """The processor and the interpreter, without the machine's name."""
    info = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.+)", info.read_text("utf-8")) if info.exists() else None
    return f"{named[1] if named else platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}"


def versions() -> str:
    """What was compared."""
    return "、".join(f"{name} {version(name)}" for name in ("datasketch", "rensa", "numpy", "scipy", "orjson"))


def _table(results: Sequence[Result]) -> str:
    rows = [_HEAD, _rule(_HEAD)]
    rows += [_row(r, r.quality, _ratio(r, results)) for r in results if r.quality]
    return "\n".join(rows)


def _row(result: Result, quality: Quality, ratio: float | None) -> str:
    cost = result.cost
    cells = [
        f"{result.size:,}",
        result.program,
        _number(cost.wall),
        _number(cost.cpu),
        f"{result.size / cost.cpu:,.0f}",
        f"{ratio:.1f} 倍" if ratio else "—",
        f"{cost.memory:,.0f}",
        f"{quality.precision:.3f}",
        f"{quality.recall:.3f}",
        f"{quality.f1:.3f}",
        f"{quality.lost}",
    ]
    return "| " + " | ".join(cells) + " |"


def _notes_table(results: Sequence[Result]) -> str:
    taken = [r for r in results if not r.quality]
    if not taken:
        return ""
    rows = [
        "同样的段落写成笔记，跑一遍完整的 `zhiku ingest`（读取、清洗、拆分、去重、分类、写草稿）：",
        "",
        _NOTES_HEAD,
        _rule(_NOTES_HEAD),
    ]
    for r in taken:
        ratio = _ratio(r, results)
        shown = f"{1 / ratio:.2f}" if ratio else "—"
        rows.append(f"| {r.size:,} | {_number(r.cost.wall)} | {_number(r.cost.cpu)} | {r.cost.memory:,.0f} | {shown} |")
    return "\n".join(rows)


def _ratio(result: Result, results: Sequence[Result]) -> float | None:
    """How many times the pieces a processor second of datasketch in the same run."""
    reference = [r for r in results if r.program == _REFERENCE and r.size == result.size]
    return reference[0].cost.cpu / result.cost.cpu if reference else None


def _rule(head: str) -> str:
    return "|" + " --- |" * (head.count("|") - 1)


def _number(seconds: float) -> str:
    return f"{seconds:,.0f}" if seconds >= 100 else f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"
