"""Old addresses lead on: a page where a page stood, an anchor where an id stood."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from posixpath import relpath
from urllib.parse import quote

from zhiku import markdown
from zhiku.library import Library, resolve
from zhiku.model import OutputFile
from zhiku.site.address import url
from zhiku.site.built import Site
from zhiku.site.published import former, moved
from zhiku.text import literal

_PAGE = """\
<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>这一页搬走了</title>
<link rel="icon" href="data:,">
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={link}">
<p>这一页搬到了<a href="{link}">新的地址</a>。</p>
<script>location.replace(document.querySelector("a").href + location.search + location.hash)</script>
</html>
"""
_LEAD_ON = """
<script>{ const mark = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (mark?.matches(".moved")) location.replace(mark.querySelector("a").href); }</script>
"""


def redirects(site: Site) -> Iterator[OutputFile]:
    """A page at each old address; what stands behind the # sign goes along when scripts run."""
    for old, new in sorted(moved(site.library).items()):
        here, there = url(old), url(new)
        link = quote(f"{relpath(there or '.', here)}/")
        yield OutputFile(f"{here}index.html", _PAGE.format(link=link, canonical=escape(site.url + quote(there))))


def with_former_ids(library: Library, path: str, text: str) -> str:
    """The Markdown of a page with the ids that stood on it before: at the headings they belong to now, or with a link that leads on."""
    page = library.pages.get(path)
    known = former(page) if page else {}
    if not known:
        return text
    lines = text.split("\n")
    for heading in markdown.read(path, text).headings:
        marks = "".join(
            f'<span id="{escape(old)}"></span>' for old, new in known.items() if new == heading.attributes.get("id")
        )
        if marks:
            line = lines[heading.line - 1]
            lines[heading.line - 1] = f"{line[: heading.level]} {marks}{line[heading.level :].lstrip()}"
    gone = [(old, new) for old, new in known.items() if "#" in new]
    texts = {f"{question.article}#{question.id}": question.text for question in library.questions()}
    for old, new in gone:
        question = texts.get("#".join(resolve(path, new)), "另一页")
        lines += ["", f"这个问题搬走了：[{literal(question)}]({new})", f"{{: .moved #{old} }}"]
    return "\n".join([*lines, _LEAD_ON] if gone else lines)
