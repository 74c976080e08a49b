"""What a link shows before it is followed: for each page a small script with the beginnings of the page and of its sections.

A script and not JSON, because a page opened from a file: address may load the one and not the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from zhiku import markdown
from zhiku.library import Library, heading_id
from zhiku.model import OutputFile
from zhiku.site.address import url
from zhiku.site.built import Site
from zhiku.site.links.glossary import PAGE, Glossary, read
from zhiku.site.pages import files as generated
from zhiku.text import plain

FOLDER = "assets/js/previews"
_LENGTH = 120
"""Characters of a beginning, more or less: it ends where a sentence ends."""
_PROSE = re.compile(r"^(?:[-*+]\s+|\d+\.\s+)?(?P<text>[^\s|<{\[!?:#=-].*|\[[^\]^].*)$")
_SENTENCE = re.compile(r"[^。！？]*[。！？]?[”）]?")

Preview = tuple[str, ...]
"""A title and a text; of a term also the title and the address of the section that explains it."""


def previews(site: Site) -> Iterator[OutputFile]:
    """The previews of a site: a pass over it."""
    return files(site.library)


def files(library: Library) -> Iterator[OutputFile]:
    """A script for each page: it puts what links to the page show into `zhiku.previews`, under the address of the page."""
    made = [markdown.read(f.path, str(f.content)) for f in generated(library) if f.path.endswith(".md")]
    for page in (*library.pages.values(), *made):
        shown = dict(_sections(page))
        if page.path == PAGE:
            shown |= _terms(read(library))
        data = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
        name = url(page.path).removesuffix("/") or "index"
        key = json.dumps(name, ensure_ascii=False)
        yield OutputFile(f"{FOLDER}/{name}.js", f"(zhiku.previews ??= {{}})[{key}] = {data};\n")


def _sections(page: markdown.Page) -> Iterator[tuple[str, Preview]]:
    """Previews by anchor; under "" that of the page itself."""
    title = str(page.meta.get("title") or next((h.text for h in page.headings), page.path))
    summary = page.meta.get("summary") or page.meta.get("description")
    whole = str(summary) if summary else _text(page.sections)
    yield "", (plain(title), whole)
    for n, section in enumerate(page.sections):
        if section.heading.level > 1:
            yield heading_id(section.heading), (plain(section.heading.text), _text(page.sections[n:]) or whole)


def _text(sections: Sequence[markdown.Section]) -> str:
    """How the first of some sections begins, or the first of those below it that holds prose."""
    if not sections:
        return ""
    first, *others = sections
    below = takewhile(lambda section: section.heading.level > first.heading.level, others)
    return next((text for section in (first, *below) if (text := beginning(section.text))), "")


def _terms(glossary: Glossary) -> Mapping[str, Preview]:
    return {
        term.id: (
            (term.names[0], term.text)
            if term.see is None
            else (term.names[0], term.text, term.see.text, f"{url(term.see.target)}#{term.see.anchor}".rstrip("#"))
        )
        for term in glossary.terms
    }


def beginning(text: str) -> str:
    """The first sentences of a section, as plain text; empty when it holds no prose."""
    line = next((match["text"] for line in text.split("\n") if (match := _PROSE.match(line))), "")
    sentences = [found for found in _SENTENCE.findall(plain(line)) if found]
    shown = "".join(sentences[:1])
    for sentence in sentences[1:]:
        if len(shown) + len(sentence) > _LENGTH:
            break
        shown += sentence
    return shown if len(shown) <= 2 * _LENGTH else shown[: 2 * _LENGTH - 1].rstrip() + "…"
