"""Breaks Chinese text into lines: no mark begins a line that may not, no word is cut, and the lines are of a like length."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

_NOT_FIRST = "，。、；：？！）】》」』”’…—·,.;:?!)]}%"
_NOT_LAST = "（【《「『“‘([{"
_WORD = re.compile(
    rf"[{re.escape(_NOT_LAST)}]*(?:[A-Za-z0-9_+#&@$/'’\-]+(?:[.:,][A-Za-z0-9_]+)*|\S)[{re.escape(_NOT_FIRST)}]*\s*"
)
_PAUSE = re.compile(r"[，。、；：？！—·,;:?!]\s*$")
_WORTH = 0.2
"""How much of a line may stay empty for a break at a pause instead."""


def lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text in as few lines of `width` as it takes, broken where it hurts least."""
    words = _WORD.findall(text)
    return _even(words, width, measure, len(_greedy(words, width, measure)))


def cut(found: Sequence[str], most: int) -> list[str]:
    """The first lines, with a sign that there were more."""
    if len(found) <= most:
        return list(found)
    last = found[most - 1].rstrip().rstrip(_NOT_FIRST)
    return [*found[: most - 1], f"{last[:-1]}…"]


def _greedy(words: Sequence[str], width: float, measure: Callable[[str], float]) -> list[str]:
    made = [""]
    for word in words:
        if made[-1] and measure((made[-1] + word).rstrip()) > width:
            made.append("")
        made[-1] += word
    return made


def _even(words: Sequence[str], width: float, measure: Callable[[str], float], count: int) -> list[str]:
    """Of all ways to make `count` lines that with the least pain: squares of what stays empty, less at a pause."""

    def pain(line: str, *, is_last: bool) -> float:
        empty = 1 - measure(line.rstrip()) / width
        if empty < 0:
            return 100.0
        return empty**2 - (0 if is_last or not _PAUSE.search(line) else _WORTH)

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[str, ...]]:
        if left == 1:
            line = "".join(words[start:])
            return pain(line, is_last=True), (line,)
        found = []
        for end in range(start + 1, len(words) - left + 2):
            line = "".join(words[start:end])
            worse, rest = best(end, left - 1)
            found.append((pain(line, is_last=False) + worse, (line, *rest)))
        return min(found, key=lambda way: way[0])

    return [line.rstrip() for line in best(0, count)[1]]
