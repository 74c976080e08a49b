"""report.html: one page, no request, that shows what needs a decision, what came in, and what became of every line."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files

from zhiku.errors import ZhikuError
from zhiku.notes import shown
from zhiku.notes.decisions import cards
from zhiku.notes.pages import divide
from zhiku.notes.pictures import FATES, meaning, rules, strips, whole
from zhiku.notes.piece import Fate, Kind, Note, Piece
from zhiku.notes.rows import Row

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
_FILTERS = """<form class="filters" id="filters">
<select id="note" aria-label="笔记"></select><select id="fate" aria-label="结果"></select><select id="rule" aria-label="规则"></select>
<input id="text" type="search" aria-label="找文字" placeholder="找文字…" autocomplete="off"><button type="reset">全部</button><output id="count"></output>
</form>"""


def page(notes: Sequence[Note], pieces: Sequence[Piece], rows: Sequence[Row], unreadable: Sequence[ZhikuError]) -> str:
    """The whole page. It runs its own script and nothing else: text of a note can start nothing and load nothing."""
    here = files(__package__)
    style, script = (here / "report.css").read_text("utf-8"), (here / "report.js").read_text("utf-8")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    lines = sum(note.lines for note in notes)
    todo = cards(notes, pieces, rows, unreadable)
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<meta name="referrer" content="no-referrer"><title>笔记整理报告</title><style>{style}</style>'
    )
    body = (
        f"<header><h1>笔记整理报告</h1><p>{len(notes):,} 份笔记，{lines:,} 行，{len(rows):,} 个不同的问题。"
        f'<span>每一行都在这里，恰好一次。</span></p>{whole(pieces)}<nav><a href="#decide">要决定的</a><a href="#notes">每份笔记</a>'
        '<a href="#rules">每条规则</a><a href="#all">每一行</a></nav></header>'
        f'<main><section id="decide"><h2>要你决定的</h2>{"".join(card.html() for card in todo) or "<p>没有。</p>"}</section>'
        '<section id="notes"><h2>每份笔记</h2><p class="hint">从左到右是笔记的第一行到最后一行；指着看是哪几行，点一下就到那里。</p>'
        f"{strips(notes, pieces)}</section>"
        '<section id="rules"><h2>每条规则碰过多少行</h2><p class="hint">一行可以经过几条规则，颜色是它最后的结果；没有规则碰过的行原样保留。</p>'
        f"{rules(pieces)}</section>"
        f'<section id="all"><h2>每一行</h2>{_FILTERS}<noscript><p>这张表要浏览器运行脚本；同样的内容在 ledger.jsonl 里。</p></noscript>'
        '<button type="button" id="before" hidden></button><div id="rows"></div><div id="more"></div></section></main>'
    )
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head>{head}</head><body>{body}'
        f'<script type="application/json" id="data">{_json(_data(notes, pieces))}</script><script>{script}</script></body></html>\n'
    )


def _data(notes: Sequence[Note], pieces: Sequence[Piece]) -> dict[str, object]:
    """What the script draws the table from; pieces are arrays, and name notes, pages and reasons by number."""
    pages = divide(pieces)
    page_of = {
        p.id: n
        for n, page in enumerate(pages)
        for p in (*page.over, *((page.head,) if page.head else ()), *page.pieces)
    }
    ordered = sorted(pieces, key=lambda p: p.place)
    number_of = {piece.id: n for n, piece in enumerate(ordered)}
    paths = {note.path: n for n, note in enumerate(notes)}
    reasons = {reason: n for n, reason in enumerate(dict.fromkeys(r for p in ordered for r in p.why))}
    kinds, fates = list(_KINDS), list(FATES)
    return {
        "notes": list(paths),
        "pages": [f"drafts/{page.path}" for page in pages],
        "fates": [[fate.value, name] for fate, name in FATES.items()],
        "kinds": list(_KINDS.values()),
        "reasons": [[reason.rule, meaning(reason.rule) or reason.why, reason.why] for reason in reasons],
        "pieces": [
            [
                paths[piece.place.path],
                piece.place.first,
                piece.place.last,
                fates.index(piece.fate),
                kinds.index(piece.kind),
                [reasons[reason] for reason in piece.why],
                1 if shown.private(piece) else 0,
                shown.source(piece),
                shown.result(piece)
                if piece.fate is Fate.REPAIRED or (piece.is_live and shown.private(piece))
                else None,
                number_of.get(piece.same_as, -1),
                piece.score,
                page_of.get(piece.id, -1) if piece.is_live else -1,
            ]
            for piece in ordered
        ],
    }


def _json(value: object) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element or opens a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
