"""What a person has to decide after a run, as the first part of the report: one card a kind of decision, none when there is none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nsmallest
from html import escape
from itertools import islice
from urllib.parse import quote

from zhiku.errors import ZhikuError
from zhiku.notes import shown
from zhiku.notes.news import News
from zhiku.notes.piece import Fate, Note, Piece, Verdict
from zhiku.notes.rows import Row, Wording
from zhiku.notes.rules import RULES
from zhiku.notes.survey import Survey

_USUAL = ("UTF-8", "UTF-8 with BOM")  # how notes are read that need no second look
_FEW = 4  # a card with no more entries is open
_PAIRS = 300  # pairs on a card; the most doubtful come first
_LISTED = 2_000  # private places on a card
_OPENING = 60  # characters of a section that are shown
_COMPARED = 800  # characters; longer texts stand side by side without marks
# What `zhiku.bank.same` and `rows` say of two questions, for readers of the report.
_IN_CHINESE = {
    "Both ask the same about ": "问的是同一方面：",
    "The same words.": "文字相同",
    "Nearly the same words.": "几乎逐字相同",
    "The description under a heading words its question anew.": "标题和它下面的问题描述",
    "A person settled it.": "人判断过",
    "A part of that question. ": "是那个问题里的一句。",
    "one names a thing that the other does not": "一边说到了另一边没有说的东西",
    "each asks something else of it": "问的是不同的方面",
    "each turns the other round": "方向相反",
    "one says more than the other": "一边多说了别的",
    "different numbers": "数字不同",
    "different Latin words": "英文词不同",
    "different words of contrast": "对立的词不同",
}


def in_chinese(why: str) -> str:
    """A reason as readers of the report see it."""
    for english, chinese in _IN_CHINESE.items():
        why = why.replace(english, chinese)
    return why


@dataclass(frozen=True, slots=True)
class Card:
    """A kind of decision and all its cases."""

    id: str
    count: int
    title: str
    hint: str
    body: str

    def html(self) -> str:
        is_open = " open" if self.count <= _FEW else ""
        return (
            f'<details class="card" id="{self.id}"{is_open}><summary><b>{self.count:,}</b><span>{self.title}'
            f"<small>{self.hint}</small></span></summary><div>{self.body}</div></details>"
        )


def cards(
    notes: Sequence[Note],
    pieces: Sequence[Piece],
    rows: Sequence[Row],
    unreadable: Sequence[ZhikuError],
    found: Survey,
) -> list[Card]:
    """The decisions that are there to take, the most urgent first."""
    every = (
        _unreadable(unreadable),
        _new(rows),
        _partly(rows),
        _reading(notes),
        _private(pieces, found),
        _against(pieces, found),
        _merges(pieces, found),
        _wordings(rows),
        _near(rows),
        _unanswered(rows),
        _topics(pieces, rows, found),
    )
    return [card for card in every if card.count]


def link(note: str, line: int) -> str:
    """A link to the piece of a line, in the table of all pieces."""
    return f'<a href="#{quote(note)}:{line}"><bdi>{escape(note)}</bdi>:{line}</a>'


def _unreadable(errors: Sequence[ZhikuError]) -> Card:
    items = "".join(f'<li class="pre">{escape(str(error))}</li>' for error in errors)
    return Card(
        "unreadable", len(errors), "份笔记没能读", "它们不在结果里。照提示改好，再运行一次。", f"<ul>{items}</ul>"
    )


def _new(rows: Sequence[Row]) -> Card:
    """Questions that the knowledge base does not answer; no card where it answers nothing at all."""
    new = [row for row in rows if row.news is News.NEW]
    if len(new) == len(rows):
        new = []
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in new:
        groups[row.topic].append(row)
    body = "".join(_group(topic, found) for topic, found in sorted(groups.items()))
    counts = Counter(row.news for row in rows)
    return Card(
        "new",
        len(new),
        "个问题是新的",
        f"知识库里没有。另有 {counts[News.ANSWERED]} 个已经有答案，{counts[News.PART]} 个答了一部分；每一段新不新，写在账本的 news 里。",
        body,
    )


def _partly(rows: Sequence[Row]) -> Card:
    partly = [row for row in rows if row.news is News.PART]
    body = "".join(
        _pair(hit.score, _asked(row), f"<code>{escape(hit.at)}</code>", *compared(row.text, hit.text), hit.apart)
        for row in partly
        for hit in row.partly[:1]
    )
    return Card(
        "partly",
        len(partly),
        "个问题只答了一部分",
        "左边是笔记的问题，右边是知识库里最接近的。是同一个，就在 decisions.yml 里写 same。",
        body,
    )


def _against(pieces: Sequence[Piece], found: Survey) -> Card:
    """Pairs of pieces that say otherwise, told once, at the earlier one."""
    numbers = islice((n for n in found.against if any(n < m for m in _others(pieces[n], found))), _PAIRS)
    firsts = [pieces[number] for number in numbers]
    others = sorted({number for piece in firsts for number in _others(piece, found)})
    by_id = {pieces[number].id: pieces[number] for number in others}  # in order, so that each note is loaded once
    pairs = [
        (piece, other, by_id[other.piece]) for piece in firsts for other in piece.against if piece.place < other.at
    ]
    body = "".join(
        _pair(
            None,
            _named(piece),
            _named(second),
            *compared(_sentence(piece, other.ours), _sentence(second, other.theirs)),
        )
        for piece, other, second in pairs
    )
    count = len(found.against)
    return Card("against", count, "段与别处说法不一", "左右只能有一个对，或者各有前提。两段都留着。", body)


def _others(piece: Piece, found: Survey) -> list[int]:
    return [found.number_of[other.piece] for other in piece.against]


def _named(piece: Piece) -> str:
    return f"{link(piece.place.path, piece.place.first)} <code>{escape(piece.id)}</code>"


def _sentence(piece: Piece, sentence: str) -> str:
    return shown.HIDDEN if shown.private(piece) else sentence


def _reading(notes: Sequence[Note]) -> Card:
    unusual = [note for note in notes if note.how not in _USUAL]
    items = "".join(f"<li>{link(note.path, 1)} <span>{escape(note.how)}</span></li>" for note in unusual)
    return Card(
        "reading",
        len(unusual),
        "份笔记不是照常读的",
        "编码或格式是判断出来的：看一眼有没有乱码、缺字。",
        f"<ul>{items}</ul>",
    )


def _private(pieces: Sequence[Piece], found: Survey) -> Card:
    groups: dict[str, list[Piece]] = defaultdict(list)
    for piece in map(pieces.__getitem__, found.private[:_LISTED]):
        for kind in shown.private(piece):
            groups[kind].append(piece)
    body = "".join(
        f"<h4>{escape(RULES[kind].zh if kind in RULES else kind)} <code>{escape(kind)}</code> {len(members)} 处</h4>"
        f"<ul>{''.join(_private_item(piece) for piece in members)}</ul>"
        for kind, members in sorted(groups.items())
    )
    count = len(found.private)
    rest = f"<p>这里是前 {_LISTED:,} 处。</p>" if count > _LISTED else ""
    return Card("private", count, "处个人信息", "已经去掉或遮住；原文不在本页。请确认没有错，也没有漏。", rest + body)


def _private_item(piece: Piece) -> str:
    here = link(piece.place.path, piece.place.first)
    if piece.is_live:
        return f'<li>{here} 留下的文字：<q class="pre">{escape(piece.text.strip())}</q></li>'
    return f"<li>{here} {'整段去掉' if piece.fate is Fate.DROPPED else '合并到别处'}</li>"


def _merges(pieces: Sequence[Piece], found: Survey) -> Card:
    numbers = [number for _, number in nsmallest(_PAIRS, found.merged)]
    merged = {number: pieces[number] for number in sorted(numbers)}  # in order, so that each note is loaded once
    intos = {found.number_of[piece.same_as] for piece in merged.values() if piece.same_as in found.number_of}
    into = {pieces[number].id: pieces[number] for number in sorted(intos)}
    body = "".join(_merge(merged[number], into.get(merged[number].same_as)) for number in numbers)
    count = len(found.merged)
    rest = f'<p><a href="#?fate=merged">全部 {count:,} 处</a></p>' if count > _PAIRS else ""
    return Card("merges", count, "处重复合并了", "左边的并入右边的，最不像的在前。不该合并的，记下行号。", body + rest)


def _merge(piece: Piece, into: Piece | None) -> str:
    here = link(piece.place.path, piece.place.first)
    if into is None:  # it was merged into an article of the knowledge base
        return _pair(piece.score, here, f"<code>{escape(piece.same_as)}</code>", escape(shown.source(piece)), "")
    left, right = shown.source(piece), shown.result(into) if shown.private(into) else shown.source(into)
    sides = (escape(left), escape(right)) if piece.score == 1 else compared(left, right)
    return _pair(piece.score, here, link(into.place.path, into.place.first), *sides)


def _pair(score: float | None, left: str, right: str, left_text: str, right_text: str, why: str = "") -> str:
    number = "" if score is None else f"<b>{score:.2f}</b>"
    reason = f'<p class="why">{escape(in_chinese(why))}</p>' if why else ""
    return (
        f'<div class="pair">{number}<div><p>{left}</p><p class="pre">{left_text}</p></div>'
        f'<div><p>{right}</p><p class="pre">{right_text}</p></div>{reason}</div>'
    )


def compared(a: str, b: str) -> tuple[str, str]:
    """Both texts as HTML, with marks where they differ."""
    if max(len(a), len(b)) > _COMPARED:
        return escape(a), escape(b)
    left, right = [], []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        left.append(_marked(a[a1:a2], is_same=kind == "equal"))
        right.append(_marked(b[b1:b2], is_same=kind == "equal"))
    return "".join(left), "".join(right)


def _marked(text: str, *, is_same: bool) -> str:
    return escape(text) if is_same or not text else f"<mark>{escape(text)}</mark>"


def _wordings(rows: Sequence[Row]) -> Card:
    several = [row for row in rows if row.wordings]
    items = "".join(
        f"<li>{_question(row)}<ul>{''.join(_wording(words) for words in row.merged)}</ul></li>" for row in several
    )
    return Card(
        "wordings",
        len(several),
        "个问题合并了几种问法",
        "下面缩进的问法都算作同一个问题，后面是分数和理由。不该合并的，在 decisions.yml 里写 different。",
        f"<ul>{items}</ul>",
    )


def _wording(words: Wording) -> str:
    return f"<li><bdi>{escape(words.text)}</bdi> <small>{words.score:.2f} {escape(in_chinese(words.why))}</small></li>"


def _near(rows: Sequence[Row]) -> Card:
    by_id = {row.id: row for row in rows}
    pairs = [(score, row, by_id[name]) for row in rows for name, score in row.near if _is_first(row, name, by_id)]
    pairs.sort(key=lambda p: (-p[0], p[1].id, p[2].id))
    body = "".join(_pair(score, _asked(a), _asked(b), *compared(a.text, b.text)) for score, a, b in pairs[:_PAIRS])
    rest = f"<p>其余 {len(pairs) - _PAIRS:,} 对在 questions.jsonl 的 near 里。</p>" if len(pairs) > _PAIRS else ""
    return Card(
        "near",
        len(pairs),
        "对问题相像，没有合并",
        "最像的在前。同一个问题，就在 decisions.yml 里写 same；不同，写 different，以后不再列出。",
        body + rest,
    )


def _is_first(row: Row, name: str, by_id: dict[str, Row]) -> bool:
    """Whether a pair is to be told here: it is told once, by its smaller id if both rows name each other."""
    return name in by_id and (row.id < name or all(other != row.id for other, _ in by_id[name].near))


def _unanswered(rows: Sequence[Row]) -> Card:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if not row.is_answered:
            groups["" if row.known else row.topic].append(row)
    known = groups.pop("", [])
    body = "".join(_group(topic, found) for topic, found in sorted(groups.items()))
    if known:
        body += _group("知识库里已经有答案", known)
    count = sum(len(found) for found in groups.values())
    return Card(
        "unanswered", count, "个问题没有答案", "笔记里没有，知识库里也没有：要么补上答案，要么说明为什么不要。", body
    )


def _topics(pieces: Sequence[Piece], rows: Sequence[Row], found: Survey) -> Card:
    """Questions and sections that may belong elsewhere, the most doubtful first."""
    asked = [(row.verdict, _question(row)) for row in rows if row.verdict.is_uncertain]
    numbers = sorted(number for _, number in nsmallest(_PAIRS, found.doubtful))
    sections = [(piece.verdict, _opening(piece)) for piece in map(pieces.__getitem__, numbers)]
    doubtful = sorted([*asked, *sections], key=lambda pair: pair[0].margin)[:_PAIRS]
    count = len(asked) + len(found.doubtful)
    rest = f"<p>这里是最拿不准的 {_PAIRS} 处。</p>" if count > _PAIRS else ""
    items = "".join(f"<li>{what} {_verdict(verdict)}</li>" for verdict, what in doubtful)
    return Card(
        "topics",
        count,
        "处主题拿不准的",
        "问题或一节，分到的主题，定主题的词，其次的主题；最拿不准的在前。分错了，给该去的主题补一个词。",
        f"{rest}<ul>{items}</ul>",
    )


def _opening(piece: Piece) -> str:
    text = shown.HIDDEN if shown.private(piece) else piece.text.strip()[:_OPENING]
    return f"<bdi>{escape(text)}</bdi> <small>{link(piece.place.path, piece.place.first)}</small>"


def _verdict(verdict: Verdict) -> str:
    words = f"（{escape('、'.join(verdict.words))}）" if verdict.words else "（没有词，随本篇多数）"
    second = f"，其次 {escape(verdict.second)}" if verdict.second else ""
    return f"<small><b>{escape(verdict.topic)}</b>{words}{second}</small>"


def _group(title: str, rows: Sequence[Row]) -> str:
    ordered = sorted(rows, key=lambda r: -len({a.note for a in r.asked}))
    return f"<h4>{escape(title)} <span>{len(rows)}</span></h4><ul>{''.join(f'<li>{_question(r)}</li>' for r in ordered)}</ul>"


def _question(row: Row) -> str:
    known = f" <code>{escape(row.known)}</code>" if row.known else ""
    return f"<bdi>{escape(row.text)}</bdi> <small>{_asked(row)}{known}</small>"


def _asked(row: Row) -> str:
    notes = len({one.note for one in row.asked})
    others = f" 等 {notes} 份笔记" if notes > 1 else ""
    return link(row.asked[0].note, row.asked[0].first) + others
