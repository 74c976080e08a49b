"""What the build adds to a written page: its head, links behind its sources, marks on its questions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from zhiku import markdown
from zhiku.front_matter import UNREADABLE
from zhiku.library import Library
from zhiku.model import Article
from zhiku.site.learning import quiz
from zhiku.site.pages import LEVELS, overview
from zhiku.site.redirects import with_former_ids

_QUESTION = re.compile(r"<h(?P<rank>[2-6])(?P<before>[^>]*?) level=\"(?P<level>[123])\"(?P<after>[^>]*)>")
_EMPTY_HEAD = re.compile(r"<th(?P<attributes>[^>]*)></th>")  # a heading that says nothing is a cell


def page_meta(library: Library, path: str, meta: Mapping[str, object]) -> dict[str, object]:
    """The settings of a page. Of a written one the library's: what is wrong there is empty, so that the theme does not stumble over it."""
    written = library.pages.get(path)
    return dict(written.meta if written else meta)


def page_markdown(library: Library, path: str, text: str) -> str:
    """The Markdown of a page (without front matter) with what the build adds to it."""
    if any(fault.code == UNREADABLE and fault.place.path == path for fault in library.faults):
        text = markdown.without_head(text)  # MkDocs takes a head that it cannot read for text
    text = with_former_ids(library, path, text)
    folder, _, name = path.rpartition("/")
    if name == "index.md" and any(topic.id == folder for topic in library.topics):
        return text + overview(library, folder)
    article = library.article(path)
    return _with_head(library, article, _with_source_links(article, text)) if article else text


def page_html(html: str) -> str:
    """The content of a page with its questions' levels and the empty corners of its tables in a form that HTML allows."""
    html = _EMPTY_HEAD.sub(r"<td\g<attributes>></td>", html)
    return _QUESTION.sub(
        lambda m: (
            f'<h{m["rank"]}{m["before"]}{m["after"]} class="question" data-level="{m["level"]}" data-level-name="{LEVELS[int(m["level"])]}">'
        ),
        html,
    )


def since(library: Library, path: str) -> str:
    """The topic of an article, or of an index page with articles, where readers are told what has changed; else nothing."""
    topic = path.partition("/")[0]
    is_theirs = path == f"{topic}/index.md" or library.article(path) is not None
    return topic if is_theirs and library.topic_articles(topic) and quiz.is_made(library) else ""


def _with_head(library: Library, article: Article, text: str) -> str:
    """The line under the title: what to read before, and the version that the page was checked against."""
    notes = []
    ready = [a for p in article.prerequisites if (a := library.article(p))]
    if ready:
        notes.append(
            "先读："
            + "、".join(f"[{a.title}]({posixpath.relpath(a.path, posixpath.dirname(article.path))})" for a in ready)
        )
    if article.meta.get("go"):
        notes.append(f"核对到 Go {article.meta['go']}")
    if not notes:
        return text
    lines = text.split("\n")
    title = next((n for n, line in enumerate(lines) if line.startswith("# ")), None)
    if title is None:
        return text
    return "\n".join([*lines[: title + 1], "", " · ".join(notes), "{: .page-notes }", *lines[title + 1 :]])


def _with_source_links(article: Article, text: str) -> str:
    """Each footnote that names a source ends in a link to it."""
    links = {source.id: source.url for source in article.sources if source.url}
    lines = text.split("\n")
    for name, line in markdown.read(article.path, text).footnotes.items():
        if name in links and links[name] not in lines[line - 1]:
            lines[line - 1] += f" [原文]({links[name]})"
    return "\n".join(lines)
