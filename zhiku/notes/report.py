"""report.html: one page, no request, that shows what came in and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from zhiku.errors import ZhikuError
from zhiku.notes.dedupe import Row
from zhiku.notes.piece import Fate, Note, Piece

_FATES = {Fate.KEPT: "保留", Fate.REPAIRED: "修复", Fate.MERGED: "合并", Fate.DROPPED: "去掉"}
_PRIVATE = ("meeting", "names-a-person", "resume-framing", "candidate-form")


def page(notes: Sequence[Note], pieces: Sequence[Piece], rows: Sequence[Row], unreadable: Sequence[ZhikuError]) -> str:
    """The whole page. Text that a privacy rule has touched is not shown."""
    here = files(__package__)
    style, script = (here / "report.css").read_text("utf-8"), (here / "report.js").read_text("utf-8")
    body = "".join(
        [
            _errors(unreadable),
            _numbers(notes, pieces, rows),
            _bars(notes, pieces),
            _questions(rows),
            _near(rows),
            _table(pieces),
        ]
    )
    return f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>笔记整理报告</title><style>{style}</style></head><body><main><h1>笔记整理报告</h1>{body}</main><script>{script}</script></body></html>\n'


def _errors(unreadable: Sequence[ZhikuError]) -> str:
    if not unreadable:
        return ""
    return f'<section class="alert"><h2>没能读的笔记：{len(unreadable)}</h2><ul>{"".join(f"<li>{escape(str(e))}</li>" for e in unreadable)}</ul></section>'


def _numbers(notes: Sequence[Note], pieces: Sequence[Piece], rows: Sequence[Row]) -> str:
    lines: Counter[Fate] = Counter()
    for piece in pieces:
        lines[piece.fate] += piece.place.lines
    cards = [
        ("份笔记", len(notes)),
        ("行", sum(n.lines for n in notes)),
        ("个问题", len(rows)),
        ("个没有答案", sum(1 for r in rows if not r.is_answered)),
    ]
    cards += [(f"行{_FATES[fate]}", lines[fate]) for fate in Fate]
    return (
        '<section class="cards">'
        + "".join(f"<div><b>{value:,}</b><span>{label}</span></div>" for label, value in cards)
        + "</section>"
    )


def _bars(notes: Sequence[Note], pieces: Sequence[Piece]) -> str:
    out = ["<section><h2>每份笔记</h2><table class='bars'>"]
    for note in notes:
        lines: Counter[Fate] = Counter()
        for piece in pieces:
            if piece.place.path == note.path:
                lines[piece.fate] += piece.place.lines
        bar = "".join(
            f'<i class="{fate.value}" style="width:{100 * lines[fate] / note.lines:.2f}%" title="{_FATES[fate]} {lines[fate]} 行"></i>'
            for fate in Fate
        )
        out.append(f'<tr><th>{escape(note.path)}</th><td>{note.lines} 行</td><td class="bar">{bar}</td></tr>')
    legend = "".join(f'<span><i class="{fate.value}"></i>{name}</span>' for fate, name in _FATES.items())
    return "".join(out) + f'</table><p class="legend">{legend}</p></section>'


def _questions(rows: Sequence[Row]) -> str:
    open_rows = [r for r in rows if not r.is_answered]
    if not open_rows:
        return ""
    items = "".join(
        f"<li>{escape(r.text)} <small>{escape(r.topic)} · {escape(r.asked[0].note)}:{r.asked[0].first}</small></li>"
        for r in open_rows
    )
    return f"<section><details><summary><h2>笔记里没有答案的问题：{len(open_rows)}</h2></summary><ol>{items}</ol></details></section>"


def _near(rows: Sequence[Row]) -> str:
    by_id = {r.id: r for r in rows}
    pairs = [(score, r, by_id[name]) for r in rows for name, score in r.near if r.id < name]
    if not pairs:
        return ""
    items = "".join(
        f"<tr><td>{score:.2f}</td><td>{escape(a.text)}</td><td>{escape(b.text)}</td></tr>"
        for score, a, b in sorted(pairs, key=lambda p: (-p[0], p[1].id, p[2].id))
    )
    return f"<section><details><summary><h2>相像而没有合并的问题：{len(pairs)} 对，请人看</h2></summary><table class='pairs'><tr><th>相似</th><th></th><th></th></tr>{items}</table></details></section>"


def _table(pieces: Sequence[Piece]) -> str:
    notes = dict.fromkeys(p.place.path for p in pieces)
    rules = sorted({p.why[-1].rule for p in pieces if p.why})
    filters = f'<select id="note"><option value="">全部笔记</option>{_options(notes)}</select><select id="fate"><option value="">全部结果</option>{_options(f.value for f in Fate)}</select><select id="rule"><option value="">全部规则</option>{_options(rules)}</select><input id="text" type="search" placeholder="找文字"><output id="count"></output>'
    return f'<section><h2>每一行</h2><p class="filters">{filters}</p><div id="rows">{"".join(_row(p) for p in pieces)}</div></section>'


def _options(values: Iterable[str]) -> str:
    return "".join(f"<option>{escape(value)}</option>" for value in values)


def _row(piece: Piece) -> str:
    rule = piece.why[-1].rule if piece.why else ""
    why = " ".join(r.why for r in piece.why)
    hidden = any(r.rule in _PRIVATE for r in piece.why)
    raw = "（涉及个人信息，不显示）" if hidden else piece.raw.rstrip()
    result = (
        ""
        if piece.fate in (Fate.DROPPED, Fate.MERGED) or (piece.fate is Fate.KEPT and piece.text == raw)
        else f"<pre>{escape(piece.text)}</pre>"
    )
    into = f" → {escape(piece.same_as)}" if piece.same_as else ""
    head = f"<header><b>{escape(piece.place.path)}:{piece.place.first}–{piece.place.last}</b> <em>{_FATES[piece.fate]}{into}</em> {escape(rule)} <span>{escape(why)}</span></header>"
    return f'<article class="{piece.fate.value}" data-note="{escape(piece.place.path)}" data-fate="{piece.fate.value}" data-rule="{escape(rule)}">{head}<div><pre>{escape(raw)}</pre>{result}</div></article>'
