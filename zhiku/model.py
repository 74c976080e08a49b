"""The nouns of the knowledge base. Frozen, without files and without MkDocs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)  # no slots: a place goes to disk and back with its piece
class Place:
    """Where a thing stands: lines count from 1, both ends included."""

    path: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.path}:{self.first}"

    @property
    def lines(self) -> int:
        return self.last - self.first + 1

    def __reduce__(self) -> tuple[type[Place], tuple[str, int, int]]:
        """How it is pickled: a third of the time that a frozen dataclass takes."""
        return Place, (self.path, self.first, self.last)


@dataclass(frozen=True, slots=True)
class Topic:
    """A folder of the docs with an index page."""

    id: str
    title: str
    summary: str
    order: int
    words: tuple[str, ...]
    """Terms that classify a note as belonging here."""
    aliases: tuple[tuple[str, ...], ...] = ()
    """Things that people ask about, each with all its names; the first is its own."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a statement rests on: a paper, a manual, a file at a version."""

    id: str
    title: str
    url: str
    detail: str
    """Author, year, version, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Question:
    """A heading that ends in a question mark, with an id that never changes."""

    id: str
    text: str
    level: int
    """1 basic, 2 usual, 3 expert; 0 when nothing is said."""
    wordings: tuple[str, ...]
    article: str
    """Path of the article in the docs folder."""
    place: Place
    asked: int = 0
    """How many notes ask it; 0 when unknown."""
    answered: bool = True
    has_code: bool = False
    has_diagram: bool = False
    follow_ups: tuple[str, ...] = ()
    """What an interviewer asks next, as article#id, in the order of the answer; one that is no question stays in."""


@dataclass(frozen=True, slots=True)
class Link:
    """An internal link as written; the library resolves it."""

    place: Place
    text: str
    target: str
    """The path in the docs folder that it points to, or what was written when it leaves the folder."""
    anchor: str
    context: str
    """The sentence around it, as plain text."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A mermaid fence of an article."""

    place: Place
    source: str


@dataclass(frozen=True, slots=True)
class Article:
    """One page, parsed, each part with its place."""

    path: str
    title: str
    summary: str
    topic: str
    order: int
    points: tuple[str, ...]
    """The key points at its head, as Markdown."""
    questions: tuple[Question, ...]
    sources: tuple[Source, ...]
    links: tuple[Link, ...]
    diagrams: tuple[Diagram, ...]
    prerequisites: tuple[str, ...]
    anchors: frozenset[str]
    """Ids that a link may point to, as far as they are written or follow from headings."""
    meta: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says about a place."""

    place: Place
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f" {self.hint}" if self.hint else "")


@dataclass(frozen=True, slots=True)
class Remark:
    """What whoever runs this should know, though nothing is wrong with the docs: it stops no build."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file to be written: the path is relative to the folder it goes to."""

    path: str
    content: str | bytes
    continues: bool = False
    """Whether it goes on where the file of this path has stopped so far: a long file comes in parts."""
