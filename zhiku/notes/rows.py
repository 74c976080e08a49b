"""One row for all askings of one question: which note asks it, in which words, what answers it already, and what is only near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zhiku.bank.index import Alike, Bank
from zhiku.bank.known import Hit, Known
from zhiku.bank.same import NEAR, Sameness, key, same
from zhiku.bank.settled import Settled
from zhiku.model import Place
from zhiku.notes.news import News
from zhiku.notes.piece import Verdict
from zhiku.notes.questions import Asked
from zhiku.text import digest, fold

_NEAREST = 5  # questions that a row names as near
_LOOKED_AT = 12  # questions that one is compared with
_SAME_WORDS = Sameness(1.0, "The same words.")
_DESCRIBES = Sameness(1.0, "The description under a heading words its question anew.")
_SETTLED = Sameness(1.0, "A person settled it.")


@dataclass(frozen=True, slots=True)
class Wording:
    """Other words for the question of a row, and why they count as such."""

    text: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """One distinct question and everything that the notes say of it."""

    id: str
    text: str
    topic: str
    merged: tuple[Wording, ...]
    """Its other wordings."""
    asked: tuple[Asked, ...]
    known: str | None
    """`article#id` of the knowledge base that answers it."""
    near: tuple[tuple[str, float], ...] = ()
    """Questions that are alike and another: (id, score), the most alike first."""
    partly: tuple[Hit, ...] = ()
    """Questions of the knowledge base that are near, the nearest first; none when one answers it."""

    @property
    def wordings(self) -> tuple[str, ...]:
        return tuple(wording.text for wording in self.merged)

    @property
    def verdict(self) -> Verdict:
        """What all that ask it say of its topic: the surest decides how sure it is."""
        for_it = [a.verdict for a in self.asked if a.topic == self.topic]
        surest = max(for_it, key=lambda verdict: verdict.margin)
        others = (topic for a in self.asked for topic in (a.topic, *a.verdict.others) if topic != self.topic)
        words = (word for verdict in for_it for word in verdict.words)
        return replace(surest, words=tuple(dict.fromkeys(words)), others=tuple(dict.fromkeys(others)))

    @property
    def is_answered(self) -> bool:
        """Whether the notes answer it."""
        return any(a.answer for a in self.asked)

    @property
    def news(self) -> News:
        if self.known:
            return News.ANSWERED
        return News.PART if self.partly else News.NEW


@dataclass(slots=True)
class _Group:
    """Askings that are one question."""

    asked: list[Asked]
    why: dict[str, Sameness]
    """Text → why it is the question that the group began with."""

    def add(self, other: Sequence[Asked], why: Mapping[str, Sameness]) -> None:
        self.asked += other
        for text, reason in why.items():
            self.why.setdefault(text, reason)

    @property
    def names(self) -> list[str]:
        """What a decision may call it."""
        return [key(text) for text in self.why] + [_id(text) for text in self.why]


def merge(asked: Sequence[Asked], known: Known, settled: Settled) -> list[Row]:
    """Group all askings of one question, and look each up in the knowledge base."""
    groups = _same_words(asked)
    bank = Bank([group.asked[0].text for group in groups], known.bank.lexicon, encode=known.bank.encode)
    near = [bank.nearest(bank.weighed(n), most=_LOOKED_AT, least=NEAR) for n in range(len(groups))]
    homes = _homes(groups, bank, near, settled)
    rows: list[Row] = []
    numbers: list[int] = []
    for n, home in enumerate(homes):
        if home == n:
            rows.append(_row(groups[n], known, settled))
            numbers.append(n)
    return _with_near(dict(zip(numbers, rows, strict=True)), bank, near, groups, settled)


def answers(rows: Sequence[Row]) -> dict[str, dict[Place, str]]:
    """By note, lines that ask, or answer, what the knowledge base answers, and where it does: `article#id`."""
    found: dict[str, dict[Place, str]] = defaultdict(dict)
    for row in rows:
        for one in row.asked if row.known else ():
            found[one.note][Place(one.note, one.first, one.last)] = row.known or ""
            if one.answer:
                found[one.note][Place(one.note, *one.answer)] = row.known or ""
    return found


def _same_words(asked: Sequence[Asked]) -> list[_Group]:
    """Askings of the same words; a description goes with the heading that it words anew."""
    groups: list[_Group] = []
    by_key: dict[str, _Group] = {}
    heading: Asked | None = None
    for one in asked:
        described = by_key.get(key(heading.text)) if heading and _describes(one, heading) else None
        group = described or by_key.get(key(one.text))
        if group is None:
            group = _Group([], {})
            groups.append(group)
        why = _DESCRIBES if described and key(one.text) not in by_key else _SAME_WORDS
        by_key.setdefault(key(one.text), group)
        group.add([one], {one.text: why})
        heading = heading if one.describes else one
    return groups


def _describes(one: Asked, heading: Asked) -> bool:
    return one.describes and one.note == heading.note and heading.last < one.first <= heading.last + 4


def _homes(groups: Sequence[_Group], bank: Bank, near: Sequence[Sequence[Alike]], settled: Settled) -> list[int]:
    """For each group the earliest one that it is one with: a star around it, never a chain. The groups are joined."""
    homes = list(range(len(groups)))
    for n, group in enumerate(groups):
        found = _settled_home(n, groups, homes, settled) or _alike_home(n, groups, homes, bank, near[n], settled)
        if found:
            homes[n], why = found
            groups[homes[n]].add(group.asked, dict.fromkeys(group.why, why))
    return homes


def _settled_home(
    n: int, groups: Sequence[_Group], homes: Sequence[int], settled: Settled
) -> tuple[int, Sameness] | None:
    if not settled.same or not settled.names.intersection(groups[n].names):
        return None
    return next(
        ((m, _SETTLED) for m in range(n) if homes[m] == m and settled.are_same(groups[m].names, groups[n].names)), None
    )


def _alike_home(
    n: int,
    groups: Sequence[_Group],
    homes: Sequence[int],
    bank: Bank,
    near: Sequence[Alike],
    settled: Settled,
) -> tuple[int, Sameness] | None:
    question = bank.weighed(n)
    pieces = {one.piece for one in groups[n].asked}
    for alike in near:
        m = alike.number
        if m >= n or homes[m] != m or pieces & {one.piece for one in groups[m].asked}:
            continue  # two questions asked in one breath are two
        why = same(bank.weighed(m), question)
        if why and not settled.are_different(groups[m].names, groups[n].names):
            return m, why
    return None


def _row(group: _Group, known: Known, settled: Settled) -> Row:
    counts: dict[str, int] = defaultdict(int)
    topics: dict[str, int] = defaultdict(int)
    for one in group.asked:
        counts[one.text] += 1
        topics[one.topic] += 1
    texts = sorted(counts, key=lambda t: (-counts[t], not t.endswith("？"), len(fold(t)), t))
    merged = tuple(Wording(text, group.why[text].score, group.why[text].why) for text in texts[1:])
    hits = [hit for text in texts for hit in known.find(text) if not settled.are_different([hit.at], group.names)]
    hits.sort(key=lambda hit: (hit.same is None, -hit.score))
    answer = next((hit.at for hit in hits if hit.same), None) or _settled_answer(group, known, settled)
    partly = {} if answer else {hit.at: hit for hit in reversed(hits)}
    topic = min(topics, key=lambda t: (-topics[t], t))
    return Row(
        _id(texts[0]),
        texts[0],
        topic,
        merged,
        tuple(group.asked),
        answer,
        partly=tuple(sorted(partly.values(), key=lambda hit: -hit.score))[:3],
    )


def _settled_answer(group: _Group, known: Known, settled: Settled) -> str | None:
    if not settled.same:
        return None
    return next((entry.at for entry in known.entries if settled.are_same([entry.at], group.names)), None)


def _with_near(
    rows: Mapping[int, Row],
    bank: Bank,
    near: Sequence[Sequence[Alike]],
    groups: Sequence[_Group],
    settled: Settled,
) -> list[Row]:
    """Rows by the number of their group, each with those that are near. An encoder has a word in their order, and in nothing else."""
    out = []
    for n, row in rows.items():
        found = near[n]
        if bank.encode:
            found = bank.nearest(bank.weighed(n), most=_LOOKED_AT, least=NEAR, text=bank.texts[n])
        others = [
            (rows[alike.number].id, alike.score)
            for alike in found
            if alike.number != n
            and alike.number in rows
            and not settled.are_different(groups[n].names, groups[alike.number].names)
        ]
        out.append(replace(row, near=tuple(others[:_NEAREST])))
    return out


def _id(text: str) -> str:
    return "q-" + digest(key(text))
