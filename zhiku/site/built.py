"""A site as it stands when its pages are written, and what is kept of each page until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markdown import Markdown

from zhiku.library import Library
from zhiku.site.history import PageHistory
from zhiku.text import plain

_SNIPPETS = "pymdownx.snippets"


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A page, written or generated, as it went into the site."""

    path: str
    title: str
    summary: str
    """A sentence of plain text, or nothing."""
    markdown: str
    """With all that the build added to it, and code in the place of snippets; without front matter."""
    is_public: bool = True
    """Whether search engines and feeds may tell of it: it is no draft, and does not say `robots: noindex`."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site whose pages are written."""

    folder: Path
    docs: Path
    library: Library
    url: str
    """Where it will be published; ends in a slash. Empty when nobody said."""
    name: str
    """What it calls itself."""
    description: str = ""
    license: str = ""
    """The address of the licence of its texts."""
    history: Mapping[str, PageHistory] = field(default_factory=dict)
    """By path; without the pages that git does not know."""
    pages: tuple[BuiltPage, ...] = ()
    """All pages, in no special order."""


def built_page(
    site: Site, path: str, title: str, meta: Mapping[str, object], text: str, *, snippets: Mapping[str, object]
) -> BuiltPage:
    """A page out of what the generator knows of it; `snippets` are the settings of the extension that puts code in place."""
    return BuiltPage(
        path=path,
        title=str(meta.get("title") or (site.name if path == "index.md" else title)),
        summary=plain(str(meta.get("summary") or meta.get("description") or "")),
        markdown=_with_snippets(text, snippets) if "-8<-" in text else text,
        is_public=is_public(meta),
    )


def is_public(meta: Mapping[str, object]) -> bool:
    """Whether search engines and feeds may tell of a page with these settings."""
    return not meta.get("draft") and "noindex" not in str(meta.get("robots") or "")


def _with_snippets(text: str, settings: Mapping[str, object]) -> str:
    reader = Markdown(extensions=[_SNIPPETS], extension_configs={_SNIPPETS: dict(settings)})
    return "\n".join(reader.preprocessors["snippet"].run(text.split("\n")))
