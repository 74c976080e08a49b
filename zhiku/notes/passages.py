"""The same passage twice: one stays, and takes in what only the other says. Where the two disagree, both stay.

Blocks (code, tables, drawings) are merged only when they are the same to the letter: a wrong and a right version of one function look alike,
and both are wanted. Prose is merged sentence by sentence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from zhiku import near
from zhiku.bank.lexicon import NO_WORDS, Lexicon
from zhiku.bank.same import contrast
from zhiku.bank.settled import NOTHING, Settled
from zhiku.model import Place
from zhiku.notes.piece import Against, Kind, Piece
from zhiku.notes.shelf import Shelf
from zhiku.text import fold, jaccard, shingles

NEAR = 0.5
"""Exact share of common runs of five characters from which two passages may be one."""
_LIKE = (
    0.5  # share of common pairs of characters from which two sentences speak of the same thing, whatever they say of it
)
_MIN_EXACT = 40  # folded characters of prose; shorter lines are too common, and a list without them is a husk
_MIN_BLOCK = 12
_MIN_NEAR = {Kind.PROSE: 50, Kind.LIST: 70}  # a shorter item is a sentence, and no passage
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_LONG = 400
_PROSE = (Kind.PROSE, Kind.LIST)
_MARKS = re.compile(r"[\W_]+")
_PARTICLES = re.compile(r"[的了着地得个是会也都就]")
_ONE = {"", "一"}  # said or left out, it is the same; in another number's place it is not
# What is written to the letter: inline code, options such as -R, single Latin letters.
_LITERAL = re.compile(r"`[^`]+`|(?<![\w-])-{1,2}[A-Za-z][\w-]*|(?<![A-Za-z])[A-Za-z](?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Merge:
    """A passage that stands elsewhere too."""

    into: str
    """Id of the piece that stays."""
    at: Place
    """Where it stands."""
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """What becomes of passages that stand twice, by ids of pieces."""

    merges: Mapping[str, Merge] = field(default_factory=dict)
    additions: Mapping[str, Sequence[tuple[str, Place]]] = field(default_factory=dict)
    """Piece that stays → sentences that only a merged one had, and where that one stood."""
    against: Mapping[str, Sequence[Against]] = field(default_factory=dict)
    """Piece → others that are much like it and say otherwise."""

    def apply(self, piece: Piece) -> Piece:
        """The piece as decided: merged, or with what it takes in, or as it was."""
        merge = self.merges.get(piece.id)
        if merge is not None:
            return piece.merged(merge.into, merge.at, merge.score, merge.rule)
        for sentence, place in self.additions.get(piece.id, ()):
            gap = "" if piece.text.endswith(("。", "！", "？", "；")) else "。"
            piece = piece.repaired("union", f"From {place}.", text=f"{piece.text}{gap}{sentence}")
        for other in self.against.get(piece.id, ()):
            piece = piece.beside(other, "alike")
        return piece


def decide(
    pieces: Iterable[Piece],
    lexicon: Lexicon = NO_WORDS,
    settled: Settled = NOTHING,
    *,
    engine: str = near.LOCAL,
    folder: Path | None = None,
) -> Decisions:
    """Find passages that stand twice. The earliest one stays; texts wait in a temporary file in `folder`, not in memory."""
    with TemporaryDirectory(prefix="zhiku-", dir=folder) as home:
        shelf = Shelf(Path(home) / "passages.jsonl")
        try:
            copies = dict(_copies(pieces, shelf))
            decisions = _Nearly(shelf, lexicon, settled).decide(engine)
        finally:
            shelf.close()
    return Decisions(copies | dict(decisions.merges), decisions.additions, decisions.against)


def _copies(pieces: Iterable[Piece], shelf: Shelf) -> Iterator[tuple[str, Merge]]:
    """Passages of the same words as an earlier one; prose that is none of those goes on the shelf."""
    seen: dict[bytes, tuple[str, Place]] = {}
    for piece in pieces:
        length = _length(piece.text) if piece.is_live and (piece.kind.is_block or piece.kind in _PROSE) else 0
        if length < (_MIN_BLOCK if piece.kind.is_block else _MIN_EXACT):
            continue
        first, place = seen.setdefault(_key(piece), (piece.id, piece.place))
        if first != piece.id:
            yield piece.id, Merge(first, place, 1.0, "same-words")
        elif length >= _MIN_NEAR.get(piece.kind, length + 1):
            shelf.put(piece, piece.text)


def _length(text: str) -> int:
    """Folded characters, or a number that is as good: of a long text nobody counts them."""
    return len(text) if len(text) > _LONG else len(fold(text))


def _key(piece: Piece) -> bytes:
    words = f"{piece.kind.value}\n{_code(piece.text)}" if piece.kind.is_block else _words(piece.text)
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _code(text: str) -> str:
    """A block line by line, indents kept (they mean something in Python), spaces at the ends and blank lines not."""
    return "\n".join(line.rstrip() for line in text.split("\n") if line.strip())


def _words(text: str) -> str:
    """What two copies share: all characters but white space, emphasis and the mark at the end; `-R` and `-r` are two things."""
    dense = "".join(text.split()).replace("**", "").replace("__", "")
    return dense.rstrip(".,;:!?。、；：！？…")


class _Nearly:
    """Decides about passages of nearly the same words, the later one of each pair after the other."""

    def __init__(self, shelf: Shelf, lexicon: Lexicon, settled: Settled) -> None:
        self._shelf, self._lexicon, self._settled = shelf, lexicon, settled
        self._merges: dict[str, Merge] = {}
        self._additions: dict[str, list[tuple[str, Place]]] = {}
        self._against: dict[str, list[Against]] = {}

    def decide(self, engine: str) -> Decisions:
        for earlier, later, score in [*self._shelf.pairs(NEAR, engine), *self._settled_pairs()]:
            a, b = self._shelf.ids[earlier], self._shelf.ids[later]
            if a in self._merges or b in self._merges or self._settled.are_different([a], [b]):
                continue  # a star around the first, never a chain
            self._look(earlier, later, score)
        return Decisions(self._merges, self._additions, self._against)

    def _settled_pairs(self) -> list[tuple[int, int, float]]:
        """Passages that a person called the same, however little they share."""
        named = {name for pair in self._settled.same for name in pair if name.startswith("p-")}
        numbers = {name: n for n, name in enumerate(self._shelf.ids) if name in named} if named else {}
        pairs = [sorted(numbers[name] for name in pair) for pair in self._settled.same if pair <= numbers.keys()]
        return sorted((first, second, 1.0) for first, second in pairs)

    def _look(self, earlier: int, later: int, score: float) -> None:
        shelf = self._shelf
        a, b = shelf.ids[earlier], shelf.ids[later]
        at = (shelf.place(earlier), shelf.place(later))
        ours = shelf.text(earlier) + "\n".join(["", *(sentence for sentence, _ in self._additions.get(a, ()))])
        if self._settled.are_same([a], [b]):
            news, clash = unsaid(ours, shelf.text(later)), None
        else:
            news, clash = compared(ours, shelf.text(later), self._lexicon)
        if clash:
            self._against.setdefault(a, []).append(Against(b, at[1], *clash))
            self._against.setdefault(b, []).append(Against(a, at[0], *reversed(clash)))
        elif not news or shelf.kinds[earlier] is shelf.kinds[later] is Kind.PROSE:
            self._merges[b] = Merge(a, at[0], round(score, 4), "near-copy")
            if news:
                self._additions.setdefault(a, []).extend((sentence, at[1]) for sentence in news)


def compared(a: str, b: str, lexicon: Lexicon) -> tuple[tuple[str, ...], tuple[str, str] | None]:
    """The sentences of `b` that say what `a` does not; and the first two sentences that deny each other."""
    ours = [(sentence, shingles(sentence, 2)) for sentence in unsaid(b, a)]
    news: list[str] = []
    for sentence in unsaid(a, b):
        mine = shingles(sentence, 2)
        score, best = max(((jaccard(mine, pairs), other) for other, pairs in ours), default=(0.0, ""))
        if score < _LIKE:
            news.append(sentence)
        elif denied(best, sentence, lexicon):
            return (), (best, sentence)
        elif _adds(best, sentence, lexicon):
            news.append(sentence)
    return tuple(news), None


def unsaid(a: str, b: str) -> tuple[str, ...]:
    """The sentences of `b` that do not stand in `a`."""
    said = set(map(_words, sentences(a)))
    return tuple(sentence for sentence in sentences(b) if _words(sentence) not in said)


def denied(a: str, b: str, lexicon: Lexicon) -> bool:
    """Whether two sentences that are alike say two things: other code, figures or words of contrast, or one word in another's place."""
    if set(_LITERAL.findall(a)) != set(_LITERAL.findall(b)) or contrast(a, b):
        return True
    return any(was and now for was, now in _edits(a, b, lexicon))


def _adds(a: str, b: str, lexicon: Lexicon) -> bool:
    """Whether `b` has words that `a` has not."""
    return any(now for _, now in _edits(a, b, lexicon))


def _edits(a: str, b: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """What stands in `a` and in `b` in its place, names of one thing and particles aside."""
    left, right = (_MARKS.sub("", lexicon.read(text).named) for text in (a, b))
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            was, now = _PARTICLES.sub("", left[a1:a2]), _PARTICLES.sub("", right[b1:b2])
            yield ("", "") if {was, now} <= _ONE else (was, now)


def sentences(text: str) -> Sequence[str]:
    return [sentence for m in _SENTENCE.finditer(text) if (sentence := m[0].strip())]
