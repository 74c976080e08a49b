"""What the home page shows besides its own words: how much is here, the map, what changed last, where else to go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhiku.library import Library
from zhiku.site.address import url
from zhiku.site.history import PageHistory
from zhiku.site.topic_map import TopicMap, topic_map

MARK = "<!-- topics -->"
"""Where the map stands in the text of the home page: what is before it opens the page."""
_RECENT = 6
_PLACES = (
    ("questions.md", "全部问题", "每个问题有固定的地址，直接跳到回答。"),
    ("quiz.md", "自测", "先自己想，再看答案。"),
    ("quiz/index.md", "自测", "先自己想，再看答案。"),
    ("glossary.md", "术语", "一个词，一句话，一个出处。"),
    ("contributing/index.md", "参与", "改错、补充、加一个问题。"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Change:
    """An article that was changed lately."""

    title: str
    url: str
    topic: str
    changed: date


@dataclass(frozen=True, slots=True)
class Place:
    """A page that readers want often."""

    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Home:
    opening: str
    """The page's own words before the map, as HTML."""
    closing: str
    """Those after it."""
    facts: tuple[Fact, ...]
    map: TopicMap
    changes: tuple[Change, ...]
    sheets: tuple[Place, ...]
    """Cheat-sheets, by the titles of their topics."""
    places: tuple[Place, ...]


def home(library: Library, past: Mapping[str, PageHistory], generated: Collection[str], html: str) -> Home:
    """`html` is the page's own content, `generated` the paths of the pages that the build made."""
    opening, _, closing = html.partition(MARK)
    there = {*library.pages, *generated}
    return Home(
        opening=opening,
        closing=closing,
        facts=tuple(fact for fact in _facts(library) if fact.count),
        map=topic_map(library),
        changes=tuple(_changes(library, past))[:_RECENT],
        sheets=tuple(
            Place(topic.title, url(path), topic.summary)
            for topic in library.topics
            if (path := f"{topic.id}/cheatsheet.md") in there
        ),
        places=tuple(Place(title, url(path), text) for path, title, text in _PLACES if path in there),
    )


def _facts(library: Library) -> Iterator[Fact]:
    yield Fact(len(library.topics), "个主题")
    yield Fact(len(library.articles), "篇文章")
    yield Fact(len(library.questions()), "个问题")
    yield Fact(sum(len(a.diagrams) for a in library.articles), "张图")
    yield Fact(len({path for a in library.articles for _, path in library.pages[a.path].snippets}), "段测过的代码")


def _changes(library: Library, past: Mapping[str, PageHistory]) -> Iterator[Change]:
    """Articles with a past, the one changed last first; of one day in reading order."""
    titles = {topic.id: topic.title for topic in library.topics}
    known = [article for article in library.articles if article.path in past]
    for article in sorted(known, key=lambda a: past[a.path].changed, reverse=True):
        yield Change(article.title, url(article.path), titles[article.topic], past[article.path].changed)
