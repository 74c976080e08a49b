"""Links from the text of an article to the glossary: each term at its first use in a section, a few a section, so that the text stays calm.

Python-Markdown's `abbr` finds words between spaces; Chinese has none. So this looks for names in the finished HTML, the longest first, and leaves
alone whatever is code, a heading, a link, a picture or a title.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby

from zhiku.site.address import url
from zhiku.site.links.glossary import PAGE, Glossary, Term

MOST = 4
"""Links to the glossary in one section."""

_TAG = re.compile(
    r"<!--.*?-->"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_SECTIONS = frozenset({"h2", "h3"})
_CLOSED = re.compile("a|abbr|button|code|figure|h[1-6]|kbd|label|math|pre|script|style|summary|svg|textarea|th|title")
_CLOSED_CLASS = re.compile(r'class="[^"]*\b(?:admonition-title|footnote|highlight|page-notes)\b')
_LATIN = "[A-Za-z0-9_]"


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds the names of a glossary in text."""

    pattern: re.Pattern[str]
    terms: Mapping[str, Term]
    """By their folded names."""

    def linked(self, html: str, path: str) -> str:
        """The content of the page `path`, with links to the glossary; a page is not led away from what it explains itself."""
        home = posixpath.relpath(url(PAGE), url(path) or ".")
        out: list[str] = []
        past = 0
        for first, last, term in self._uses(html, path):
            out += (html[past:first], f'<a class="term" href="{home}/#{escape(term.id)}">{html[first:last]}</a>')
            past = last
        return "".join((*out, html[past:]))

    def _uses(self, html: str, path: str) -> Iterator[tuple[int, int, Term]]:
        """The places to link: where they start and end, and the term."""
        for _, runs in groupby(_texts(html), key=lambda run: run[0]):
            told = {term.id for term in self.terms.values() if term.see and term.see.target == path}
            most = len(told) + MOST
            for _, start, end in runs:
                for found in self.pattern.finditer(html, start, end):
                    term = self.terms.get(fold(unescape(found[0])))
                    if term and term.id not in told and len(told) < most:
                        told.add(term.id)
                        yield *found.span(), term


def matcher(glossary: Glossary) -> Matcher:
    """Compile the names of a glossary, the longest first; one letter alone is no name."""
    terms = {fold(name): term for term in glossary.terms for name in term.names if len(name) > 1}
    names = {name for term in glossary.terms for name in term.names if len(name) > 1} | set(glossary.chance)
    ordered = sorted(names, key=lambda name: (-len(name), name))
    first = re.escape("".join(sorted({letter for name in names for letter in (name[0].lower(), name[0].upper())})))
    # Most characters begin no name: the look ahead passes them over at once.
    return Matcher(re.compile(f"(?=[{first}])(?:{'|'.join(map(_pattern, ordered))})" if names else "(?!)"), terms)


def fold(name: str) -> str:
    """Two names are the same if these are."""
    return "".join(name.split()).lower()


def _texts(html: str) -> Iterator[tuple[int, int, int]]:
    """The runs of text that may hold links: the number of their section, where they start and where they end."""
    section = past = depth = 0
    closed = ""
    for tag in _TAG.finditer(html):
        name = (tag["name"] or "").lower()
        if not closed and past < tag.start():
            yield section, past, tag.start()
        past = tag.end()
        section += name in _SECTIONS and not tag["end"]
        if not closed and not tag["end"] and (_CLOSED.fullmatch(name) or _CLOSED_CLASS.search(tag["attributes"] or "")):
            closed, depth = name, 0
        if name == closed and not (tag["attributes"] or "").endswith("/"):
            depth += -1 if tag["end"] else 1
            closed = closed if depth else ""
    if not closed and past < len(html):
        yield section, past, len(html)


def _pattern(name: str) -> str:
    """A name as it may stand in HTML. A Latin one is a whole word; its case counts where it has capitals of its own."""
    text = re.sub(r"(?:\\ )+", r"\\s", re.escape(escape(name, quote=False)))
    text = re.sub(r"(?<=[^\x00-\x7f])\\s|\\s(?=[^\x00-\x7f])", r"\\s?", text)
    if name == name.lower() and name != name.upper():
        text = f"(?i:{text})"
    before = f"(?<!{_LATIN})(?<!{_LATIN}[-./])" if name[0].isascii() else ""
    after = f"(?!{_LATIN})(?![-./=]{_LATIN})" if name[-1].isascii() else ""
    return before + text + after
