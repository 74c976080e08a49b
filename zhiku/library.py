"""Reads a docs folder into a Library: topics, articles, questions, sources, links, resolved both ways."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

from zhiku import front_matter, markdown
from zhiku.errors import ManyErrors, ZhikuError
from zhiku.model import Article, Diagram, Finding, Link, Place, Question, Source, Topic
from zhiku.text import QUESTION_MARKS, heading_slug, plain

FOLLOW_UPS = ("追问：", "追问:")
"""How the line of an answer begins that names what is asked next."""
RECORD = Path("coverage.json")
"""Beside the docs folder: what `zhiku coverage --record` wrote."""
DRAWN = ("mermaid", "ascii-diagram")
"""Languages of fences that become pictures."""
_ELSEWHERE = ("http://", "https://", "mailto:", "#", "/")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the questions that the notes ask on a topic: how many there are, are answered, and are left out on purpose."""

    questions: int
    covered: int
    skipped: int


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
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    """By topic, how many questions of the notes are answered; empty when nobody recorded it."""
    faults: tuple[Finding, ...] = ()
    """Heads of pages that cannot be read, and settings of a wrong type; they count as not written."""

    def article(self, path: str) -> Article | None:
        return next((a for a in self.articles if a.path == path), None)

    def topic_articles(self, topic: str) -> tuple[Article, ...]:
        return tuple(a for a in self.articles if a.topic == topic)

    def questions(self, topic: str | None = None) -> tuple[Question, ...]:
        """All questions in reading order, or those of one topic."""
        return tuple(q for a in self.articles if topic in (None, a.topic) for q in a.questions)


def load(docs: Path) -> Library:
    """Read all pages under `docs`. Raises ManyErrors with all that is wrong in the heads of pages."""
    library = read(docs)
    if library.faults:
        raise ManyErrors([ZhikuError(f.message, where=str(f.place), hint=f.hint) for f in library.faults])
    return library


def read(docs: Path) -> Library:
    """Read all pages under `docs`, and as much as can be of those whose heads are wrong. Raises ZhikuError without a folder."""
    if not docs.is_dir():
        raise ZhikuError(
            "there is no such folder", where=str(docs), hint="Name a docs folder that holds <topic>/index.md pages."
        )
    pages: dict[str, markdown.Page] = {}
    faults: list[Finding] = []
    for file in sorted(docs.rglob("*.md")):
        path = file.relative_to(docs).as_posix()
        pages[path], found = _page(path, file.read_bytes())
        faults += found
    topics = tuple(
        sorted((_topic(page) for page in pages.values() if _is_topic_index(page)), key=lambda t: (t.order, t.id))
    )
    places = {topic.id: n for n, topic in enumerate(topics)}
    coverage, asked = _recorded(docs.absolute().parent / RECORD)
    articles = [
        _article(page, asked)
        for path, page in pages.items()
        if path.split("/")[0] in places and path.count("/") == 1 and not path.endswith("/index.md")
    ]
    articles.sort(key=lambda a: (places[a.topic], a.order, a.path))
    return Library(
        topics,
        tuple(articles),
        pages,
        _backlinks(pages),
        _texts(pages.get("index.md"), "context"),
        coverage,
        tuple(faults),
    )


def _recorded(file: Path) -> tuple[dict[str, Coverage], dict[str, int]]:
    """The coverage by topic and the number of notes that ask a question by its id, as far as they were recorded."""
    if not file.is_file():
        return {}, {}
    try:
        data = json.loads(file.read_text("utf-8"))
        coverage = {topic: Coverage(n["questions"], n["covered"], n["skipped"]) for topic, n in data["topics"].items()}
        return coverage, {str(name): int(count) for name, count in data["asked"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ZhikuError(
            f"this is not what zhiku records: {error}",
            where=str(file),
            hint="Make it anew: zhiku coverage NOTES --record",
        ) from error


def _page(path: str, content: bytes) -> tuple[markdown.Page, list[Finding]]:
    """A page, and what is wrong in its head. Settings that are wrong are empty; with a head that cannot be read, all are."""
    faults: list[Finding] = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append(_unreadable(path, 1, f"is not UTF-8 (byte {error.start})", "Save the page as UTF-8."))
        text = content.decode("utf-8", "replace")
    try:
        page = markdown.read(path, text)
    except ZhikuError as error:
        faults.append(_unreadable(path, int(error.where.rpartition(":")[2]), error.message, error.hint))
        page = markdown.read(path, markdown.without_head(text))
        if _is_index(path):
            return replace(page, meta={"words": []}), faults  # the folder stays a topic: links to it are not wrong
        return page, faults
    wrong = dict(front_matter.wrong(path, text, page.meta))
    if wrong:
        page = replace(page, meta={**page.meta, **{name: front_matter.SETTINGS[name].empty for name in wrong}})
    return page, [*faults, *wrong.values()]


def _unreadable(path: str, line: int, message: str, hint: str) -> Finding:
    return Finding(Place(path, line, line), front_matter.UNREADABLE, message, hint)


def resolve(page: str, target: str) -> tuple[str, str]:
    """The path in the docs folder and the anchor that a link of `page` points to."""
    path, _, anchor = target.partition("#")
    full = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
    return full, unquote(anchor)


def is_internal(target: str) -> bool:
    """Whether a link points to a page of the docs folder by a relative path or an anchor."""
    return target.startswith("#") or not (target.startswith(_ELSEWHERE) or ":" in target.split("/", maxsplit=1)[0])


def _is_index(path: str) -> bool:
    return path.count("/") == 1 and path.endswith("/index.md")


def _is_topic_index(page: markdown.Page) -> bool:
    return _is_index(page.path) and "words" in page.meta


def _topic(page: markdown.Page) -> Topic:
    aliases = page.meta.get("aliases") or ()
    return Topic(
        id=page.path.split("/")[0],
        title=_title(page),
        summary=str(page.meta.get("summary") or ""),
        order=_order(page),
        words=_texts(page, "words"),
        aliases=tuple(tuple(group) for group in aliases),  # type: ignore[attr-defined]  # its type was looked at
    )


def _order(page: markdown.Page) -> int:
    order = page.meta.get("order")
    return order if isinstance(order, int) else 1000


def _texts(page: markdown.Page | None, setting: str) -> tuple[str, ...]:
    texts = page.meta.get(setting) if page else None
    return tuple(texts) if isinstance(texts, list) else ()


def _title(page: markdown.Page) -> str:
    written = page.meta.get("title")
    if written:
        return str(written)
    return next((h.text for h in page.headings if h.level == 1), page.path)


def _article(page: markdown.Page, asked: Mapping[str, int]) -> Article:
    return Article(
        path=page.path,
        title=_title(page),
        summary=str(page.meta.get("summary") or ""),
        topic=page.path.split("/")[0],
        order=_order(page),
        points=page.points,
        questions=tuple(_questions(page, asked)),
        sources=tuple(_sources(page)),
        links=_page_links(page),
        diagrams=tuple(Diagram(Place(page.path, f.first, f.last), f.text) for f in page.fences if f.lang == "mermaid"),
        prerequisites=_texts(page, "prerequisites"),
        anchors=anchors_of(page),
        meta=page.meta,
    )


def anchors_of(page: markdown.Page) -> frozenset[str]:
    """Ids of the page's headings: as written, or what the site makes of their text."""
    return frozenset(heading_id(h) for h in page.headings)


def heading_id(heading: markdown.Heading) -> str:
    """The id of a heading: as written, or what the site makes of its text."""
    return heading.attributes.get("id") or heading_slug(plain(heading.text))


def is_question(heading: markdown.Heading) -> bool:
    return heading.level > 1 and heading.text.endswith(tuple(QUESTION_MARKS))


def _questions(page: markdown.Page, recorded: Mapping[str, int]) -> list[Question]:
    wordings = page.meta.get("wordings")
    wordings = wordings if isinstance(wordings, dict) else {}
    asked = page.meta.get("asked")
    asked = {**recorded, **asked} if isinstance(asked, dict) else recorded
    unanswered = page.meta.get("unanswered")
    unanswered = unanswered if isinstance(unanswered, list) else []
    found = []
    for n, heading in enumerate(page.headings):
        if not is_question(heading):
            continue
        number = heading_id(heading)
        end = next((m for m, h in enumerate(page.headings[n + 1 :], n + 1) if h.level <= heading.level), None)
        last = page.headings[end].line - 1 if end else 10**9
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
                follow_ups=_follow_ups(page.path, page.sections[n:end]),
            )
        )
    return found


def _follow_ups(path: str, answer: Sequence[markdown.Section]) -> tuple[str, ...]:
    """Where the links lead that stand on the answer's lines of follow-ups; those that name no place on a page are no questions."""
    lines = (line for section in answer for line in section.text.split("\n") if line.startswith(FOLLOW_UPS))
    targets = (
        resolve(path, link.target) for line in lines for link in markdown.links(0, line) if is_internal(link.target)
    )
    return tuple(dict.fromkeys(f"{article}#{place}" for article, place in targets if place))


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
