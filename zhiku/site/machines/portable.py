"""A page as Markdown that stands by itself: code in place, whole addresses, none of the site's own syntax."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import takewhile
from urllib.parse import urljoin, urlsplit

import yaml

from zhiku import markdown
from zhiku.library import is_internal, resolve
from zhiku.model import OutputFile
from zhiku.site import address
from zhiku.site.built import BuiltPage, Site
from zhiku.site.machines.dates import changed

_TARGET = re.compile(r"\]\((?P<target>[^)\s]+)")
_HTML_TARGET = re.compile(r"\b(?:href|src)=\"(?P<target>[^\"]+)\"")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?(?:\s*(?:\.[\w-]+|[\w-]+=(?:\"[^\"]*\"|[^\s\"}]+)))+\s*\}")
"""What only the look or a script needs; an id stays, and what stands beside it."""
_TOPICS = "<!-- topics -->"
"""Where the home page shows the topics."""
_WRAPPER = re.compile(r"^\s*</?(?:div|section|aside)\b[^>]*>\s*$")
_BOX = re.compile(r"^(?:!!!|\?\?\?\+?|===)\s*(?P<kind>[\w -]*?)\s*(?:\"(?P<title>.*)\")?\s*$")


def files(site: Site) -> Iterator[OutputFile]:
    """The Markdown of each page, beside it: index.md beside index.html."""
    if site.url:
        for page in site.pages:
            yield OutputFile(address.markdown_file(page.path), document(site, page))


def document(site: Site, page: BuiltPage) -> str:
    """A page with a head that says what it is and where it comes from."""
    article = site.library.article(page.path)
    head: dict[str, object] = {
        "title": page.title,
        "summary": page.summary,
        "url": address.of_page(site.url, page.path),
        "updated": day.isoformat() if (day := changed(site, page.path)) else "",
        "license": site.license,
        "sources": {s.id: f"{s.title} {s.url}".strip() for s in article.sources} if article else {},
    }
    told = yaml.safe_dump({k: v for k, v in head.items() if v}, allow_unicode=True, sort_keys=False, width=10**6)
    return f"---\n{told}---\n\n{body(site, page)}"


def body(site: Site, page: BuiltPage) -> str:
    """The page's text: links lead to the Markdown of other pages, boxes become quotations, what needs a script is left out."""
    lines = page.markdown.replace(_TOPICS, _topics(site)).split("\n")
    fenced = _fenced(lines)
    kept = (line if n in fenced else _plainer(line, page.path, site.url) for n, line in _without_forms(lines, fenced))
    return "\n".join(_without_boxes([line for line in kept if line is not None])).strip("\n") + "\n"


def _topics(site: Site) -> str:
    return "\n".join(
        f"- [{t.title}]({t.id}/index.md)" + (f"：{t.summary}" if t.summary else "") for t in site.library.topics
    )


def _fences(lines: Sequence[str]) -> tuple[markdown.Fence, ...]:
    return markdown.read("", "\n".join(["", *lines])).fences  # the empty line says that there is no front matter


def _fenced(lines: Sequence[str]) -> frozenset[int]:
    """Which lines are code, counted from 0."""
    return frozenset(n - 2 for fence in _fences(lines) for n in range(fence.first, fence.last + 1))


def _without_forms(lines: Sequence[str], fenced: Collection[int]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without HTML forms, and without empty lines at the head of code."""
    heads = {fence.first - 1 for fence in _fences(lines)}
    in_form = False
    for n, line in enumerate(lines):
        in_form = in_form or (n not in fenced and line.startswith("<form"))
        if not in_form and (line or n not in heads):
            yield n, line
        in_form = in_form and "</form>" not in line


def _plainer(line: str, path: str, root: str) -> str | None:
    """A line without the site's syntax, its links whole; None when nothing is left."""
    bare = _outside_code(_ATTRIBUTES, lambda _: "", line)
    if _WRAPPER.match(line) or (line and not bare):
        return None
    return _with_addresses(bare, path, root)


def _with_addresses(line: str, path: str, root: str) -> str:
    def whole(match: re.Match[str]) -> str:
        target = match["target"]
        if not is_internal(target):
            return match[0]
        parts = urlsplit(target)
        found, anchor = resolve(path, f"{parts.path}#{parts.fragment}")
        where = address.of_markdown(root, found) if found.endswith(".md") else root + found
        return match[0].replace(target, f"{where}#{anchor}" if anchor else where)

    def whole_html(match: re.Match[str]) -> str:
        return match[0].replace(match["target"], urljoin(address.of_page(root, path), match["target"]))

    return _outside_code(_HTML_TARGET, whole_html, _outside_code(_TARGET, whole, line))


def _outside_code(pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str], line: str) -> str:
    """Like pattern.sub, but blind for inline code."""
    parts, last = [], 0
    for match in pattern.finditer(markdown.without_code(line)):
        parts += [line[last : match.start()], replace(match)]
        last = match.end()
    return "".join([*parts, line[last:]])


def _without_boxes(lines: Sequence[str]) -> Iterator[str]:
    fenced = _fenced(lines)
    rest = iter(enumerate(lines))
    for n, line in rest:
        box = None if n in fenced else _BOX.match(line)
        if not box:
            yield line
            continue
        inside = list(takewhile(lambda text: not text or text.isspace() or text.startswith("    "), lines[n + 1 :]))
        yield f"> **{box['kind'] if box['title'] is None else box['title']}**"
        yield ">"
        yield from (
            f"> {text}".rstrip() for text in _without_boxes("\n".join(t[4:] for t in inside).rstrip().split("\n"))
        )
        yield ""
        for _ in inside:
            next(rest)
