"""Questions: an address each, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from zhiku.bank import settled
from zhiku.bank.known import known
from zhiku.bank.same import SAME
from zhiku.library import Library, is_question
from zhiku.model import Finding, Place

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def ids(library: Library, _: Path) -> Iterator[Finding]:
    for article in library.articles:
        for heading in library.pages[article.path].headings:
            if is_question(heading) and not _ID.fullmatch(heading.attributes.get("id", "")):
                yield Finding(
                    Place(article.path, heading.line, heading.line),
                    "Q001",
                    f"the question “{heading.text}” has no id of small letters, digits and hyphens",
                    f"Write: {'#' * heading.level} {heading.text} {{ #gmp-why-p level=2 }}",
                )


def unique(library: Library, _: Path) -> Iterator[Finding]:
    seen: dict[str, Place] = {}
    for question in library.questions():
        first = seen.setdefault(question.id, question.place)
        if first is not question.place:
            yield Finding(
                question.place,
                "Q002",
                f"the id #{question.id} belongs to the question at {first} already",
                "Give the newer question another id; published ids never change.",
            )


def levels(library: Library, _: Path) -> Iterator[Finding]:
    for article in library.articles:
        for heading in library.pages[article.path].headings:
            level = heading.attributes.get("level", "1")
            if is_question(heading) and level not in ("1", "2", "3"):
                yield Finding(
                    Place(article.path, heading.line, heading.line),
                    "Q003",
                    f"level={level} is not 1, 2 or 3",
                    "1 basic, 2 usual, 3 expert.",
                )


def wordings(library: Library, _: Path) -> Iterator[Finding]:
    for article in library.articles:
        written = article.meta.get("wordings")
        known = {question.id for question in article.questions}
        for name in written if isinstance(written, dict) else ():
            if name not in known:
                yield Finding(
                    Place(article.path, 1, 1),
                    "Q004",
                    f"`wordings` names {name!r}, which is no question of this page",
                    f"Its questions: {', '.join(sorted(known)) or 'none'}.",
                )


def twice(library: Library, docs: Path) -> Iterator[Finding]:
    """Questions that another one asks already, in these words or in others, unless a person settled that they differ."""
    places = {f"{q.article}#{q.id}": q.place for q in library.questions()}
    decisions = settled.beside(docs)
    answers = known(library)
    told: set[tuple[str, str]] = set()
    for entry in answers.entries:
        for hit in answers.find(entry.text, least=SAME, whole=True):
            pair = (hit.at, entry.at)
            if hit.same and pair not in told and (places[hit.at], hit.at) < (places[entry.at], entry.at):
                told.add(pair)
                if not decisions.are_different([hit.at, settled.name(hit.text)], [entry.at, settled.name(entry.text)]):
                    yield Finding(
                        places[entry.at],
                        "Q005",
                        f"“{entry.text}” is the question {hit.at} already: “{hit.text}” ({hit.score:.2f}). {hit.same.why}",
                        f"Make it a wording of that question; or, when they differ, write into {settled.FILE}: different: [[{', '.join(pair)}]]",
                    )
