"""What search engines read of a page: schema.org's terms as JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from zhiku.library import FOLLOW_UPS, Library
from zhiku.model import Article, Question
from zhiku.site import address
from zhiku.site.built import BuiltPage, Site
from zhiku.text import plain

LANGUAGE = "zh-CN"
_LONGEST_ANSWER = 400
"""Characters of an answer; the page has the rest."""
_MARKS = re.compile(r"^\s*(?:[-*+>]|\d+[.)]|!!! \w+)\s+|^\s*[|:\-\s]+$", re.MULTILINE)
_FOOTNOTE = re.compile(r"^\[\^[^\]]+\]:.*$", re.MULTILINE)
_SENTENCE_END = re.compile(r"[。！？；]")

Node = dict[str, object]


def json_ld(site: Site, page: BuiltPage, *, picture: str = "") -> str:
    """The text of a page's <script type="application/ld+json">; it holds no `<`, so that nothing in it ends the element."""
    graph = {"@context": "https://schema.org", "@graph": list(_nodes(site, page, picture))}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _nodes(site: Site, page: BuiltPage, picture: str) -> Iterator[Node]:
    where = address.of_page(site.url, page.path)
    article = site.library.article(page.path)
    trail = _trail(site, page)
    questions = [node for q in article.questions if (node := _question(site.library, where, q))] if article else []
    yield _filled(
        {
            "@type": "FAQPage" if questions else "WebPage",
            "@id": where,
            "url": where,
            "name": page.title,
            "description": page.summary,
            "inLanguage": LANGUAGE,
            "isPartOf": {"@id": f"{site.url}#site"},
            "breadcrumb": {"@id": f"{where}#trail"} if trail else None,
            "primaryImageOfPage": {"@type": "ImageObject", "url": picture} if picture else None,
            "mainEntity": questions,
        }
    )
    if article:
        yield _filled(_article(site, article, where, picture))
    if trail:
        yield {"@type": "BreadcrumbList", "@id": f"{where}#trail", "itemListElement": trail}
    if page.path == "index.md":
        yield from _site(site)


def _article(site: Site, article: Article, where: str, picture: str) -> Node:
    topic = next(t for t in site.library.topics if t.id == article.topic)
    history = site.history.get(article.path)
    return {
        "@type": "TechArticle",
        "@id": f"{where}#article",
        "headline": article.title,
        "description": plain(article.summary),
        "articleSection": topic.title,
        "inLanguage": LANGUAGE,
        "datePublished": history.created.isoformat() if history else None,
        "dateModified": history.changed.isoformat() if history else None,
        "author": {"@type": "Organization", "name": site.name, "url": site.url},
        "license": site.license,
        "image": picture,
        "mainEntityOfPage": {"@id": where},
        "isPartOf": {"@id": f"{site.url}#site"},
        "citation": [_filled({"@type": "CreativeWork", "name": s.title, "url": s.url}) for s in article.sources],
    }


def _question(library: Library, where: str, question: Question) -> Node | None:
    text = answer(library, question)
    if not text:
        return None
    here = f"{where}#{question.id}"
    node: Node = {"@type": "Question", "@id": here, "url": here, "name": question.text}
    return _filled(
        {
            **node,
            "alternateName": list(question.wordings),
            "acceptedAnswer": {"@type": "Answer", "text": text, "url": here},
        }
    )


def answer(library: Library, question: Question) -> str:
    """How a question is answered, as plain text, whole sentences as far as they fit; nothing when it waits for an answer."""
    if not question.answered:
        return ""
    sections = library.pages[question.article].sections
    return trimmed(_plain(next(s.text for s in sections if s.heading.line == question.place.first)), _LONGEST_ANSWER)


def trimmed(text: str, limit: int) -> str:
    """The sentences of a text that fit into `limit` characters; of a longer first one as much as fits."""
    if len(text) <= limit:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, limit)]
    return text[: ends[-1]] if ends else f"{text[: limit - 1]}…"


def _plain(text: str) -> str:
    lines = _MARKS.sub("", _FOOTNOTE.sub("", text)).split("\n")
    return "\n".join(line for line in map(plain, lines) if line and not line.startswith(FOLLOW_UPS))


def _trail(site: Site, page: BuiltPage) -> list[Node]:
    """The way from the home page to this one; none on the home page itself."""
    topic = next((t for t in site.library.topics if page.path.startswith(f"{t.id}/")), None)
    steps = [("index.md", site.name)]
    if topic:
        steps.append((f"{topic.id}/index.md", topic.title))
    if page.path not in dict(steps):
        steps.append((page.path, page.title))
    if page.path == "index.md":
        return []
    return [
        {"@type": "ListItem", "position": n, "name": name, "item": address.of_page(site.url, path)}
        for n, (path, name) in enumerate(steps, 1)
    ]


def _site(site: Site) -> Iterator[Node]:
    yield _filled(
        {
            "@type": "WebSite",
            "@id": f"{site.url}#site",
            "url": site.url,
            "name": site.name,
            "description": site.description,
            "inLanguage": LANGUAGE,
            "license": site.license,
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{site.url}?q={{search_term_string}}"},
                "query-input": "required name=search_term_string",
            },
        }
    )


def _filled(node: Node) -> Node:
    """Without what is not known."""
    return {name: value for name, value in node.items() if value}
