"""The one reader of the docs' Markdown: front matter, headings, fences, links and key points, each with its line.

It reads the dialect of the site (Python-Markdown with pymdown-extensions) line by line; what stands in a fence is never looked at as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from zhiku.errors import ZhikuError

_FENCE = re.compile(r"^(?P<indent>\s*)(?P<marks>`{3,}|~{3,})\s*(?P<info>[^`]*)$")
_HEADING = re.compile(r"^(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*\s*$")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?P<attributes>[^}]*)\}\s*$")
_INLINE_CODE = re.compile(r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)")
_LINK = re.compile(r"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_FOOTNOTE_USE = re.compile(r"\[\^(?P<id>[^\]]+)\](?!:)")
_FOOTNOTE_TEXT = re.compile(r"^\[\^(?P<id>[^\]]+)\]:\s*(?P<text>.*)$")
_POINTS = re.compile(r"^!!! abstract\b")
_LIST_MARK = re.compile(r"^(?:[-*+#>]+|\d+\.)\s+")
_LITTLE = 4  # characters
_SNIPPET = re.compile(r"^\s*--8<--\s+\"(?P<path>[^\"]+)\"\s*$")


_LOADER: type[yaml.SafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # an eighth of the time, where libyaml is there


@dataclass(frozen=True, slots=True)
class Heading:
    line: int
    level: int
    text: str
    attributes: Mapping[str, str]
    """`id` when one is written, and the key=value pairs."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block; the lines include its marks."""

    first: int
    last: int
    lang: str
    text: str
    info: str = ""
    """What stands behind the language."""


@dataclass(frozen=True, slots=True)
class RawLink:
    line: int
    text: str
    target: str
    context: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the prose under it, up to the next heading of any level; fenced blocks are left out."""

    heading: Heading
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page as read; lines count from 1 in the file, front matter included."""

    path: str
    meta: Mapping[str, object]
    headings: tuple[Heading, ...]
    fences: tuple[Fence, ...]
    links: tuple[RawLink, ...]
    points: tuple[str, ...]
    footnotes: Mapping[str, int]
    """Footnotes that are defined, with their lines."""
    footnote_uses: Mapping[str, int]
    snippets: tuple[tuple[int, str], ...]
    sections: tuple[Section, ...] = ()


def front_matter(path: str, text: str) -> tuple[dict[str, object], int]:
    """The settings at the head of a page and the number of lines they take (0 when there are none)."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, 0
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        return {}, 0
    try:
        meta = _settings("\n".join(lines[1:end]))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + 2
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ZhikuError(
            f"the front matter is not YAML: {problem}",
            where=f"{path}:{line}",
            hint='Put texts that hold ": " or "#" between quotes: title: "A: b".',
        ) from error
    if not isinstance(meta, dict):
        raise ZhikuError(
            "the front matter is not a list of settings",
            where=f"{path}:1",
            hint="Write one setting a line, such as: title: 缓存一致性",
        )
    return {str(key): value for key, value in meta.items()}, end + 1


def without_head(text: str) -> str:
    """The page with the lines of its front matter empty, so that all others keep their number."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return text
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), -1)
    return "\n".join([""] * (end + 1) + lines[end + 1 :])


def _settings(text: str) -> object:
    """YAML, read by libyaml where it is there; a mistake is told by the other loader, whose words are the same everywhere."""
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError:
        return yaml.safe_load(text)


def read(path: str, text: str) -> Page:
    """Parse one page. `path` is used in messages and places only."""
    meta, skip = front_matter(path, text)
    lines = text.split("\n")
    fences = tuple(_fences(lines, skip))
    inside = {n for fence in fences for n in range(fence.first, fence.last + 1)}
    prose = [(n, line) for n, line in enumerate(lines, 1) if n > skip and n not in inside]
    footnotes: dict[str, int] = {}
    uses: dict[str, int] = {}
    for number, line in prose:
        definition = _FOOTNOTE_TEXT.match(line)
        if definition:
            footnotes[definition["id"]] = number
        for use in _FOOTNOTE_USE.finditer(without_code(line)):
            uses.setdefault(use["id"], number)
    headings = tuple(h for n, line in prose if (h := heading(n, line)))
    return Page(
        path=path,
        meta=meta,
        headings=headings,
        fences=fences,
        links=tuple(link for n, line in prose for link in links(n, line)),
        points=_points(prose),
        footnotes=footnotes,
        footnote_uses=uses,
        snippets=tuple((n, m["path"]) for n, line in enumerate(lines, 1) if n > skip and (m := _SNIPPET.match(line))),
        sections=tuple(_sections(headings, prose)),
    )


def _sections(headings: Sequence[Heading], prose: Sequence[tuple[int, str]]) -> Iterator[Section]:
    ends = [*(h.line for h in headings[1:]), 10**9][: len(headings)]
    for found, end in zip(headings, ends, strict=True):
        yield Section(found, "\n".join(line for n, line in prose if found.line < n < end).strip())


def heading(number: int, line: str) -> Heading | None:
    """The heading on a line, its attributes taken off its text."""
    match = _HEADING.match(line)
    if not match:
        return None
    text = match["text"]
    attributes: dict[str, str] = {}
    written = _ATTRIBUTES.search(text)
    if written:
        text = text[: written.start()]
        for word in written["attributes"].split():
            if word.startswith("#"):
                attributes["id"] = word[1:]
            elif "=" in word:
                key, _, value = word.partition("=")
                attributes[key] = value.strip("\"'")
    return Heading(number, len(match["marks"]), text.strip(), attributes)


def without_code(line: str) -> str:
    """The line with its inline code blanked out, its length kept."""
    return _INLINE_CODE.sub(lambda m: " " * len(m[0]), line)


def _fences(lines: list[str], skip: int) -> Iterator[Fence]:
    number = skip
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        if not opening:
            number += 1
            continue
        last = next((n for n in range(number + 1, len(lines)) if _closes(lines[n], opening["marks"])), len(lines) - 1)
        body = lines[number + 1 : last] if last > number else []
        indent = len(opening["indent"])
        words = opening["info"].split()
        yield Fence(
            number + 1,
            last + 1,
            words[0] if words else "",
            "\n".join(line[indent:] if line[:indent].isspace() else line for line in body),
            " ".join(words[1:]),
        )
        number = last + 1


def _closes(line: str, marks: str) -> bool:
    text = line.strip()
    return len(text) >= len(marks) and set(text) == {marks[0]}


def links(number: int, line: str) -> Iterator[RawLink]:
    """The links on a line of prose, whether they lead to a page, to a place or out of the site."""
    for match in _LINK.finditer(without_code(line)):
        first, last = match.span("text")
        yield RawLink(number, line[first:last], match["target"], _sentence(line, match.start(), match.end()))


def _sentence(line: str, start: int, end: int) -> str:
    """The sentence around a part of a line; one that says little more than that part (见……。) comes with the one before it."""
    first = _sentence_start(line, start)
    ends = [n for mark in "。；！？" if (n := line.find(mark, end)) >= 0]
    last = min(ends) + 1 if ends else len(line)
    if first and len(_FOOTNOTE_USE.sub("", line[first:start] + line[end:last]).strip()) <= _LITTLE:
        first = _sentence_start(line, first - 1)
    return _LIST_MARK.sub("", line[first:last].strip())


def _sentence_start(line: str, end: int) -> int:
    return max((line.rfind(mark, 0, end) for mark in "。；！？"), default=-1) + 1


def _points(prose: list[tuple[int, str]]) -> tuple[str, ...]:
    start = next((i for i, (_, line) in enumerate(prose) if _POINTS.match(line)), None)
    if start is None:
        return ()
    points: list[str] = []
    for _, line in prose[start + 1 :]:
        if line.strip() and not line.startswith("    "):
            break
        if line.startswith("    - "):
            points.append(line[6:].strip())
        elif line.strip() and points:
            points[-1] += "\n" + line[4:]
    return tuple(points)
