"""The same thing twice. Pieces: exact copies and near copies are merged. Questions: one row for all wordings of one question.

Merging is careful: code is merged only when it is the same to the letter, prose only when nearly all of it is shared and every number
and every word of contrast is. What is only alike is told as `near`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiku.notes.piece import Kind, Piece
from zhiku.notes.questions import Asked
from zhiku.text import digest, fold, jaccard, shingles

_MIN_EXACT = 40  # folded characters of prose; shorter lines are too common, and a list without them is a husk
_MIN_BLOCK = 12
_MIN_NEAR = 50
_NEAR = 0.85
_QUESTION_NEAR = 0.8
_QUESTION_LIKE = 0.45
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9_+#]*")
_CONTRAST = re.compile(
    r"不|没|无|非|错误|正确|之前|之后|前|后|优化|新|旧|❌|✅|关闭|打开|线程|协程|进程|读|写|有|空|nil|热|冷|悲观|乐观|先|再"
)
_POLITE = re.compile(
    r"^(?:你好|很好|好的|接下来|现在|那么?|首先|另外|然后|最后)+[，,。]?|(?:能|可以)?(?:请|麻烦)(?:你|您)?(?:简单|详细|具体)?(?:地)?(?:介绍|谈谈|讲讲|说说|描述|解释|讲解|聊聊|分享|说)(?:一下|下)?|(?:能)?(?:详细)?(?:说说|谈谈|讲讲|讲一下|介绍一下|说一下|简述)|了解过吗|知道吗|你们?(?:的|是|在|公司)?|项目中|在实际(?:开发|项目)中|有了解吗|一下"
)
_WHAT_IS = re.compile(r"^什么(?:是|叫做?)([^，。]+?)[?？]*$")
_PARTICLES = re.compile(r"[的了呢吧啊嘛]")


def mark(pieces: Sequence[Piece]) -> list[Piece]:
    """Mark pieces that say what an earlier piece says; the earlier one stays."""
    exact: dict[str, Piece] = {}
    near: dict[str, list[Piece]] = defaultdict(list)
    sets: dict[str, frozenset[str]] = {}
    out = []
    for piece in pieces:
        if piece.is_live and _can_merge(piece):
            merged = _exact(piece, exact) or _near(piece, near, sets)
            if merged is not None:
                out.append(merged)
                continue
        out.append(piece)
    return out


def _can_merge(piece: Piece) -> bool:
    return piece.kind in (
        Kind.PROSE,
        Kind.LIST,
        Kind.CODE,
        Kind.MERMAID,
        Kind.ASCII,
        Kind.TABLE,
        Kind.CONSOLE,
        Kind.TEXT,
    ) and len(fold(piece.text)) >= (_MIN_BLOCK if piece.kind.is_block else _MIN_EXACT)


def _exact(piece: Piece, seen: dict[str, Piece]) -> Piece | None:
    key = f"{piece.kind.value}\n{_code(piece.text)}" if piece.kind.is_block else _words(piece.text)
    first = seen.setdefault(key, piece)
    return None if first is piece else piece.merged(first, 1.0, "same-words")


def _code(text: str) -> str:
    """A block line by line, indents kept (they mean something in Python), spaces at the ends and blank lines not."""
    return "\n".join(line.rstrip() for line in text.split("\n") if line.strip())


def _words(text: str) -> str:
    """What two copies share: all characters but white space, emphasis and the mark at the end; `-R` and `-r` are two things."""
    dense = re.sub(r"\s+|\*\*|__", "", unicodedata.normalize("NFKC", text))
    return dense.rstrip(".,;:!?。、；：！？…")


def _near(piece: Piece, seen: dict[str, list[Piece]], sets: dict[str, frozenset[str]]) -> Piece | None:
    """Near copies of prose: found by rare shared shingles, taken when nearly all is shared and no number differs."""
    if piece.kind.is_block or len(fold(piece.text)) < _MIN_NEAR:
        return None
    mine = shingles(piece.text, 5)
    sets[piece.id] = mine
    keys = sorted(mine, key=digest)[:24]
    candidates = {other.id: other for key in keys for other in seen[key]}
    best = max(candidates.values(), key=lambda other: (jaccard(mine, sets[other.id]), other.id), default=None)
    if best is not None:
        score = jaccard(mine, sets[best.id])
        if score >= _NEAR and _same_facts(piece.text, best.text):
            return piece.merged(best, score, "near-copy")
    for key in keys:
        seen[key].append(piece)
    return None


def _same_facts(a: str, b: str) -> bool:
    if sorted(_NUMBERS.findall(a)) != sorted(_NUMBERS.findall(b)) or _latin(a) != _latin(b):
        return False
    return sorted(_CONTRAST.findall(a)) == sorted(_CONTRAST.findall(b))


def _latin(text: str) -> set[str]:
    """Words in Latin letters: DDD and TDD look alike and are not."""
    return {word.lower() for word in _WORDS.findall(text)}


@dataclass(frozen=True, slots=True)
class Row:
    """One distinct question and everything that the notes say of it."""

    id: str
    text: str
    topic: str
    wordings: tuple[str, ...]
    asked: tuple[Asked, ...]
    known: str | None
    near: tuple[tuple[str, float], ...] = ()
    """Questions that are alike and another: (id, score), the most alike first."""

    @property
    def is_answered(self) -> bool:
        return any(a.answer for a in self.asked)


def merge(asked: Sequence[Asked], known: Mapping[str, str]) -> list[Row]:
    """Group all askings of one question. `known` maps what the knowledge base answers, by `key`, to article#id."""
    groups: list[list[Asked]] = []
    by_key: dict[str, int] = {}
    for n, one in enumerate(asked):
        keyed = key(one.text)
        if one.describes and n and groups and (home := _described(one, asked[:n], by_key)) is not None:
            groups[home].append(one)
            by_key.setdefault(keyed, home)
        elif keyed in by_key:
            groups[by_key[keyed]].append(one)
        else:
            by_key[keyed] = len(groups)
            groups.append([one])
    return _with_near([_row(group, known) for group in _join_near(groups)])


def key(text: str) -> str:
    """What two wordings of one question share: the words without politeness and particles."""
    bare = _PARTICLES.sub("", _POLITE.sub("", text.strip()))
    bare = _WHAT_IS.sub(r"\1是什么", bare.replace("啥", "什么"))
    return fold(bare) or fold(text)


def _described(one: Asked, before: Sequence[Asked], by_key: Mapping[str, int]) -> int | None:
    """The question of the heading that this one words anew."""
    heading = next(
        (a for a in reversed(before) if a.note == one.note and a.text and a.first < one.first and not a.describes), None
    )
    if heading is None or one.first - heading.last > 4:
        return None
    return by_key.get(key(heading.text))


def _join_near(groups: list[list[Asked]]) -> list[list[Asked]]:
    """Join groups whose wordings share nearly all their character pairs and no word of contrast is different."""
    texts = [g[0].text for g in groups]
    pairs = [shingles(key(t), 2) for t in texts]
    home = list(range(len(groups)))
    for b in range(len(groups)):
        for a in range(b):
            together = bool({one.piece for one in groups[a]} & {one.piece for one in groups[b]})  # asked in one breath
            alike = jaccard(pairs[a], pairs[b]) >= _QUESTION_NEAR and _same_facts(texts[a], texts[b])
            if home[a] == a and alike and not together:
                home[b] = a
                break
    joined: dict[int, list[Asked]] = defaultdict(list)
    for n, group in enumerate(groups):
        joined[home[n]] += group
    return list(joined.values())


def _row(group: Sequence[Asked], known: Mapping[str, str]) -> Row:
    counts: dict[str, int] = defaultdict(int)
    for one in group:
        counts[one.text] += 1
    texts = sorted(counts, key=lambda t: (-counts[t], not t.endswith("？"), len(fold(t)), t))
    topics: dict[str, int] = defaultdict(int)
    for one in group:
        topics[one.topic] += 1
    topic = min(topics, key=lambda t: (-topics[t], t))
    answered_at = next((known[key(t)] for t in texts if key(t) in known), None)
    return Row("q-" + digest(key(texts[0])), texts[0], topic, tuple(texts[1:]), tuple(group), answered_at)


def _with_near(rows: list[Row]) -> list[Row]:
    pairs = [shingles(key(row.text), 2) for row in rows]
    out = []
    for a, row in enumerate(rows):
        scored = [(rows[b].id, round(jaccard(pairs[a], pairs[b]), 3)) for b in range(len(rows)) if b != a]
        close = sorted((s for s in scored if s[1] >= _QUESTION_LIKE), key=lambda s: (-s[1], s[0]))[:5]
        out.append(Row(row.id, row.text, row.topic, row.wordings, row.asked, row.known, tuple(close)))
    return out
