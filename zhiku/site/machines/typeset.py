"""Breaks Chinese text into lines: no mark begins a line that may not, no word is cut, and the lines are of a like length."""

from __future__ import annotations

import math
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


def lines(text: str, width: float, measure: Callable[[str], float], *, most: int) -> list[str]:
    """The text in as few lines of `width` as it takes, broken where it hurts least; what needs more than `most` lines is cut.

    A word that is wider than a line is broken anywhere.
    """
    words = [part for word in _WORD.findall(text) for part in (word if measure(word) > width else [word])]
    found = _greedy(words, width, measure)
    return _cut(found, most) if len(found) > most else _even(words, width, measure, len(found))


def _cut(found: Sequence[str], most: int) -> list[str]:
    """The first lines, with a sign that there were more."""
    last = found[most - 1].rstrip().rstrip(_NOT_FIRST)
    return [*(line.rstrip() for line in found[: most - 1]), f"{last[:-1]}…"]


def _greedy(words: Sequence[str], width: float, measure: Callable[[str], float]) -> list[str]:
    made = [""]
    for word in words:
        if made[-1] and measure((made[-1] + word).rstrip()) > width:
            made.append("")
        made[-1] += word
    return made


def _even(words: Sequence[str], width: float, measure: Callable[[str], float], count: int) -> list[str]:
    """Of all ways to make `count` lines that with the least pain: squares of what stays empty, less at a pause."""

    def pain(line: str) -> float:
        return (1 - measure(line.rstrip()) / width) ** 2

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[str, ...]]:
        whole = "".join(words[start:])
        if left == 1:
            return (pain(whole), (whole,)) if measure(whole.rstrip()) <= width else (math.inf, (whole,))
        ways: list[tuple[float, tuple[str, ...]]] = [(math.inf, (whole,))]
        for end in range(start + 1, len(words) - left + 2):
            line = "".join(words[start:end])
            if measure(line.rstrip()) > width:
                break
            rest_pain, rest = best(end, left - 1)
            ways.append((pain(line) - _WORTH * bool(_PAUSE.search(line)) + rest_pain, (line, *rest)))
        return min(ways)

    return [line.rstrip() for line in best(0, count)[1]]
