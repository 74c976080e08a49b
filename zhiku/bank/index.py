"""A bank of questions that tells at once which of them are most like another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiku.bank.alike import Scale, Weighed, likeness, scale, weigh
from zhiku.bank.encoder import Encode, closeness
from zhiku.bank.lexicon import Lexicon
from zhiku.bank.meaning import meaning

_COMPARED = 24  # questions that share the rarest features; only these are compared in full
_COMMON = 500  # questions: characters that stand in more of them are not looked up
_NONE = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Alike:
    """A question of the bank that is like the one asked for."""

    number: int
    """Its place in the bank, from 0."""
    score: float


@dataclass(frozen=True, slots=True)
class Postings:
    """Which questions have a feature, and how much it weighs there."""

    columns: Mapping[str, int]
    """Feature → its place in `starts`."""
    starts: NDArray[np.int64]
    """(features + 1,): where the rows of each feature begin."""
    rows: NDArray[np.int32]
    """(pairs,): numbers of questions."""
    weights: NDArray[np.float32]
    """(pairs,): the weight of the feature in the question's vector of length 1."""

    def find(self, feature: str) -> slice:
        column = self.columns.get(feature)
        return slice(0, 0) if column is None else slice(int(self.starts[column]), int(self.starts[column + 1]))


class Bank:
    """Questions by number; the wordings of one question are several texts."""

    def __init__(
        self,
        texts: Sequence[str],
        lexicon: Lexicon,
        postings: Postings | None = None,
        *,
        encode: Encode | None = None,
    ) -> None:
        """`postings` are those of an earlier Bank of the same texts and lexicon; they are made when none are given.

        With `encode`, scores of `nearest` are means of likeness and of the closeness of the texts' vectors.
        """
        self.encode = encode
        self.texts = tuple(texts)
        self.lexicon = lexicon
        self._weighed: dict[int, tuple[Weighed, ...]] = {}
        if postings is None:
            self.scale = scale((meaning(text, lexicon) for text in self.texts), lexicon)
            postings = self._post()
        else:
            counts = dict(zip(postings.columns, np.diff(postings.starts).tolist(), strict=True))
            self.scale = Scale(counts, len(self.texts), lexicon.parts)
        self.postings = postings

    def weighed(self, number: int) -> tuple[Weighed, ...]:
        """A question as numbers; the bank remembers it."""
        if number not in self._weighed:
            self._weighed[number] = self.weigh(self.texts[number])
        return self._weighed[number]

    def weigh(self, text: str) -> tuple[Weighed, ...]:
        """Any question, by the rarities of this bank."""
        return weigh(text, self.lexicon, self.scale)

    def nearest(self, question: Sequence[Weighed], *, most: int, least: float = 0.0, text: str = "") -> list[Alike]:
        """The `most` questions that are most like a weighed one, the best first, none under a score of `least`.

        `text` is the question as it stands; an encoder wants it.
        """
        numbers = self._candidates(question[0])
        scores = [likeness(question, self.weighed(number)) for number in numbers]
        if self.encode and text and numbers:
            close = closeness(self.encode, text, [self.texts[number] for number in numbers])
            scores = [(score + near) / 2 for score, near in zip(scores, close, strict=True)]
        scored = (Alike(number, round(score, 4)) for number, score in zip(numbers, scores, strict=True))
        return sorted((a for a in scored if a.score >= least), key=lambda a: (-a.score, a.number))[:most]

    def _candidates(self, question: Weighed) -> list[int]:
        found = [
            (where, weight)
            for feature, weight in question.vector.items()
            if (where := self.postings.find(feature)).stop - where.start <= _COMMON or feature[0] == "s"
        ]
        rows = np.concatenate([_NONE, *(self.postings.rows[where] for where, _ in found)])
        weights = np.concatenate([_NONE, *(self.postings.weights[where] * weight for where, weight in found)])
        sums = np.bincount(rows, weights, minlength=len(self.texts))
        shared = np.flatnonzero(sums > 0)
        best = shared[np.argsort(-sums[shared], kind="stable")[:_COMPARED]]
        return [int(number) for number in best]

    def _post(self) -> Postings:
        columns = {feature: n for n, feature in enumerate(sorted(self.scale.counts))}
        pairs = [
            (columns[feature], number, weight)
            for number in range(len(self.texts))
            for feature, weight in self.weighed(number)[0].vector.items()
            if feature in columns
        ]
        pairs.sort()
        of, rows, weights = zip(*pairs, strict=True) if pairs else ((), (), ())
        starts = np.zeros(len(columns) + 1, np.int64)
        np.cumsum(np.bincount(np.array(of, np.int64), minlength=len(columns)), out=starts[1:])
        return Postings(columns, starts, np.array(rows, np.int32), np.array(weights, np.float32))
