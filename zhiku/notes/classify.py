"""Topics by words: each topic's own terms, weighted by how few topics share them, counted in the prose, the title and the parents."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhiku.model import Topic
from zhiku.notes.lexicon import Lexicon
from zhiku.notes.piece import Kind, Piece
from zhiku.text import plain

_TITLE, _PARENT = 5.0, 4.0
_READ = 1500  # characters of a section: they say what it speaks of
_SATURATION = 6.0  # a term that stands often counts less each further time


@dataclass(frozen=True, slots=True)
class Verdict:
    """The topic of a text, and the words that decided."""

    topic: str
    words: tuple[str, ...]


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
            return Verdict(self._fallback, ())
        best = min(scores, key=lambda t: (-scores[t], t))
        return Verdict(best, tuple(sorted(words[best], key=lambda w: (-words[best][w], w))[:4]))


def mark(pieces: Sequence[Piece], classifier: Classifier) -> list[Piece]:
    """Give every piece the topic of the section that it stands in; a question its own where its words say so."""
    sections: dict[tuple[str, ...], list[Piece]] = defaultdict(list)
    for piece in pieces:
        sections[_section(piece)].append(piece)
    verdicts = {section: _judge_section(classifier, section, members) for section, members in sections.items()}
    verdicts = _by_neighbours(verdicts, sections)
    return [_place(piece, verdicts[_section(piece)], classifier) for piece in pieces]


def _section(piece: Piece) -> tuple[str, ...]:
    """Note and headings, without bold lines' own small sections."""
    own = (piece.text,) if piece.kind is Kind.HEADING and piece.level < 7 else ()
    return (piece.place.path, *piece.heading[:3], *own)[:4]


def _judge_section(classifier: Classifier, section: tuple[str, ...], members: Sequence[Piece]) -> Verdict:
    prose = "\n".join(plain(p.text) for p in members if p.is_live and (not p.kind.is_block or p.kind is Kind.TABLE))
    return classifier.judge(prose[:_READ], title=section[-1] if len(section) > 1 else "", parents=section[1:-1])


def _by_neighbours(
    verdicts: dict[tuple[str, ...], Verdict], sections: dict[tuple[str, ...], list[Piece]]
) -> dict[tuple[str, ...], Verdict]:
    """A section without a word of any topic goes where most of its note goes."""
    weights: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for section, verdict in verdicts.items():
        if verdict.words:
            weights[section[0]][verdict.topic] += sum(len(p.text) for p in sections[section])
    majority = {note: min(topics, key=lambda t: (-topics[t], t)) for note, topics in weights.items()}
    return {
        section: verdict
        if verdict.words or section[0] not in majority
        else replace(verdict, topic=majority[section[0]])
        for section, verdict in verdicts.items()
    }


def _place(piece: Piece, verdict: Verdict, classifier: Classifier) -> Piece:
    if piece.asks:
        own = classifier.judge(" ".join(piece.asks), title=" ".join(piece.asks), parents=piece.heading[-2:])
        if own.words:
            verdict = own
    return piece.but(topic=verdict.topic)
