"""How well questions are told apart, over all pairs of labelled questions: what merges without a person, and what is suggested.

    python scripts/score_questions.py LABELS… [--docs docs] [--misses]

LABELS are JSONL files of two kinds: pairs {"a", "b", "dup": true|false[, "contested": true]}, where two questions that no line ties are
two; and questions {"text", "canon"}, where those with one canon are one. Contested pairs, and pairs that follow only from two others, are
left out. A file is judged by itself, over all pairs of its questions, and what another file calls one counts as one; the last line takes
all files together.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from zhiku.bank import same
from zhiku.bank.alike import likeness
from zhiku.bank.index import Bank
from zhiku.bank.known import words
from zhiku.bank.lexicon import Lexicon
from zhiku.library import load
from zhiku.text import squeeze

Pair = tuple[int, int]


@dataclass
class Labels:
    """Questions and what is said of their pairs."""

    texts: list[str] = field(default_factory=list)
    dup: set[Pair] = field(default_factory=set)
    skip: set[Pair] = field(default_factory=set)

    def pairs(self) -> Iterator[Pair]:
        return (pair for pair in combinations(range(len(self.texts)), 2) if pair not in self.skip)


@dataclass
class Result:
    """Counts of one or several files; sums of them are counts too."""

    dups: int = 0
    merged: int = 0
    merged_right: int = 0
    asked: int = 0
    first: int = 0
    among_five: int = 0
    scored: list[tuple[float, bool]] = field(default_factory=list)
    """(score, whether it is a duplicate) of every pair with a score."""

    def __add__(self, other: Result) -> Result:
        return Result(
            self.dups + other.dups,
            self.merged + other.merged,
            self.merged_right + other.merged_right,
            self.asked + other.asked,
            self.first + other.first,
            self.among_five + other.among_five,
            self.scored + other.scored,
        )

    def best(self) -> tuple[float, float]:
        """The best F1 of any threshold, and that threshold."""
        found = (0.0, 1.0)
        right = 0
        ordered = sorted(self.scored, reverse=True)
        for n, (score, is_dup) in enumerate(ordered, 1):
            right += is_dup
            if n == len(ordered) or ordered[n][0] != score:
                found = max(found, (2 * right / (n + self.dups), score))
        return found

    def __str__(self) -> str:
        f1, threshold = self.best()
        return (
            f"{self.dups} duplicates; merged without a person: precision {self.merged_right / max(self.merged, 1):.3f} "
            f"({self.merged_right} of {self.merged}), recall {self.merged_right / self.dups:.3f}; best F1 {f1:.3f} at {threshold:.2f}; "
            f"suggested first {self.first / self.asked:.3f}, among five {self.among_five / self.asked:.3f} of {self.asked}"
        )


def read(file: Path) -> Labels:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]
    labels = Labels()
    numbers: dict[str, int] = {}
    if rows and "canon" in rows[0]:
        groups = defaultdict(list)
        for row in rows:
            groups[row["canon"]].append(len(labels.texts))
            labels.texts.append(row["text"])
        labels.dup = {pair for group in groups.values() for pair in combinations(group, 2)}
        return labels
    for row in rows:
        a, b = (_number(row[side], numbers, labels.texts) for side in ("a", "b"))
        if a == b:  # the same words twice: two questions of two notes
            b = len(labels.texts)
            labels.texts.append(row["b"])
        pair = (min(a, b), max(a, b))
        if row["dup"]:
            (labels.skip if row.get("contested") else labels.dup).add(pair)
    labels.skip |= _implied(labels)
    return labels


def _number(text: str, numbers: dict[str, int], texts: list[str]) -> int:
    key = squeeze(text)
    if key not in numbers:
        numbers[key] = len(texts)
        texts.append(text)
    return numbers[key]


def _implied(labels: Labels) -> set[Pair]:
    """Pairs that only follow from others: nobody has labelled them."""
    home = list(range(len(labels.texts)))
    for a, b in sorted(labels.dup | labels.skip):
        home = [home[a] if h == home[b] else h for h in home]
    groups = defaultdict(list)
    for n, h in enumerate(home):
        groups[h].append(n)
    return {pair for group in groups.values() for pair in combinations(group, 2)} - labels.dup


def judge(labels: Labels, lexicon: Lexicon, *, show: bool) -> Result:
    bank = Bank(labels.texts, lexicon)
    result = Result(dups=len(labels.dup))
    near = defaultdict(list)
    for a, b in labels.pairs():
        is_dup = (a, b) in labels.dup
        equal = same.key(labels.texts[a]) == same.key(labels.texts[b])
        score = 1.0 if equal else likeness(bank.weighed(a), bank.weighed(b))
        one = equal or same.same(bank.weighed(a), bank.weighed(b)) is not None
        result.merged += one
        result.merged_right += one and is_dup
        result.scored.append((score, is_dup))
        near[a].append((-score, is_dup))
        near[b].append((-score, is_dup))
        if show and one != is_dup:
            print(f"  {'merged wrongly' if one else 'not merged'} {score:.2f}: {labels.texts[a]} | {labels.texts[b]}")
    for found in near.values():
        if any(is_dup for _, is_dup in found):
            hits = [is_dup for _, is_dup in sorted(found)]
            result.asked += 1
            result.first += hits[0]
            result.among_five += any(hits[:5])
    return result


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="whose aliases are used")
    parser.add_argument("--misses", action="store_true", help="print every pair that is merged wrongly, or not merged")
    args = parser.parse_args(argv)
    lexicon = words(load(args.docs))
    total = Result()
    everything = [read(file) for file in args.labels]
    same_words = {frozenset(squeeze(labels.texts[n]) for n in pair) for labels in everything for pair in labels.dup}
    for file, labels in zip(args.labels, everything, strict=True):
        labels.dup |= {p for p in labels.pairs() if frozenset(squeeze(labels.texts[n]) for n in p) in same_words}
        result = judge(labels, lexicon, show=args.misses)
        print(f"{file.name}: {result}")
        total += result
    if len(args.labels) > 1:
        print(f"together: {total}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
