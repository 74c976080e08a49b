"""The pass over the finished site that makes the cheat-sheets' PDFs and links them from their pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from zhiku.errors import ZhikuError
from zhiku.library import Library
from zhiku.model import Finding, OutputFile, Place, Remark, Topic
from zhiku.site.built import Site
from zhiku.site.printing import press
from zhiku.site.printing.pdf import dated
from zhiku.site.printing.sheets import PDF_LINK
from zhiku.text import plain

OVERFLOWS = "C001"
_GET_ONE = "Install chromium, or the libraries of WeasyPrint (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0), and build again."


def sheet_pdfs(site: Site) -> Iterator[OutputFile | Finding | Remark]:
    """`<topic>/cheatsheet.pdf` for each topic with a sheet, and its page again with a link to it. Where nothing prints, the pages stay as they are."""
    built = {topic: page for topic in site.library.topics if (page := _page(site, topic)).is_file()}
    reasons: list[str] = []
    for one in press.PRESSES if built else ():
        try:
            printed = press.sheets(one, list(built.values()))
        except ZhikuError as error:
            reasons.append(str(error))
            continue
        if reasons:
            yield Remark(f"the cheat-sheets were printed by {one.name()}: {'; '.join(reasons)}")
        for topic, sheet in zip(built, printed, strict=True):
            yield from _joined(site, topic, sheet)
        return
    if built:
        yield Remark(f"the cheat-sheets have no PDF: {'; '.join(reasons)}\n  {_GET_ONE}")


def _page(site: Site, topic: Topic) -> Path:
    return site.folder / topic.id / "cheatsheet" / "index.html"


def _joined(site: Site, topic: Topic, sheet: press.Sheet) -> Iterator[OutputFile | Finding | Remark]:
    moment = int(os.environ.get("SOURCE_DATE_EPOCH") or 1_700_000_000)
    yield OutputFile(f"{topic.id}/cheatsheet.pdf", dated(sheet.pdf, moment))
    html = _page(site, topic).read_text("utf-8")
    yield OutputFile(f"{topic.id}/cheatsheet/index.html", _linked(html, topic, sheet))
    if sheet.pages > press.MOST_PAGES:
        yield _overflow(site.library, topic, sheet.pages)


def _linked(html: str, topic: Topic, sheet: press.Sheet) -> str:
    """The page with the link to its PDF, and with the size of type that the PDF has, so that a reader's own print is the same."""
    size = "" if sheet.pages == 1 else f"，共 {sheet.pages} 页"
    link = f'<a class="md-button md-button--primary" href="../cheatsheet.pdf" download="{topic.id}-cheatsheet.pdf">下载 PDF（A4{size}）</a>'
    html = html.replace('<div class="sheet">', f'<div class="sheet" style="--sheet-size: {sheet.size:g}pt">', 1)
    return html.replace(PDF_LINK, link, 1)


def _overflow(library: Library, topic: Topic, pages: int) -> Finding | Remark:
    """What is said of a sheet that is too long; one made of drafts stops no build."""
    articles = [a for a in library.topic_articles(topic.id) if a.points]
    longest = max(articles, key=lambda a: sum(len(plain(point)) for point in a.points))
    finding = Finding(
        Place(f"{topic.id}/index.md", 1, 1),
        OVERFLOWS,
        f"the cheat-sheet of the topic takes {pages} pages of A4 with type of {press.SIZES[0]} pt, not {press.MOST_PAGES} at most",
        f"Shorten key points, the longest are those of {longest.path}; or take fewer of each article: sheet_points: 3 in the head of the topic's index.md.",
    )
    return Remark(str(finding)) if all(a.meta.get("draft") for a in articles) else finding
