"""Addresses that readers keep: pages and the questions on them, where they stand now and where they stood before.

A page says in its front matter what it was: `moved_from: [caching/old.md]`, and what became of ids that stood on it:
`former: {old-id: new-id}`, or `former: {old-id: ../mq/ordering.md#new-id}` when the question went to another page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from zhiku import markdown
from zhiku.library import Library
from zhiku.site import pages
from zhiku.site.address import url

FILE = Path("published.txt")
"""Beside the docs folder: every address that was ever published, one a line. `scripts/publish_list.py` adds to it."""


def live(library: Library) -> frozenset[str]:
    """The addresses of pages, written and generated, and of questions, below the site's root."""
    return _addresses(_ids(library))


def reachable(library: Library) -> frozenset[str]:
    """The addresses that lead a reader somewhere: those that are live, and those that lead on to one of them."""
    ids = _ids(library)
    for page in library.pages.values():
        ids[page.path] |= former(page).keys()
    return _addresses(ids | {old: ids[new] for old, new in moved(library).items()})


def moved(library: Library) -> dict[str, str]:
    """By paths where pages stood: the paths where they are now. With a topic moves what the build makes for it."""
    made = _generated(library)
    found: dict[str, str] = {}
    for page in library.pages.values():
        for old in moved_from(page):
            found[old] = page.path
            if old.endswith("/index.md") and page.path.endswith("/index.md"):
                here, there = page.path.removesuffix("index.md"), old.removesuffix("index.md")
                found |= {there + path.removeprefix(here): path for path in made if path.startswith(here)}
    return {old: new for old, new in found.items() if old not in library.pages and old not in made}


def moved_from(page: markdown.Page) -> tuple[str, ...]:
    written = page.meta.get("moved_from")
    return tuple(written) if isinstance(written, list) else ()


def former(page: markdown.Page) -> Mapping[str, str]:
    """What became of ids that stood on the page: an id of it, or another page's path and id as a link is written."""
    written = page.meta.get("former")
    return written if isinstance(written, dict) else {}


def _generated(library: Library) -> tuple[str, ...]:
    return tuple(file.path for file in pages.files(library) if file.path.endswith(".md"))


def _ids(library: Library) -> dict[str, set[str]]:
    """The ids of questions by the paths of pages."""
    ids: dict[str, set[str]] = {path: set() for path in (*library.pages, *_generated(library))}
    for question in library.questions():
        ids[question.article].add(question.id)
    return ids


def _addresses(ids: Mapping[str, Iterable[str]]) -> frozenset[str]:
    of_pages = {url(path) for path in ids}
    return frozenset(of_pages | {f"{url(path)}#{name}" for path, names in ids.items() for name in names})
