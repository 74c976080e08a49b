"""Topics by words: each topic's own terms, weighted by how few topics share them, counted in the prose, the title and the parents."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from zhiku.model import Topic
from zhiku.notes.lexicon import Lexicon
from zhiku.notes.piece import Kind, Piece, Verdict
from zhiku.text import plain

_TITLE, _PARENT = 5.0, 4.0
_READ = 1000  # characters of a section: they say what it speaks of
_CLOSE = 0.7  # of the best score: a topic that comes so near with words of its own is one too
_SHOWN = 4  # words
_SATURATION = 6.0  # a term that stands often counts less each further time


class Classifier:
    """Scores texts against the topics' words."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        owners: dict[str, set[str]] = defaultdict(set)
        for topic in topics:
            for word in topic.words:
                owners[word.lower()].add(topic.id)
        self._owners = owners
        self._weight = {
            word: (1 + math.log(len(topics) / len(ids))) * (1 + min(len(word), 8) / 16) for word, ids in owners.items()
        }
        self._rank = {word: n for n, word in enumerate(owners)}
        self._lexicon = Lexicon(owners)
        self._fallback = topics[-1].id if topics else ""

    def judge(self, text: str, *, title: str = "", parents: Sequence[str] = ()) -> Verdict:
        """The topic of `text` under its `title` and `parents` (outermost first)."""
        scores: dict[str, float] = defaultdict(float)
        words: dict[str, dict[str, float]] = defaultdict(dict)
        in_text, in_title = self._lexicon.count(text), self._lexicon.count(title)
        in_parents = {word for parent in parents for word in self._lexicon.count(parent)}
        for word in sorted({*in_text, *in_title, *in_parents}, key=self._rank.__getitem__):
            body = in_text[word] / (1 + in_text[word] / _SATURATION)
            points = (body + _TITLE * (word in in_title) + _PARENT * (word in in_parents)) * self._weight[word]
            for topic in self._owners[word]:
                scores[topic] += points
                words[topic][word] = points
        if not scores:
            return Verdict(self._fallback)
        best, *rest = sorted(scores, key=lambda t: (-scores[t], t))
        return Verdict(
            best,
            tuple(sorted(words[best], key=lambda w: (-words[best][w], w))[:_SHOWN]),
            second=rest[0] if rest else "",
            margin=1 - scores[rest[0]] / scores[best] if rest else 1.0,
            others=tuple(
                topic
                for topic in rest
                if scores[topic] >= scores[best] * _CLOSE
                and words[topic].keys() - words[best]
                and words[best].keys() - words[topic]
            ),
        )

    def speaks(self, text: str) -> bool:
        """Whether a word of any topic stands in the text."""
        return bool(self._lexicon.count(text))


def mark(pieces: Sequence[Piece], classifier: Classifier) -> list[Piece]:
    """Give every piece the topic of the section that it stands in; a question its own where its own words say so."""
    sections: dict[tuple[str, ...], list[Piece]] = defaultdict(list)
    for piece in pieces:
        sections[section(piece)].append(piece)
    verdicts = {name: _judge_section(classifier, name, members) for name, members in sections.items()}
    verdicts = _by_neighbours(verdicts, sections)
    return [_place(piece, verdicts[section(piece)], classifier) for piece in pieces]


def section(piece: Piece) -> tuple[str, ...]:
    """Note and headings, without bold lines' own small sections."""
    own = (piece.text,) if piece.kind is Kind.HEADING and piece.level < 7 else ()
    return (piece.place.path, *piece.heading[:3], *own)[:4]


def _judge_section(classifier: Classifier, name: tuple[str, ...], members: Sequence[Piece]) -> Verdict:
    prose = (plain(p.text) for p in members if p.is_live and (not p.kind.is_block or p.kind is Kind.TABLE))
    return classifier.judge(_beginning(prose), title=name[-1] if len(name) > 1 else "", parents=name[1:-1])


def _beginning(texts: Iterable[str]) -> str:
    """The first `_READ` characters of some lines; of the others not even the marks are taken off."""
    read = ""
    for text in texts:
        read += f"{text}\n"
        if len(read) > _READ:
            break
    return read[:_READ]


def _by_neighbours(
    verdicts: dict[tuple[str, ...], Verdict], sections: dict[tuple[str, ...], list[Piece]]
) -> dict[tuple[str, ...], Verdict]:
    """A section without a word of any topic goes where most of its note goes."""
    weights: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name, verdict in verdicts.items():
        if verdict.words:
            weights[name[0]][verdict.topic] += sum(len(p.text) for p in sections[name])
    majority = {note: min(topics, key=lambda t: (-topics[t], t)) for note, topics in weights.items()}
    return {
        name: verdict if verdict.words or name[0] not in majority else replace(verdict, topic=majority[name[0]])
        for name, verdict in verdicts.items()
    }


def _place(piece: Piece, verdict: Verdict, classifier: Classifier) -> Piece:
    asked = " ".join(piece.asks)
    if asked and classifier.speaks(asked):
        verdict = classifier.judge(asked, title=asked, parents=piece.heading[-2:])
    return piece.but(verdict=verdict)
