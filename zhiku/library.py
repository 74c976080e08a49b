"""Reads a docs folder into a Library: topics, articles, questions, sources, links, resolved both ways."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from zhiku import markdown
from zhiku.errors import ManyErrors, ZhikuError
from zhiku.model import Article, Diagram, Link, Place, Question, Source, Topic
from zhiku.text import QUESTION_MARKS, plain, slug

DRAWN = ("mermaid", "ascii-diagram")
"""Languages of fences that become pictures."""
_ELSEWHERE = ("http://", "https://", "mailto:", "#", "/")


@dataclass(frozen=True, slots=True)
class Library:
    """A knowledge base in memory. A broken link is data, not an exception."""

    topics: tuple[Topic, ...]
    """In the order of their index pages."""
    articles: tuple[Article, ...]
    """Pages under a topic, in reading order; index pages are not articles."""
    pages: Mapping[str, markdown.Page]
    """Every Markdown page of the folder by its path."""
    backlinks: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    """Links by the path that they point to; links of a page to itself are left out."""
    context: tuple[str, ...] = ()
    """Words that hold for the whole knowledge base, and so tell no two questions apart."""

    def article(self, path: str) -> Article | None:
        return next((a for a in self.articles if a.path == path), None)

    def topic_articles(self, topic: str) -> tuple[Article, ...]:
        return tuple(a for a in self.articles if a.topic == topic)

    def questions(self, topic: str | None = None) -> tuple[Question, ...]:
        """All questions in reading order, or those of one topic."""
        return tuple(q for a in self.articles if topic in (None, a.topic) for q in a.questions)


def load(docs: Path) -> Library:
    """Read all pages under `docs`. Raises ManyErrors with every page whose head cannot be read."""
    if not docs.is_dir():
        raise ZhikuError(
            "there is no such folder", where=str(docs), hint="Name a docs folder that holds <topic>/index.md pages."
        )
    pages: dict[str, markdown.Page] = {}
    errors: list[ZhikuError] = []
    for file in sorted(docs.rglob("*.md")):
        path = file.relative_to(docs).as_posix()
        try:
            pages[path] = markdown.read(path, file.read_text("utf-8"))
        except ZhikuError as error:
            errors.append(error)
        except UnicodeDecodeError as error:
            errors.append(ZhikuError(f"is not UTF-8 (byte {error.start})", where=path, hint="Save the page as UTF-8."))
    if errors:
        raise ManyErrors(errors)
    topics = tuple(
        sorted((_topic(page) for path, page in pages.items() if _is_topic_index(page)), key=lambda t: (t.order, t.id))
    )
    places = {topic.id: n for n, topic in enumerate(topics)}
    articles = [
        _article(page)
        for path, page in pages.items()
        if path.split("/")[0] in places and path.count("/") == 1 and not path.endswith("/index.md")
    ]
    articles.sort(key=lambda a: (places[a.topic], a.order, a.path))
    return Library(topics, tuple(articles), pages, _backlinks(pages), _context(pages.get("index.md")))


def resolve(page: str, target: str) -> tuple[str, str]:
    """The path in the docs folder and the anchor that a link of `page` points to."""
    path, _, anchor = target.partition("#")
    full = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
    return full, unquote(anchor)


def is_internal(target: str) -> bool:
    """Whether a link points to a page of the docs folder by a relative path or an anchor."""
    return target.startswith("#") or not (target.startswith(_ELSEWHERE) or ":" in target.split("/", maxsplit=1)[0])


def _is_topic_index(page: markdown.Page) -> bool:
    return page.path.count("/") == 1 and page.path.endswith("/index.md") and "words" in page.meta


def _topic(page: markdown.Page) -> Topic:
    words = page.meta.get("words")
    order = page.meta.get("order", 1000)
    if not isinstance(words, list) or not _is_texts(words):
        raise ZhikuError("`words` must be a list of texts", where=f"{page.path}:1", hint="Write: words: [缓存, Redis]")
    if not isinstance(order, int):
        raise ZhikuError(
            f"`order` must be a whole number, not {order!r}", where=f"{page.path}:1", hint="Write: order: 10"
        )
    summary = str(page.meta.get("summary", ""))
    return Topic(page.path.split("/")[0], _title(page), summary, order, tuple(words), _aliases(page))


def _aliases(page: markdown.Page) -> tuple[tuple[str, ...], ...]:
    groups = page.meta.get("aliases") or []
    if not isinstance(groups, list) or not all(_is_texts(group) and group for group in groups):
        raise ZhikuError(
            "`aliases` must be a list of lists of texts, one list for all names of one thing",
            where=f"{page.path}:1",
            hint="Write a line each: - [GMP, PMG, 调度模型]. Names that YAML reads as numbers want quotes: '2PC'.",
        )
    return tuple(tuple(group) for group in groups)


def _context(page: markdown.Page | None) -> tuple[str, ...]:
    words = (page.meta.get("context") or []) if page else []
    if page and not _is_texts(words):
        raise ZhikuError(
            "`context` must be a list of texts", where=f"{page.path}:1", hint="Write: context: [Go, golang]"
        )
    return tuple(words) if isinstance(words, list) else ()


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _title(page: markdown.Page) -> str:
    written = page.meta.get("title")
    if written:
        return str(written)
    return next((h.text for h in page.headings if h.level == 1), page.path)


def _article(page: markdown.Page) -> Article:
    order = page.meta.get("order", 1000)
    prerequisites = page.meta.get("prerequisites") or []
    return Article(
        path=page.path,
        title=_title(page),
        summary=str(page.meta.get("summary", "")),
        topic=page.path.split("/")[0],
        order=order if isinstance(order, int) else 1000,
        points=page.points,
        questions=tuple(_questions(page)),
        sources=tuple(_sources(page)),
        links=_page_links(page),
        diagrams=tuple(Diagram(Place(page.path, f.first, f.last), f.text) for f in page.fences if f.lang == "mermaid"),
        prerequisites=tuple(str(p) for p in prerequisites) if isinstance(prerequisites, list) else (),
        anchors=anchors_of(page),
        meta=page.meta,
    )


def anchors_of(page: markdown.Page) -> frozenset[str]:
    """Ids of the page's headings: as written, or the slug of their text."""
    return frozenset(h.attributes.get("id") or slug(plain(h.text)) for h in page.headings)


def is_question(heading: markdown.Heading) -> bool:
    return heading.level > 1 and heading.text.endswith(tuple(QUESTION_MARKS))


def _questions(page: markdown.Page) -> list[Question]:
    wordings = page.meta.get("wordings")
    wordings = wordings if isinstance(wordings, dict) else {}
    asked = page.meta.get("asked")
    asked = asked if isinstance(asked, dict) else {}
    unanswered = page.meta.get("unanswered")
    unanswered = unanswered if isinstance(unanswered, list) else []
    found = []
    for n, heading in enumerate(page.headings):
        if not is_question(heading):
            continue
        number = heading.attributes.get("id") or slug(plain(heading.text))
        last = next((h.line - 1 for h in page.headings[n + 1 :] if h.level <= heading.level), 10**9)
        fences = [f for f in page.fences if heading.line < f.first <= last]
        level = heading.attributes.get("level", "0")
        found.append(
            Question(
                id=number,
                text=plain(heading.text),
                level=int(level) if level in ("1", "2", "3") else 0,
                wordings=tuple(str(w) for w in wordings.get(number) or ()),
                article=page.path,
                place=Place(page.path, heading.line, heading.line),
                asked=count if isinstance(count := asked.get(number), int) else 0,
                answered=number not in unanswered,
                has_code=any(f.lang not in (*DRAWN, "", "text") for f in fences),
                has_diagram=any(f.lang in DRAWN for f in fences),
            )
        )
    return found


def _sources(page: markdown.Page) -> list[Source]:
    sources = page.meta.get("sources")
    if not isinstance(sources, dict):
        return []
    found = []
    for key, value in sources.items():
        entry = value if isinstance(value, dict) else {"title": value}
        detail = "，".join(str(entry[name]) for name in ("author", "year", "version") if entry.get(name))
        found.append(Source(str(key), str(entry.get("title", "")), str(entry.get("url", "")), detail))
    return found


def _page_links(page: markdown.Page) -> tuple[Link, ...]:
    found = []
    for raw in page.links:
        if is_internal(raw.target):
            target, anchor = resolve(page.path, raw.target)
            found.append(
                Link(Place(page.path, raw.line, raw.line), plain(raw.text), target, anchor, plain(raw.context))
            )
    return tuple(found)


def _backlinks(pages: Mapping[str, markdown.Page]) -> dict[str, tuple[Link, ...]]:
    found: dict[str, list[Link]] = {}
    for page in pages.values():
        for link in _page_links(page):
            if link.target != page.path:
                found.setdefault(link.target, []).append(link)
    return {target: tuple(links) for target, links in sorted(found.items())}
