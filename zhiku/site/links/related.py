"""Related articles: those that speak of the same things, the rarer a thing the better, and those that link to one another."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from zhiku.bank.known import words
from zhiku.bank.lexicon import Lexicon, fold
from zhiku.library import Library
from zhiku.model import Article
from zhiku.site.links.order import neighbours

MOST = 4
LEAST = 0.1
"""How alike two articles must be, 0 to 1; below it they have words in common, not a subject."""

_ASKED = 3  # what the head or a question names weighs as much as what the text names so many times
_LINK, _TOPIC = 0.15, 0.05  # what a link between two articles, and a topic that they share, add
_REASONS = 3
_TELLING = 0.005  # a subject with a smaller part in how alike two articles are is no reason

Shares = Mapping[str, float]
"""Subjects, each with its part in how alike two articles are."""


@dataclass(frozen=True, slots=True)
class Related:
    path: str
    why: str
    """What a reader finds in both, in a few words."""


def related(library: Library) -> Mapping[str, tuple[Related, ...]]:
    """For each article up to MOST others, the best first. What its page names anyway, prerequisites and neighbours, is left out."""
    common = _common(_vectors(library))
    names = {fold(group[0]): group[0] for topic in library.topics for group in topic.aliases}
    beside = neighbours(library)
    found: dict[str, tuple[Related, ...]] = {}
    for article in library.articles:
        near = beside[article.path]
        ranked = sorted(
            (-_score(article, other, shares), n, other, shares)
            for n, other in enumerate(library.articles)
            if (shares := common[article.path].get(other.path, {})) or _linked(article, other)
            if other.path not in (article.path, near.before, near.after, *article.prerequisites)
            if article.path not in other.prerequisites
        )
        found[article.path] = tuple(
            Related(other.path, _why(article, other, shares, names))
            for score, _, other, shares in ranked[:MOST]
            if -score >= LEAST
        )
    return found


def _score(article: Article, other: Article, shares: Shares) -> float:
    return sum(shares.values()) + _LINK * _linked(article, other) + _TOPIC * (article.topic == other.topic)


def _linked(article: Article, other: Article) -> bool:
    return _leads(article, other) or _leads(other, article)


def _leads(article: Article, other: Article) -> bool:
    return any(link.target == other.path for link in article.links)


def _why(article: Article, other: Article, shares: Shares, names: Mapping[str, str]) -> str:
    telling = sorted((s for s in shares if shares[s] >= _TELLING), key=lambda subject: (-shares[subject], subject))
    if telling:
        return "同样讲到：" + "、".join(names.get(subject, subject) for subject in telling[:_REASONS])
    if _linked(article, other):
        return "这一页提到它" if _leads(article, other) else "它提到这一页"
    return "同一主题"


def _vectors(library: Library) -> Mapping[str, Shares]:
    """What each article speaks of, as a vector of length 1; the fewer articles name a subject, the more it weighs."""
    lexicon = words(library)
    counts = {article.path: _subjects(library, lexicon, article) for article in library.articles}
    articles = Counter(subject for found in counts.values() for subject in found)
    rarity = {subject: math.log(len(counts) / n) for subject, n in articles.items() if n < len(counts)}
    vectors = {}
    for path, found in counts.items():
        vector = {s: math.log1p(n) * rarity[s] for s, n in sorted(found.items()) if s in rarity}
        length = math.hypot(*vector.values())
        vectors[path] = {subject: weight / length for subject, weight in vector.items()}
    return vectors


def _subjects(library: Library, lexicon: Lexicon, article: Article) -> Counter[str]:
    head = [article.title, article.summary, *article.points]
    asked = [text for question in article.questions for text in (question.text, *question.wordings)]
    body = [section.text for section in library.pages[article.path].sections]
    found: Counter[str] = Counter()
    for texts, weight in ((head, _ASKED), (asked, _ASKED), (body, 1)):
        for text in texts:
            for subject in lexicon.read(text).subjects:
                found[subject] += weight
    return found


def _common(vectors: Mapping[str, Shares]) -> Mapping[str, Mapping[str, Shares]]:
    """What each article has in common with each other one that shares a subject with it."""
    naming: dict[str, list[str]] = defaultdict(list)
    for path, vector in vectors.items():
        for subject in vector:
            naming[subject].append(path)
    found: dict[str, dict[str, dict[str, float]]] = {path: defaultdict(dict) for path in vectors}
    for subject, paths in sorted(naming.items()):
        for path in paths:
            for other in paths:
                if other != path:
                    found[path][other][subject] = vectors[path][subject] * vectors[other][subject]
    return found
