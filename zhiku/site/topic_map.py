"""The topics as a map: stages that a request passes, what carries all of them, routes through it, and which topics touch.

Stops stand on a lattice. Their labels hang to the lower right of them, so that lines along the lattice cross no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, lcm

from zhiku.library import Library
from zhiku.model import Topic
from zhiku.site.address import url

SIDE = 1000
"""Width and height of the drawing in its own units; the page stretches it over the lattice."""
_WIDEST = 6  # stops in a row without stages
_CLOSE = 1  # ties of a topic that are always seen; all ties of a well linked library would hide the map
_DRAWN = 4  # those that are seen when a reader points at it
_GUTTER = 0.09  # of a column: where a route changes rows, left of the stop that it goes to
_CORNER = 0.16  # of a row
_LEAN = 0.25  # of its width: how far from its upper end a tie has risen
_BOW = 0.3  # of a row: how far a tie between stops of one row rises over the labels

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stop:
    """A topic on the map."""

    id: str
    title: str
    url: str
    summary: str
    articles: int
    questions: int
    near: tuple[str, ...]
    """Titles of the topics that it touches, the closest first."""
    column: int
    """The first of the grid's columns that it takes, from 1."""
    span: int
    row: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A column of stops, or the rest of them, which has no name of its own."""

    name: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A way through the map that is worth telling."""

    name: str
    stops: tuple[Stop, ...]
    line: str
    """An SVG path."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two topics whose articles link to each other."""

    ends: tuple[str, str]
    links: int
    is_close: bool
    """Whether it is the closest tie of one of the two; the others are seen when a reader points at one."""
    line: str


@dataclass(frozen=True, slots=True)
class TopicMap:
    columns: int
    rows: int
    stages: tuple[Stage, ...]
    rest: tuple[Stop, ...]
    routes: tuple[Route, ...]
    ties: tuple[Tie, ...]
    side: int = SIDE


def topic_map(library: Library) -> TopicMap:
    """The map of a library; `stages` and `routes` of its home page say how, and without them the topics stand in their order."""
    home = library.pages.get("index.md")
    stages, routes = (_named(home.meta.get(name) if home else None) for name in ("stages", "routes"))
    known = {topic.id: topic for topic in library.topics}
    columns = {name: [known[topic] for topic in topics if topic in known] for name, topics in stages.items()}
    placed = {topic.id for column in columns.values() for topic in column}
    rest = [topic for topic in library.topics if topic.id not in placed]
    deep, broad = max(map(len, columns.values()), default=0), _balanced(len(rest))
    lattice = _Lattice(lcm(max(1, len(columns)), broad), max(1, deep + ceil(len(rest) / broad)))
    links = _links(library)

    def stop(topic: Topic, column: int, among: int, row: int) -> Stop:
        span = lattice.columns // among
        return _stop(library, topic, _closest(links, topic.id), _Cell(column * span + 1, span, row + 1))

    made = tuple(
        Stage(name, tuple(stop(topic, n, len(columns), row) for row, topic in enumerate(column)))
        for n, (name, column) in enumerate(columns.items())
    )
    others = tuple(stop(topic, n % broad, broad, deep + n // broad) for n, topic in enumerate(rest))
    stops = {stop.id: stop for stop in (*(s for stage in made for s in stage.stops), *others)}
    ways = tuple(_routes(routes, stops, lattice))
    return TopicMap(lattice.columns, lattice.rows, made, others, ways, tuple(_ties(links, ways, stops, lattice)))


def _stop(library: Library, topic: Topic, near: Sequence[str], cell: _Cell) -> Stop:
    titles = {other.id: other.title for other in library.topics}
    return Stop(
        id=topic.id,
        title=topic.title,
        url=url(f"{topic.id}/index.md"),
        summary=topic.summary,
        articles=len(library.topic_articles(topic.id)),
        questions=len(library.questions(topic.id)),
        near=tuple(titles[other] for other in near),
        column=cell.column,
        span=cell.span,
        row=cell.row,
    )


def _named(value: object) -> Mapping[str, Sequence[str]]:
    return value if isinstance(value, dict) else {}


def _balanced(count: int) -> int:
    """Stops in a row, so that the rows are as even as can be."""
    return ceil(count / ceil(count / _WIDEST)) if count else 1


def _links(library: Library) -> Counter[tuple[str, str]]:
    """How many links of articles join two topics, in both directions together."""
    pairs: Counter[tuple[str, str]] = Counter()
    for article in library.articles:
        for link in article.links:
            target = library.article(link.target)
            if target and target.topic != article.topic:
                pairs[min(article.topic, target.topic), max(article.topic, target.topic)] += 1
    return pairs


def _closest(links: Counter[tuple[str, str]], topic: str) -> list[str]:
    """The topics that one touches, the one with the most links first."""
    counts = {b if a == topic else a: n for (a, b), n in links.items() if topic in (a, b)}
    return sorted(counts, key=lambda other: (-counts[other], other))


@dataclass(frozen=True, slots=True)
class _Cell:
    column: int
    span: int
    row: int


@dataclass(frozen=True, slots=True)
class _Lattice:
    """Where stops stand in the drawing."""

    columns: int
    rows: int

    def at(self, stop: Stop) -> _Point:
        return (stop.column - 1) * SIDE / self.columns, (stop.row - 1) * SIDE / self.rows

    @property
    def row(self) -> float:
        return SIDE / self.rows

    def column(self, stop: Stop) -> float:
        return stop.span * SIDE / self.columns


def _routes(routes: Mapping[str, Sequence[str]], stops: Mapping[str, Stop], lattice: _Lattice) -> Iterator[Route]:
    for name, topics in routes.items():
        passed = tuple(stops[topic] for topic in topics if topic in stops)
        if passed:
            start = "M{} {}".format(*map(_short, lattice.at(passed[0])))
            legs = (_leg(a, b, lattice) for a, b in pairwise(passed))
            yield Route(name, passed, start + "".join(legs))


def _leg(a: Stop, b: Stop, lattice: _Lattice) -> str:
    """From one stop to the next: straight, or along the row and round two corners in the gutter before the next column."""
    (x1, y1), (x2, y2) = lattice.at(a), lattice.at(b)
    if x1 == x2:
        return f"V{_short(y2)}"
    if y1 == y2:
        return f"H{_short(x2)}"
    gutter = x2 - _GUTTER * lattice.column(b)
    wide = _GUTTER / 2 * lattice.column(b)
    high = _CORNER * lattice.row * (1 if y2 > y1 else -1)
    first = f"H{_short(gutter - wide)}Q{_short(gutter)} {_short(y1)} {_short(gutter)} {_short(y1 + high)}"
    return (
        f"{first}V{_short(y2 - high)}Q{_short(gutter)} {_short(y2)} {_short(gutter + wide)} {_short(y2)}H{_short(x2)}"
    )


def _ties(
    links: Counter[tuple[str, str]], routes: Sequence[Route], stops: Mapping[str, Stop], lattice: _Lattice
) -> Iterator[Tie]:
    """The closest ties of each topic, those left out that a route draws already."""
    kept, close = (
        {(min(t, other), max(t, other)) for t in stops for other in _closest(links, t)[:count] if other in stops}
        for count in (_DRAWN, _CLOSE)
    )
    drawn = {frozenset((a.id, b.id)) for route in routes for a, b in pairwise(route.stops)}
    for ends in sorted(kept, key=lambda pair: (-links[pair], pair)):
        if frozenset(ends) not in drawn:
            line = _tie(lattice.at(stops[ends[0]]), lattice.at(stops[ends[1]]), lattice)
            yield Tie(ends, links[ends], ends in close, line)


def _tie(a: _Point, b: _Point, lattice: _Lattice) -> str:
    """A bow over the labels between two stops that falls steeply on the lower one; in a column a straight line."""
    (x1, y1), (x2, y2) = sorted((a, b))
    if x1 == x2:
        return f"M{_short(x1)} {_short(y1)}V{_short(y2)}"
    over = min(y1, y2) - _BOW * lattice.row
    near, far = 0 if y1 > y2 else _LEAN, 1 if y2 > y1 else 1 - _LEAN
    points = (x1, y1, x1 + (x2 - x1) * near, over, x1 + (x2 - x1) * far, over, x2, y2)
    return "M{} {}C{} {} {} {} {} {}".format(*map(_short, points))


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
