"""Addresses that were published: none may be lost, and each old one leads to one live place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku import markdown
from zhiku.library import Library, anchors_of, resolve
from zhiku.model import Finding, Place
from zhiku.site.address import url
from zhiku.site.published import FILE, former, live, moved_from, reachable


def still_live(library: Library, docs: Path) -> Iterator[Finding]:
    """Old paths where a page stands, and old ids that a question has which is not the one they lead to."""
    pages = live(library)
    questions = {question.id: f"{question.article}#{question.id}" for question in library.questions()}
    for page in library.pages.values():
        for old in moved_from(page):
            if url(old) in pages:
                yield Finding(
                    _place(docs, page, "moved_from", old),
                    "R001",
                    f"{old} is a page, so that nothing can lead on from there",
                    "Name the path that the page had before it moved.",
                )
        for old, new in former(page).items():
            if questions.get(old, target := _target(page, new)) != target:
                yield Finding(
                    _place(docs, page, "former", old),
                    "R001",
                    f"the former id {old!r} is the id of {questions[old]} now",
                    "Give that question another id; an id is never used again.",
                )


def lost(library: Library, docs: Path) -> Iterator[Finding]:
    file = docs.absolute().parent / FILE
    if not file.is_file():
        return
    known = reachable(library)
    for number, address in enumerate(file.read_text("utf-8").splitlines(), 1):
        if address and address not in known:
            yield Finding(
                Place(f"../{FILE}", number, number),
                "R002",
                f"{address} was published and leads nowhere now",
                "Say where it went: `former: {old-id: new-id}` on the page, or `moved_from: [old/path.md]` on the page that took its place.",
            )


def nowhere(library: Library, docs: Path) -> Iterator[Finding]:
    for page in library.pages.values():
        for old, new in former(page).items():
            path, _, name = _target(page, new).partition("#")
            if path not in library.pages or name not in anchors_of(library.pages[path]):
                yield Finding(
                    _place(docs, page, "former", old),
                    "R003",
                    f"the former id {old!r} leads to {new}, which is not there",
                    "Name an id of this page, or of another one: old-id: ../mq/ordering.md#new-id",
                )


def twice(library: Library, docs: Path) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for page in library.pages.values():
        for old in moved_from(page):
            if seen.setdefault(old, page.path) != page.path:
                yield Finding(
                    _place(docs, page, "moved_from", old),
                    "R004",
                    f"{old} leads to {seen[old]} already",
                    "Keep it on the page that took its place.",
                )


def _target(page: markdown.Page, new: str) -> str:
    """Where a former id leads, as path#id."""
    path, name = resolve(page.path, new if "#" in new else f"#{new}")
    return f"{path}#{name}"


def _place(docs: Path, page: markdown.Page, setting: str, word: str) -> Place:
    """The line at the head of a page that says a word of a setting."""
    lines = (docs / page.path).read_text("utf-8").split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith(setting)), 0)
    line = next((n for n, text in enumerate(lines[start:], start + 1) if word in text), 1)
    return Place(page.path, line, line)
