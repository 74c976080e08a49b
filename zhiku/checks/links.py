"""Where links and snippets lead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhiku.library import Library, anchors_of, is_internal, resolve
from zhiku.model import Finding, Place

GENERATED = ("questions.md", "cheatsheet.md", "print.md")
"""Pages of a topic that the build makes."""


def targets(library: Library, docs: Path) -> Iterator[Finding]:
    for page in library.pages.values():
        for link in page.links:
            if is_internal(link.target):
                path, _ = resolve(page.path, link.target)
                if not _exists(library, docs, path):
                    yield Finding(
                        Place(page.path, link.line, link.line),
                        "L001",
                        f"the link to {link.target} leads to no page",
                        "Links are relative to the page, with .md: ../caching/lock.md#redlock",
                    )


def anchors(library: Library, _: Path) -> Iterator[Finding]:
    for page in library.pages.values():
        for link in page.links:
            if not is_internal(link.target):
                continue
            path, anchor = resolve(page.path, link.target)
            target = library.pages.get(path)
            if anchor and target is not None and anchor not in anchors_of(target):
                yield Finding(
                    Place(page.path, link.line, link.line),
                    "L002",
                    f"{path} has no heading with the id #{anchor}",
                    "Give the heading an explicit id: ## 标题 { #name }",
                )


def snippets(library: Library, docs: Path) -> Iterator[Finding]:
    roots = (Path.cwd(), docs.resolve().parent)
    for page in library.pages.values():
        for line, written in page.snippets:
            path, _, section = written.partition(":")
            file = next((root / path for root in roots if (root / path).is_file()), None)
            if file is None:
                yield Finding(
                    Place(page.path, line, line),
                    "L003",
                    f"there is no file {path}",
                    "Snippets are named from the top folder: examples/go-runtime/gmp/gmp_test.go:section",
                )
            elif section and f"[start:{section}]" not in file.read_text("utf-8"):
                yield Finding(
                    Place(page.path, line, line),
                    "L003",
                    f"{path} has no section {section!r}",
                    f"Mark it: // --8<-- [start:{section}]",
                )


def _exists(library: Library, docs: Path, path: str) -> bool:
    if path in library.pages or (docs / path).is_file():
        return True
    folder, _, name = path.rpartition("/")
    topics = {topic.id for topic in library.topics}
    return (folder in topics and name in GENERATED) or path == "questions.md"
