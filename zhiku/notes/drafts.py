"""Pieces → a docs folder that builds: a page a section, questions as headings with ids, and a page a note that traces its lines."""

from __future__ import annotations

import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import indent

from zhiku.model import OutputFile, Topic
from zhiku.notes import images
from zhiku.notes.pages import Page, Sheet, fill
from zhiku.notes.piece import Fate, Kind, Piece
from zhiku.notes.rows import Row
from zhiku.notes.survey import Survey
from zhiku.text import fold, plain, slug

_FATES = {
    Fate.KEPT: "保留",
    Fate.REPAIRED: "修复后保留",
    Fate.MERGED: "与别处相同，已合并",
    Fate.DROPPED: "不是知识，已去掉",
}
_TAG = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])")
_ATTRIBUTES = re.compile(r"\{(?!\})")  # `{onclick=…}` behind an element would become its attribute
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
_BAD_LINK = re.compile(r"\[([^\[\]]*)\]\((?!https?://|mailto:)[^)]*\)")
_NOTE = re.compile(r"\[\^([^\]\s]{1,20})\](:\s*)?")
_SNIPPET = re.compile(r"^(\s*)(;*)(-{1,}8<-{1,})", re.MULTILINE)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_OPENERS = re.compile(r"^(\s*)(!!!|\?\?\?|===|///|\*\[|:::|\[[^\]\n]*\]:)", re.MULTILINE)
_NOT_YAML = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGS = {Kind.ASCII: Kind.ASCII.value, Kind.CONSOLE: "console", Kind.TEXT: "text", Kind.TABLE: "text"}


@dataclass(frozen=True, slots=True)
class Site:
    """What a page needs to know of the others."""

    page_of: Callable[[str], str]
    """Piece id → path of its page, '' for none."""
    rows_of: Mapping[str, tuple[Row, ...]]
    """Piece id → the questions that it asks."""
    home: Mapping[str, str]
    """Question id → id of the piece under which it stands."""
    titles: Mapping[str, str]
    """Path → title of a page."""
    traces: Mapping[str, str]
    """Note → path of the page that traces its lines."""


def site(found: Survey, rows: Sequence[Row]) -> Site:
    """Where everything stands."""
    rows_of: dict[str, list[Row]] = defaultdict(list)
    home: dict[str, str] = {}
    for row in rows:
        best = next((a for a in row.asked if a.answer and found.page_of(a.piece)), row.asked[0])
        home[row.id] = best.piece
        for piece in dict.fromkeys(one.piece for one in row.asked):
            rows_of[piece].append(row)
    titles = {sheet.path: sheet.title for sheets in found.sheets.values() for sheet in sheets}
    return Site(found.page_of, {k: tuple(v) for k, v in rows_of.items()}, home, titles, _note_paths(found.sheets))


def indexes(site: Site, found: Survey, rows: Sequence[Row], topics: Sequence[Topic]) -> list[OutputFile]:
    """The first page, and the index pages of the topics."""
    sheets = [sheet for sheets in found.sheets.values() for sheet in sheets]
    home = OutputFile("index.md", _home(sheets, rows, site.traces))
    return [home, *(OutputFile(f"{topic.id}/index.md", _topic_index(topic)) for topic in topics)]


def files(pieces: Sequence[Piece], sheets: Sequence[Sheet], site: Site) -> list[OutputFile]:
    """The pages of one note, and the page that traces its lines."""
    note = pieces[0].place.path
    pages = [OutputFile(page.path, _write(page, site)) for page in fill(sheets, pieces)]
    return [*pages, OutputFile(site.traces[note], _trace(note, pieces, site))]


def body(pieces: Sequence[Piece]) -> str:
    """All that stays of some pieces, as one text without questions' ids: what tests compare."""
    live = tuple(p.but(asks=()) for p in pieces if p.is_live)
    page = Page("", "", "", None, live)
    writer = _Body(page, Site(lambda _: "", {}, {}, {}, {}))
    writer.add_all()
    return writer.text()


def safe(text: str) -> str:
    """Prose that a note cannot use to put HTML, attributes, files or scripts into the site."""
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    text = _CODE.sub(hide, re.sub("[\0-\x02]", "", text))
    text = _IMAGE.sub(_image, text)
    text = _BAD_LINK.sub(r"\1", text)
    text = _NOTE.sub(r"（注 \1）", text)
    text = _TAG.sub("&lt;", text) if "<" in text else text
    text = _ATTRIBUTES.sub("&#123;", text)
    text = _OPENERS.sub(lambda m: f"{m[1]}\\{m[2]}", text)
    text = re.sub("\0(\\d+)\0", lambda m: kept[int(m[1])], text)
    return _no_snippets(text.replace("\x01", "(").replace("\x02", ")"))


def _image(match: re.Match[str]) -> str:
    """A picture that comes along is hidden from what follows; any other leaves its words."""
    if match[2].startswith(images.SCHEME):
        return f"![{match[1]}]\x01../pictures/{match[2].removeprefix(images.SCHEME)}\x02"
    return f"（图：{match[1] or match[2]}）"


def _no_snippets(text: str) -> str:
    return _SNIPPET.sub(r"\1;\2\3", text)


def _write(page: Page, site: Site) -> str:
    body = _Body(page, site)
    body.add_all()
    note = (page.head or page.pieces[0]).place.path
    group = "".join(f"（{_text(plain(p.text))}）" for p in page.over)
    places = [p.place for p in (*page.over, *page.own)]
    first, last = min(p.first for p in places), max(p.last for p in places)
    meta = {
        "title": escape(page.title, quote=False),
        "draft": True,
        "wordings": body.wordings,
        "asked": body.asked,
        "unanswered": body.unanswered,
    }
    source = (
        f"来源：[{_text(note)}]({_relative(page.path, site.traces[note])}#{_anchor(first)}) 第 {first}–{last} 行{group}"
    )
    return f"{_front(meta)}\n# {safe(page.title)}\n\n{source}\n\n{body.text()}"


class _Body:
    """Writes the pieces of one page one after the other."""

    def __init__(self, page: Page, site: Site) -> None:
        self._page, self._site = page, site
        self._parts: list[tuple[str, bool]] = []  # (Markdown, whether it is a list item)
        self._level = 1  # of the heading that we are under
        self._rank = 2 if page.head is not None and page.head.asks else 1  # of what the page's own heading becomes
        self._shift = 0  # depth of the item whose question became a heading
        self._base = 0  # depth in the note of the list's first item
        self._depth = -1  # of the item that we are under; -1 outside a list
        self.wordings: dict[str, list[str]] = {}
        self.asked: dict[str, int] = {}
        self.unanswered: list[str] = []

    def add_all(self) -> None:
        if self._page.head is not None:
            self._questions(self._page.head)
        for piece in self._page.pieces:
            self._add(piece)

    def text(self) -> str:
        out: list[str] = []
        for n, (part, is_item) in enumerate(self._parts):
            joined = is_item and n > 0 and self._parts[n - 1][1] and _goes_on(self._parts[n - 1][0], part)
            out.append(("\n" if joined else "\n\n" if n else "") + part)
        return "".join(out).strip("\n") + "\n"

    def _add(self, piece: Piece) -> None:
        self._write(piece)
        if piece.fate is Fate.MERGED:
            return
        if piece.kind is Kind.LIST and not piece.asks:
            self._depth = self._level_of(piece)
        elif not piece.kind.is_block and not (piece.kind is Kind.PROSE and piece.level):
            self._depth = -1

    def _write(self, piece: Piece) -> None:
        if piece.fate is Fate.MERGED:
            self._merged(piece)
        elif piece.asks:
            self._asking(piece)
        elif piece.kind is Kind.HEADING:
            self._heading(piece)
        elif piece.kind.is_block:
            if piece.lead:
                self._parts.append((safe(piece.lead), False))
            inside = "    " * self._inside(piece)
            self._parts.append((indent(_block(piece), inside) if inside else _block(piece), False))
        elif piece.kind is Kind.LIST:
            self._shift = self._shift if piece.level >= self._shift else 0
            self._parts.append((f"{'    ' * self._level_of(piece)}{piece.mark} {safe(piece.text)}", True))
        elif piece.text.strip():
            depth = min(max(piece.level - self._shift - self._base, 0), self._depth + 1)
            self._parts.append(("    " * depth + safe(piece.text), False))

    def _level_of(self, piece: Piece) -> int:
        """The depth of an item on the page: the first one of a list stands at the margin, whatever was merged above it."""
        depth = max(piece.level - self._shift, 0)
        if self._depth < 0:
            self._base = depth
        self._base = min(self._base, depth)
        return min(depth - self._base, self._depth + 1)

    def _inside(self, piece: Piece) -> int:
        """How deep a block stands in the list above it: as deep as its indent in the note says."""
        if self._depth < 0 or not piece.raw.lstrip("\n")[:1].isspace():
            return 0
        return self._depth + 1

    def _heading(self, piece: Piece) -> None:
        self._shift = 0
        if piece.level == 7:
            self._parts.append((f"**{safe(plain(piece.text))}**", False))
            return
        self._level = min(max(piece.level - self._page.level + self._rank, 2), 6)
        words = safe(piece.text).rstrip("?？﹖")  # a heading with the mark would be a question of the bank
        self._parts.append((f"{'#' * self._level} {words or '…'}", False))

    def _asking(self, piece: Piece) -> None:
        if piece.kind is Kind.HEADING and piece.level < 7:
            self._level = min(max(piece.level - self._page.level + self._rank, 2), 6)
        self._shift = piece.level + 1 if piece.kind is Kind.LIST else 0
        self._questions(piece)
        words = plain(piece.text)
        rows = self._site.rows_of.get(piece.id, ())
        said = "".join(row.text + "".join(row.wordings) for row in rows)
        if (
            piece.kind is not Kind.HEADING
            and fold(words) not in fold(said)
            and len(fold(words)) > len(fold("".join(piece.asks))) + 2
        ):
            self._parts.append((safe(piece.text), False))

    def _questions(self, piece: Piece) -> None:
        level = (
            2
            if piece is self._page.head
            else min(self._level + (0 if piece.kind is Kind.HEADING and piece.level < 7 else 1), 6)
        )
        for row in self._site.rows_of.get(piece.id, ()):
            if self._site.home[row.id] != piece.id:
                target = self._site.page_of(self._site.home[row.id]) or self._page.path
                if target != self._page.path:
                    link = f"{_relative(self._page.path, target)}#{row.id}"
                    self._parts.append((f"同一个问题：[{_text(row.text)}]({link})", False))
                continue
            text = row.text if row.text.endswith(("？", "?")) else f"{row.text.rstrip('。；;：:')}？"
            self._parts.append((f"{'#' * max(level, 2)} {safe(text)} {{ #{row.id} }}", False))
            self.asked[row.id] = len({a.note for a in row.asked})
            if row.wordings:
                self.wordings[row.id] = list(row.wordings)
            if not row.is_answered:
                self.unanswered.append(row.id)

    def _merged(self, piece: Piece) -> None:
        """One pointer for a run of merged pieces."""
        target = self._site.page_of(piece.same_as)
        if target and target != self._page.path:
            link = f"（这里的内容与[{_text(self._site.titles[target])}]({_relative(self._page.path, target)})相同。）"
            if not self._parts or self._parts[-1][0] != link:
                self._parts.append((link, False))


def _goes_on(before: str, item: str) -> bool:
    """Whether an item belongs to the list of the one before it: at one depth, numbers and bullets make two lists."""
    depth, depth_before = (len(text) - len(text.lstrip(" ")) for text in (item, before))
    return depth != depth_before or item.lstrip()[0].isdigit() == before.lstrip()[0].isdigit()


def _block(piece: Piece) -> str:
    text = _no_snippets(piece.text)
    if piece.kind is Kind.TABLE and not piece.fenced:
        return safe(text)
    lang = _LANGS.get(piece.kind) or piece.lang
    marks = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`{3,}", text)), 3)
    return f"{marks}{lang}\n{text}\n{marks}"


def _note_paths(notes: Iterable[str]) -> dict[str, str]:
    paths: dict[str, str] = {}
    used = {"notes/index"}
    for note in notes:
        name = base = f"notes/{slug(posixpath.splitext(note)[0])}"
        number = 2
        while name in used:
            name = f"{base}-{number}"
            number += 1
        used.add(name)
        paths[note] = f"{name}.md"
    return paths


def _trace(note: str, pieces: Sequence[Piece], site: Site) -> str:
    """What became of each line of a note, as a table."""
    rows = []
    lines = sum(p.place.lines for p in pieces)
    for first, last, fate, why, target in _grouped(sorted(pieces, key=lambda p: p.place), site):
        link = f"[{_text(site.titles[target])}](../{target})" if target else ""
        span = f"{first}" if first == last else f"{first}–{last}"
        rows.append(f'| <span id="{_anchor(first)}">{span}</span> | {_FATES[fate]} | {why} | {link} |')
    counts: dict[Fate, int] = defaultdict(int)
    for piece in pieces:
        counts[piece.fate] += piece.place.lines
    summary = "，".join(f"{_FATES[fate]} {counts[fate]} 行" for fate in Fate if counts[fate])
    head = "| 行 | 结果 | 规则 | 去处 |\n| --- | --- | --- | --- |"
    return (
        f"{_front({'title': escape(note, quote=False), 'search': {'exclude': True}})}\n# {_text(note)}\n\n共 {lines} 行：{summary}。\n\n{head}\n"
        + "\n".join(rows)
        + "\n"
    )


def _grouped(pieces: Sequence[Piece], site: Site) -> list[tuple[int, int, Fate, str, str]]:
    groups: list[tuple[int, int, Fate, str, str]] = []
    for piece in pieces:
        rule = piece.why[-1].rule if piece.why else ""
        target = site.page_of(piece.same_as or piece.id) if piece.fate is not Fate.DROPPED else ""
        if groups and groups[-1][2:] == (piece.fate, rule, target):
            groups[-1] = (groups[-1][0], piece.place.last, *groups[-1][2:])
        else:
            groups.append((piece.place.first, piece.place.last, piece.fate, rule, target))
    return groups


def _home(pages: Sequence[Sheet], rows: Sequence[Row], notes: Mapping[str, str]) -> str:
    settings = {"title": "笔记整理结果", "template": "home.html", "hide": ["navigation", "toc"]}
    lines = [
        _front(settings),
        "# 笔记整理结果",
        "",
        f"{len(notes)} 份笔记，整理成 {len(pages)} 页、{len(rows)} 个问题。这是机器整理的草稿，没有人改写过。",
        "",
        "<!-- topics -->",
        "",
        "## 每份笔记的每一行去了哪里",
        "",
        *(f"- [{_text(note)}]({path})" for note, path in notes.items()),
        "",
    ]
    return "\n".join(lines)


def _topic_index(topic: Topic) -> str:
    meta = {"title": topic.title, "summary": topic.summary, "order": topic.order, "words": list(topic.words)}
    return f"{_front(meta)}\n# {topic.title}\n\n{topic.summary}\n"


def _front(meta: Mapping[str, object]) -> str:
    """Front matter; every value is written as JSON, which YAML reads, without the few characters that YAML refuses."""
    rows = [
        f"{key}: {_NOT_YAML.sub('', json.dumps(value, ensure_ascii=False))}"
        for key, value in meta.items()
        if value not in ({}, [], "")
    ]
    return "---\n" + "\n".join(rows) + "\n---\n"


def _relative(page: str, target: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page))


def _anchor(line: int) -> str:
    return f"l{line}"


def _text(text: str) -> str:
    """Text inside a link or a table cell."""
    return safe(text).replace("[", "\\[").replace("]", "\\]").replace("|", "\\|")
