"""A corpus of any size with known near copies, made from the sentences of docs/: the same seed makes the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import orjson

from bench.sentences import sentences, synonyms

UNIQUE_SHARE = 0.8
_VARIANTS = 24
_LENGTHS = (420, 780)  # characters of a base
_NUMBER = re.compile(r"\d+")
_WORDS = synonyms()
_SYNONYM = re.compile("|".join(sorted(map(re.escape, _WORDS), key=lambda word: (-len(word), word))))
_HALF = str.maketrans("，。：；！？（）", ",.:;!?()")
_BOILERPLATE = (
    "本文首发于个人博客，转载请注明出处和作者，未经许可不得用于商业用途。",
    "大家好，我是一名后端工程师，今天继续更新这个系列，喜欢的话欢迎点赞收藏。",
    "目录导航：上一篇、下一篇、返回首页、加入读者群、查看全部专栏文章。",
    "更新记录：修正了若干错别字，补充了读者在评论区里提出的几个疑问。",
    "如果觉得有帮助，请分享给更多朋友，也可以在评论区留下你的看法和建议。",
    "免责声明：内容只代表个人理解，生产环境请以官方文档和实际压测为准。",
)
_MARKS = ("- ", "* ", "1. ", "> ")


@dataclass(frozen=True, slots=True)
class Made:
    """One piece of the corpus."""

    text: str
    base: int
    """Pieces with the same base say the same thing."""
    kind: str
    """`base`, or how the copy was changed."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes texts of bases; `pool[s]` holds the variants of one sentence."""

    pool: tuple[tuple[str, ...], ...]
    seed: int

    def base(self, number: int) -> list[str]:
        """The sentences of a base: a mosaic of 420 to 780 characters."""
        random = Random(self.seed * 1_000_003 + number)
        target, length, out = random.randint(*_LENGTHS), 0, []
        while length < target:
            out.append(self.one(random))
            length += len(out[-1])
        return out

    def one(self, random: Random) -> str:
        """A sentence out of the pool, in one of its variants."""
        return self.pool[int(random.random() * len(self.pool))][int(random.random() * _VARIANTS)]


def maker(docs: Path, seed: int) -> Maker:
    """Reads the sentences and makes their variants: other numbers, synonyms, another order of the clauses."""
    random = Random(seed)
    pool = tuple(tuple(_variant(s, random) for _ in range(_VARIANTS)) for s in sentences(docs))
    return Maker(pool, seed)


def pieces(made_by: Maker, count: int) -> Iterator[Made]:
    """`count` pieces in a fixed random order: 80 % bases, 20 % changed copies of some of them."""
    random = Random(made_by.seed + count)
    bases = int(count * UNIQUE_SHARE)
    plan = list(range(bases)) + [-1] * (count - bases)
    random.shuffle(plan)
    kinds = list(CHANGES)
    for number in plan:
        if number >= 0:
            yield Made(_laid_out(made_by.base(number)), number, "base")
        else:
            base, kind = random.randrange(bases), random.choice(kinds)
            yield Made(CHANGES[kind](made_by.base(base), random, made_by), base, kind)


def write(made: Iterator[Made], corpus: Path, truth: Path) -> None:
    """The corpus as lines of id and text; the truth as one base and kind a line."""
    with corpus.open("wb") as texts, truth.open("w", encoding="utf-8") as bases:
        for row, piece in enumerate(made):
            texts.write(orjson.dumps({"id": f"p{row}", "text": piece.text}) + b"\n")
            bases.write(f"{piece.base}\t{piece.kind}\n")


def _variant(sentence: str, random: Random) -> str:
    body, end = sentence[:-1], sentence[-1]
    clauses = body.split("，")
    if random.random() < 0.6:
        random.shuffle(clauses)
    varied = _NUMBER.sub(lambda _: str(random.randint(2, 9999)), "，".join(clauses))
    return _reworded(varied, random) + end


def _reworded(text: str, random: Random, share: float = 0.5) -> str:
    return _SYNONYM.sub(lambda m: _WORDS[m[0]] if random.random() < share else m[0], text)


def _laid_out(parts: list[str]) -> str:
    return "\n".join("".join(parts[i : i + 5]) for i in range(0, len(parts), 5))


def _format(parts: list[str], random: Random, _: Maker) -> str:
    mark = random.choice(_MARKS)
    return "\n".join(mark + (f"**{part}**" if random.random() < 0.2 else part) for part in parts)


def _punctuation(parts: list[str], random: Random, _: Maker) -> str:
    text = "".join(parts).translate(_HALF)
    spaced = re.sub(r"(?<=[一-鿿])(?=[A-Za-z0-9])|(?<=[,.])", " ", text)
    width = random.randint(30, 60)
    return "\n".join(spaced[i : i + width] for i in range(0, len(spaced), width))


def _synonyms(parts: list[str], random: Random, _: Maker) -> str:
    return _laid_out([_reworded(part, random) for part in parts])


def _shuffle(parts: list[str], random: Random, _: Maker) -> str:
    return _laid_out(random.sample(parts, len(parts)))


def _boilerplate(parts: list[str], random: Random, _: Maker) -> str:
    head, foot = random.sample(_BOILERPLATE, 2)
    return f"{head}\n{_laid_out(parts)}\n{foot}"


def _truncated(parts: list[str], random: Random, _: Maker) -> str:
    text = _laid_out(parts)
    return text[: int(len(text) * random.uniform(0.7, 0.9))]


def _heavy(parts: list[str], random: Random, made_by: Maker) -> str:
    kept = [_reworded(part, random, 0.35) for part in parts if random.random() >= 0.2]
    random.shuffle(kept)
    for _ in range(round(len(parts) * 0.15)):
        kept.insert(random.randrange(len(kept) + 1), made_by.one(random))
    return _laid_out(kept)


CHANGES: dict[str, Callable[[list[str], Random, Maker], str]] = {
    "format": _format,
    "punctuation": _punctuation,
    "synonyms": _synonyms,
    "shuffle": _shuffle,
    "boilerplate": _boilerplate,
    "truncated": _truncated,
    "heavy": _heavy,
}
"""How a copy differs from its base."""
