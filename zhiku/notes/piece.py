"""The one type of the note pipeline: a run of lines of a note, and what is known about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from zhiku.model import Place
from zhiku.notes.rules import RULES
from zhiku.text import digest, fold, squeeze


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it came in."""

    path: str
    """Relative to the folder that was given."""
    lines: int
    how: str
    """How it was read: its encoding, and what was done to get at its text."""


class Kind(StrEnum):
    """What a piece is; the values stand in ledger.jsonl and blocks.jsonl."""

    RAW = "raw"  # lines that no stage has looked into yet
    BLANK = "blank"
    HEADING = "heading"
    PROSE = "prose"
    LIST = "list"  # one item
    RULE = "rule"  # a line that only divides
    FENCE = "fence"  # a fence mark that fences nothing
    CODE = "code"
    MERMAID = "mermaid"
    ASCII = "ascii-diagram"
    TABLE = "table"
    CONSOLE = "console"
    TEXT = "text"  # preformatted, none of the above

    @property
    def is_block(self) -> bool:
        """Kept verbatim: white space and line ends carry meaning."""
        return self in BLOCKS


_UNCERTAIN = 0.45
BLOCKS = frozenset({Kind.CODE, Kind.MERMAID, Kind.ASCII, Kind.TABLE, Kind.CONSOLE, Kind.TEXT})


class Fate(StrEnum):
    KEPT = "kept"
    REPAIRED = "repaired"
    MERGED = "merged"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Against:
    """A sentence of another piece that says otherwise than a sentence of this one."""

    piece: str
    """Id of the other piece."""
    at: Place
    """Where it stands."""
    ours: str
    theirs: str


@dataclass(frozen=True)
class Reason:
    """Why a stage marked a piece: the name of the rule, and a sentence."""

    # No slots: like a piece and its place it goes to disk and back, which takes slots four times as long.

    rule: str
    why: str

    def __reduce__(self) -> tuple[type[Reason], tuple[str, str]]:
        """How it is pickled: a third of the time that a frozen dataclass takes."""
        return Reason, (self.rule, self.why)


@dataclass(frozen=True)
class Verdict:
    """To which topic something belongs, and how sure that is."""

    topic: str
    words: tuple[str, ...] = ()
    """The words that decided, the weightiest first; none where there was none, and only its neighbours decided."""
    second: str = ""
    """The next topic, if a word speaks for one."""
    margin: float = 0.0
    """By which share of its own score the topic leads: 1 when no word speaks for another, 0 when no word spoke at all."""
    others: tuple[str, ...] = ()
    """Topics to which it belongs too."""

    @property
    def is_uncertain(self) -> bool:
        """Whether a person should look. Of labelled questions with so small a lead one in six was wrong, of the others one in 35."""
        return bool(self.topic) and self.margin < _UNCERTAIN


@dataclass(frozen=True)
class Piece:
    """Some lines of a note. It has no slots, so that `but` can copy all its fields at once."""

    place: Place
    kind: Kind
    text: str
    """As it will stand in a draft: without list mark, heading mark and fences."""
    raw: str
    """The lines as they came."""
    level: int = 0
    """Of a heading 1-6 (7 for a bold line that acts as one); of a list item its depth from 0."""
    mark: str = ""
    """Of a list item: `-` or `1.`"""
    lang: str = ""
    fenced: bool = False
    lead: str = ""
    """Prose that stood on the first line of a block, before it."""
    fate: Fate = Fate.KEPT
    why: tuple[Reason, ...] = ()
    heading: tuple[str, ...] = ()
    """The headings that it stands under, the outermost first."""
    asks: tuple[str, ...] = ()
    """Questions that stand in it."""
    prompt: bool = False
    """Whether it stands in a place where somebody asks (an interviewer's line, a list of questions)."""
    private: tuple[str, ...] = ()
    """Names of the privacy rules that found something here; its raw lines are shown to nobody."""
    same_as: str = ""
    """The id of the piece that says it already."""
    score: float | None = None
    against: tuple[Against, ...] = ()
    """What stands elsewhere and says otherwise; a person has to settle it."""
    verdict: Verdict = Verdict("")
    """Its topic."""
    news: str = ""
    """Against the knowledge base: `new`, `part` or `answered`; empty where nothing was looked up."""
    at: str = ""
    """`article#id` of the knowledge base that answers it, or a part of it."""
    id: str = field(default="")

    @property
    def topic(self) -> str:
        return self.verdict.topic

    @property
    def is_live(self) -> bool:
        """Whether it stands in the drafts."""
        return self.fate in (Fate.KEPT, Fate.REPAIRED)

    def but(self, **changes: Any) -> Piece:
        """The piece with some fields changed, in a fifth of the time that `dataclasses.replace` takes."""
        if not changes.keys() <= _FIELDS:
            raise TypeError(f"a piece has no field {', '.join(sorted(changes.keys() - _FIELDS))}")
        piece = object.__new__(Piece)
        piece.__dict__.update(self.__dict__, **changes)
        return piece

    def repaired(self, rule: str, detail: str = "", **changes: Any) -> Piece:
        """The piece after a repair by a rule of the table; `detail` is a sentence more."""
        return self.but(fate=Fate.REPAIRED, why=self._why(rule, detail), **changes)

    def dropped(self, rule: str, detail: str = "") -> Piece:
        return self.but(fate=Fate.DROPPED, why=self._why(rule, detail), asks=())

    def merged(self, into: str, at: Place, score: float, rule: str) -> Piece:
        """The piece after it was found to stand elsewhere: in the piece of id `into`."""
        why = self._why(rule, f"It stands at {at}.")
        return self.but(fate=Fate.MERGED, same_as=into, score=round(score, 4), why=why)

    def beside(self, other: Against, rule: str) -> Piece:
        """The piece after another one was found that says otherwise: both stay."""
        return self.but(against=(*self.against, other), why=self._why(rule, f"The other stands at {other.at}."))

    def _why(self, rule: str, detail: str) -> tuple[Reason, ...]:
        reason = Reason(rule, f"{RULES[rule].why} {detail}".strip())
        return self.why if reason in self.why else (*self.why, reason)


_FIELDS = frozenset(field.name for field in fields(Piece))


Stage = Callable[[Sequence[Piece]], list[Piece]]


def cut(piece: Piece, parts: Sequence[tuple[int, int, Kind]]) -> list[Piece]:
    """Cut a RAW piece into parts given by offsets of lines (first, past the last, kind); what lies between stays RAW."""
    lines = piece.raw.split("\n")
    cuts: list[Piece] = []
    position = 0
    for first, past, kind in [*parts, (len(lines), len(lines), Kind.RAW)]:
        if position < first:
            cuts.append(part(piece, lines, position, first, Kind.RAW))
        if first < past:
            cuts.append(part(piece, lines, first, past, kind))
        position = past
    return cuts


def part(piece: Piece, lines: Sequence[str], first: int, past: int, kind: Kind) -> Piece:
    """The piece of `lines[first:past]`, where `lines` are those of `piece`; what is known of the whole is kept."""
    raw = "\n".join(lines[first:past])
    place = Place(piece.place.path, piece.place.first + first, piece.place.first + past - 1)
    return piece.but(place=place, kind=kind, text=raw, raw=raw)


def with_ids(pieces: Sequence[Piece], seen: Counter[str] | None = None) -> list[Piece]:
    """Name every piece after its words; the second piece with the same words gets `.2`. `seen` counts the names of earlier notes."""
    seen = Counter() if seen is None else seen
    named = []
    for piece in pieces:
        words = fold(piece.text) or squeeze(piece.raw)
        name = "p-" + digest(f"{piece.kind.value if piece.kind.is_block else ''}\n{words}")
        seen[name] += 1
        named.append(piece.but(id=name if seen[name] == 1 else f"{name}.{seen[name]}"))
    return named


def is_whole(note: Note, pieces: Sequence[Piece]) -> bool:
    """Law 1 at a glance: pieces in order that hold each line of their note once."""
    firsts = [piece.place.first for piece in pieces]
    lasts = [piece.place.last for piece in pieces]
    return [1, *(last + 1 for last in lasts)] == [*firsts, note.lines + 1]


def uncovered(notes: Sequence[Note], pieces: Sequence[Piece]) -> list[Place]:
    """Law 1: lines of `notes` that lie in no piece, or in more than one. Empty when all is well."""
    seen = {note.path: [0] * (note.lines + 1) for note in notes}
    for piece in pieces:
        counts = seen[piece.place.path]
        for number in range(max(piece.place.first, 1), min(piece.place.last, len(counts) - 1) + 1):
            counts[number] += 1
    return [Place(path, n, n) for path, counts in seen.items() for n, count in enumerate(counts) if n and count != 1]
