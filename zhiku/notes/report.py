"""report.html: one page, no request, that shows what needs a decision, what came in, and what became of every line."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import islice

from zhiku.errors import ZhikuError
from zhiku.notes import shown
from zhiku.notes.decisions import cards
from zhiku.notes.pictures import FATES, meaning, rules, strip, whole
from zhiku.notes.piece import Fate, Kind, Note, Piece, Reason
from zhiku.notes.rows import Row
from zhiku.notes.survey import Survey

_KINDS = {
    Kind.RAW: "未分类",
    Kind.BLANK: "空行",
    Kind.HEADING: "标题",
    Kind.PROSE: "正文",
    Kind.LIST: "列表项",
    Kind.RULE: "横线",
    Kind.FENCE: "围栏",
    Kind.CODE: "代码",
    Kind.MERMAID: "mermaid 图",
    Kind.ASCII: "字符画",
    Kind.TABLE: "表格",
    Kind.CONSOLE: "终端输出",
    Kind.TEXT: "预排文字",
}
_ROWS = 20_000  # of the table; a browser opens no page of a million pieces
_OF_MORE = 5_000  # rows of a table that cannot hold all pieces
_DENSE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_FATE_AT = {fate: n for n, fate in enumerate(FATES)}
_KIND_AT = {kind: n for n, kind in enumerate(_KINDS)}
_PART = 500  # rows that are written at once
_FILTERS = """<form class="filters" id="filters">
<select id="note" aria-label="笔记"></select><select id="fate" aria-label="结果"></select><select id="rule" aria-label="规则"></select>
<input id="text" type="search" aria-label="找文字" placeholder="找文字…" autocomplete="off"><button type="reset">全部</button><output id="count"></output>
</form>"""


def page(
    notes: Sequence[Note],
    pieces: Sequence[Piece],
    rows: Sequence[Row],
    unreadable: Sequence[ZhikuError],
    found: Survey,
) -> Iterator[str]:
    """The whole page, in parts. It runs its own script and nothing else: text of a note can start nothing and load nothing."""
    here = files(__package__)
    style, script = (here / "report.css").read_text("utf-8"), (here / "report.js").read_text("utf-8")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    yield (
        '<!doctype html>\n<html lang="zh-CN"><head>'
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<meta name="referrer" content="no-referrer"><title>笔记整理报告</title><style>{style}</style></head><body>'
    )
    table = _table(found)
    yield from _body(notes, pieces, rows, unreadable, found, left_out=len(pieces) - len(table))
    yield '<script type="application/json" id="data">'
    yield from _data(notes, pieces, found, table)
    yield f"</script><script>{script}</script></body></html>\n"


def _body(
    notes: Sequence[Note],
    pieces: Sequence[Piece],
    rows: Sequence[Row],
    unreadable: Sequence[ZhikuError],
    found: Survey,
    *,
    left_out: int,
) -> Iterator[str]:
    """What stands there without the script."""
    lines = sum(note.lines for note in notes)
    every = "" if left_out else "<span>每一行都在这里，恰好一次。</span>"
    yield (
        f"<header><h1>笔记整理报告</h1><p>{len(notes):,} 份笔记，{lines:,} 行，{len(rows):,} 个不同的问题。"
        f'{every}</p>{whole(found)}<nav><a href="#decide">要决定的</a><a href="#notes">每份笔记</a>'
        '<a href="#rules">每条规则</a><a href="#all">每一行</a></nav></header>'
    )
    todo = cards(notes, pieces, rows, unreadable, found)
    yield f'<main><section id="decide"><h2>要你决定的</h2>{"".join(card.html() for card in todo) or "<p>没有。</p>"}</section>'
    yield '<section id="notes"><h2>每份笔记</h2><p class="hint">从左到右是笔记的第一行到最后一行；指着看是哪几行，点一下就到那里。</p>'
    for note in notes:
        yield strip(note, found.runs.get(note.path, ()))
    rest = (
        f'<p class="hint">这里只有改动过的 {len(pieces) - left_out:,} 段；其余 {left_out:,} 段只在 ledger.jsonl 里。</p>'
        if left_out
        else ""
    )
    yield (
        "</section>"
        '<section id="rules"><h2>每条规则碰过多少行</h2><p class="hint">一行可以经过几条规则，颜色是它最后的结果；没有规则碰过的行原样保留。</p>'
        f"{rules(found)}</section>"
        f'<section id="all"><h2>每一行</h2>{rest}{_FILTERS}<noscript><p>这张表要浏览器运行脚本；同样的内容在 ledger.jsonl 里。</p></noscript>'
        '<button type="button" id="before" hidden></button><div id="rows"></div><div id="more"></div></section></main>'
    )


def _table(found: Survey) -> list[int]:
    """The pieces that the table shows: all, or of too many those that were changed, what was dropped first, up to the limit."""
    if len(found.fates) <= _ROWS:
        return list(range(len(found.fates)))
    chosen: list[int] = []
    most = min(_ROWS, _OF_MORE)
    for fate in (Fate.DROPPED, Fate.MERGED, Fate.REPAIRED):
        chosen += islice((n for n, other in enumerate(found.fates) if other is fate), most - len(chosen))
    return sorted(chosen)


def _data(notes: Sequence[Note], pieces: Sequence[Piece], found: Survey, table: Sequence[int]) -> Iterator[str]:
    """What the script draws the table from; pieces are arrays, and name notes, pages and reasons by number."""
    paths = {note.path: n for n, note in enumerate(notes)}
    row_of = {number: row for row, number in enumerate(table)}
    reasons: dict[Reason, int] = {}
    rows = []
    for number in table:
        piece = pieces[number]
        into = row_of.get(found.number_of.get(piece.same_as, -1), -1)
        why = [reasons.setdefault(reason, len(reasons)) for reason in piece.why]
        page = found.page_at[number] if piece.is_live else -1
        rows.append(_json(_row(piece, paths[piece.place.path], why, into, page)))
    head = {
        "notes": list(paths),
        "pages": [f"drafts/{path}" for path in found.paths],
        "fates": [[fate.value, name] for fate, name in FATES.items()],
        "kinds": list(_KINDS.values()),
        "reasons": [[reason.rule, meaning(reason.rule) or reason.why, reason.why] for reason in reasons],
    }
    yield f'{_json(head)[:-1]},"pieces":['
    for n in range(0, len(rows), _PART):
        yield ("," if n else "") + ",".join(rows[n : n + _PART])
    yield "]}"


def _row(piece: Piece, note: int, why: Sequence[int], into: int, page: int) -> list[object]:
    is_changed = piece.fate is Fate.REPAIRED or (piece.is_live and shown.private(piece))
    return [
        note,
        piece.place.first,
        piece.place.last,
        _FATE_AT[piece.fate],
        _KIND_AT[piece.kind],
        why,
        1 if shown.private(piece) else 0,
        shown.source(piece),
        shown.result(piece) if is_changed else None,
        into,
        piece.score,
        page,
    ]


def _json(value: object) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element or opens a comment."""
    text = _DENSE.encode(value)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
