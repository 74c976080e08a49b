"""How much two questions are alike, 0 to 1."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhiku.bank.asking import WEIGHTS
from zhiku.bank.lexicon import Lexicon
from zhiku.bank.meaning import Meaning, sentences

# Chosen on labelled pairs; each may be half or double as much without a visible change of precision or recall.
_PART = 0.5  # a subject that is only a part of the one named
_SUBJECT = 2.0  # against a character or a pair of characters
_GRAM = 0.4
_FORM = 0.7  # share of structure (subjects, aims, rest) in the score; the other is the cosine of all features
_AIM_BASE = 0.35  # two questions without a common aim still share that they ask
_REST_BASE = 5  # characters: a difference of so many halves what the rests share
_NAMELESS = 0.8  # of the cosine, where a question names no subject
_UNSEEN = 100  # questions that a bank counts as seen, so that a small one does not take its few words for common ones
_SENTENCE = 0.85  # of a score that two sentences share, and not the whole questions

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """How rare each feature is in a bank of questions: rare ones count more."""

    counts: Mapping[str, int]
    """Feature → questions that have it."""
    size: int
    """Questions in the bank."""
    parts: Mapping[str, Sequence[str]]

    def weighed(self, meaning: Meaning) -> Weighed:
        subjects = {subject: self._rarity(f"s{subject}") for subject in meaning.subjects}
        for subject in meaning.subjects:
            for part in self.parts.get(subject, ()):
                subjects.setdefault(part, _PART * self._rarity(f"s{part}"))
        vector = {f"s{subject}": _SUBJECT * weight for subject, weight in subjects.items()}
        vector |= {f"a{aim}": WEIGHTS[aim] for aim in meaning.aims}
        for gram, count in Counter(meaning.grams).items():
            vector[f"g{gram}"] = _GRAM * count * self._rarity(f"g{gram}")
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return Weighed(meaning, subjects, {name: weight / length for name, weight in vector.items()})

    def _rarity(self, feature: str) -> float:
        return max(math.log((self.size + _UNSEEN) / (self.counts.get(feature, 0) + 0.5)), 0.0)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question, or a sentence of one, as numbers."""

    meaning: Meaning
    subjects: Vector
    """Weights of the subjects and of their parts."""
    vector: Vector
    """All features, of length 1: `s` subjects, `a` aims, `g` characters and pairs."""


def scale(bank: Iterable[Meaning], lexicon: Lexicon) -> Scale:
    """Count the features of a bank."""
    counts: Counter[str] = Counter()
    size = 0
    for meaning in bank:
        size += 1
        named = {*meaning.subjects, *(part for s in meaning.subjects for part in lexicon.parts.get(s, ()))}
        counts.update({f"s{subject}" for subject in named} | {f"g{gram}" for gram in meaning.grams})
    return Scale(counts, size, lexicon.parts)


def weigh(text: str, lexicon: Lexicon, by: Scale) -> tuple[Weighed, ...]:
    """A question: the whole first, then its sentences where it has several."""
    return tuple(by.weighed(part) for part in sentences(text, lexicon))


def likeness(a: Sequence[Weighed], b: Sequence[Weighed]) -> float:
    """How alike two questions are, or a sentence of one and a sentence of the other."""
    whole = likeness_of_one(a[0], b[0])
    if whole >= _SENTENCE or len(a) == len(b) == 1:
        return whole
    pairs = ((one, other) for one in a for other in b if one is not a[0] or other is not b[0])
    return max(whole, _SENTENCE * max(likeness_of_one(one, other) for one, other in pairs))


def likeness_of_one(a: Weighed, b: Weighed) -> float:
    """How alike two sentences are, or two questions taken whole."""
    near = _cosine(a.vector, b.vector)
    if not a.subjects or not b.subjects:
        return _NAMELESS * near
    shared = _overlap(a.subjects, b.subjects)
    if not shared:
        return (1 - _FORM) * near
    structure = shared * _aims(a.meaning.aims, b.meaning.aims) * _rest(a.meaning.rest, b.meaning.rest)
    return _FORM * math.sqrt(structure) + (1 - _FORM) * near


def _cosine(a: Vector, b: Vector) -> float:
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return math.fsum(weight * large[name] for name, weight in small.items() if name in large)


def _overlap(a: Vector, b: Vector) -> float:
    """The common weight of two sets of weighted things, 0 to 1."""
    common = a.keys() & b.keys()
    if not common:
        return 0.0
    both = math.fsum(min(a[name], b[name]) for name in common)
    either = math.fsum((*a.values(), *b.values())) - both
    return both / either if either > 0 else 0.0


def _aims(a: frozenset[str], b: frozenset[str]) -> float:
    both = math.fsum(WEIGHTS[aim] for aim in a & b) + _AIM_BASE
    return both / (math.fsum(WEIGHTS[aim] for aim in a | b) + _AIM_BASE)


def _rest(a: str, b: str) -> float:
    both = sum(min(a.count(mark), b.count(mark)) for mark in set(a))
    return (both + _REST_BASE) / (len(a) + len(b) - both + _REST_BASE)
