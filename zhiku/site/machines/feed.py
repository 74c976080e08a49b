"""feed.xml: an Atom feed of the newest changes of articles, from git; each says which questions are new and what was rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from zhiku import markdown
from zhiku.errors import ZhikuError
from zhiku.library import is_question
from zhiku.model import Article, OutputFile
from zhiku.site import address
from zhiku.site.built import Site, is_public
from zhiku.site.history import Commit, texts
from zhiku.site.machines import xml
from zhiku.text import plain, slug

FILE = "feed.xml"
_TERMS = "http://www.w3.org/2005/Atom"
NEWEST = 50
_NAMED = 5
"""As many questions or sections of a change are named."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit did to one article."""

    article: Article
    commit: Commit


def is_made(site: Site) -> bool:
    """Whether there is anything to tell, and an address to tell it of."""
    return bool(site.url and newest(site))


def files(site: Site) -> Iterator[OutputFile]:
    changes = newest(site)
    if site.url and changes:
        summaries = _summaries(site, changes)
        yield OutputFile(FILE, _atom(site, list(zip(changes, summaries, strict=True))))


def newest(site: Site) -> list[Change]:
    """The last changes of public articles, newest first."""
    changes = [
        Change(article, commit)
        for article in site.library.articles
        if is_public(article.meta) and article.path in site.history
        for commit in site.history[article.path].commits
    ]
    return sorted(changes, key=lambda change: change.commit.time, reverse=True)[:NEWEST]


def _summaries(site: Site, changes: list[Change]) -> list[str]:
    commits = [change.commit for change in changes]
    after = texts(site.docs, [(c.id, c.path) for c in commits])
    before = texts(site.docs, [(f"{c.id}^", c.before or c.path) for c in commits])
    return [
        what_changed(old or "", new or "") or change.commit.subject if change.commit.before else change.article.summary
        for change, old, new in zip(changes, before, after, strict=True)
    ]


def what_changed(old: str, new: str) -> str:
    """New questions and rewritten sections of a page, in words for readers; nothing when only code or settings changed."""
    was, now = _sections(old), _sections(new)
    fresh = [section.heading for name, section in now.items() if name not in was]
    asked = [heading.text for heading in fresh if is_question(heading)]
    added = [heading.text for heading in fresh if not is_question(heading)]
    redone = [s.heading.text for name, s in now.items() if name in was and _words(was[name]) != _words(s)]
    told = [("新问题", asked), ("新增", added), ("改写", redone)]
    return "".join(f"{word}：{_named(headings)}。" for word, headings in told if headings)


def _named(headings: list[str]) -> str:
    rest = f"等 {len(headings)} 处" if len(headings) > _NAMED else ""
    return "、".join(f"“{plain(text)}”" for text in headings[:_NAMED]) + rest


def _words(section: markdown.Section) -> tuple[str, str]:
    return section.heading.text, section.text


def _sections(text: str) -> dict[str, markdown.Section]:
    try:
        page = markdown.read("", text)
    except ZhikuError:  # a head that was not YAML then
        page = markdown.read("", markdown.without_head(text))
    return {s.heading.attributes.get("id") or slug(plain(s.heading.text)): s for s in page.sections}


def _atom(site: Site, changes: list[tuple[Change, str]]) -> str:
    root = Element("feed", {"xmlns": _TERMS, "xml:lang": "zh-CN"})
    xml.add(root, "title", f"{site.name}：更新")
    if site.description:
        xml.add(root, "subtitle", site.description)
    xml.add(root, "id", site.url)
    xml.add(root, "updated", _time(changes[0][0]))
    xml.add(root, "link", attributes={"rel": "self", "type": "application/atom+xml", "href": site.url + FILE})
    xml.add(root, "link", attributes={"rel": "alternate", "type": "text/html", "href": site.url})
    if site.license:
        xml.add(root, "rights", site.license)
    topics = {topic.id: topic.title for topic in site.library.topics}
    for change, summary in changes:
        entry = xml.add(root, "entry")
        kind = "更新" if change.commit.before else "新文章"
        xml.add(entry, "title", f"{kind}：{change.article.title}")
        xml.add(entry, "id", _id(site, change))
        xml.add(entry, "updated", _time(change))
        xml.add(
            entry,
            "link",
            attributes={
                "rel": "alternate",
                "type": "text/html",
                "href": address.of_page(site.url, change.article.path),
            },
        )
        xml.add(xml.add(entry, "author"), "name", change.commit.author or site.name)
        xml.add(
            entry,
            "category",
            attributes={"term": change.article.topic, "label": topics[change.article.topic]},
        )
        xml.add(entry, "summary", summary)
    return xml.document(root)


def _id(site: Site, change: Change) -> str:
    """A tag: address, which stays when the page moves and the feed is made anew."""
    commit = change.commit
    return f"tag:{urlsplit(site.url).hostname},{commit.date.isoformat()}:{commit.id[:12]}/{quote(commit.path)}"


def _time(change: Change) -> str:
    return change.commit.time.strftime("%Y-%m-%dT%H:%M:%SZ")
