"""Labels that tell who speaks: `问题 1：`, `**面试官**:`, `**答案：**`. They are taken off, and what they say is remembered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhiku.notes.piece import Kind, Piece, Reason

_NUMBER = r"\s*[\d一二三四五六七八九十]*"
_SPEAKER = re.compile(r"^\**\s*(?:面试官|主考官|提问者?)\s*\**\s*[:：]\s*\**\s*")
_ASKER = re.compile(
    rf"^\**\s*(?:提问{_NUMBER}|问题{_NUMBER}|问{_NUMBER}|[Qq]{_NUMBER}|题目{_NUMBER}|延伸问题{_NUMBER}|追问{_NUMBER}|面试题{_NUMBER})\s*\**\s*[:：]\s*\**\s*"
)
_PROBLEM = re.compile(r"^\**\s*问题\s*\**\s*[:：]\s*\S")
_LETTER = re.compile(r"^\**\s*[Qq]\s*\**\s*[:：]")
_ASKS = re.compile(r"[?？﹖]|什么|怎么|怎样|如何|为何|哪|几|多少|是否|吗|请|谈|说说|讲讲|介绍|解释")
_NUMBERED = re.compile(r"^\**\s*(?:问题|[Qq]|题目|面试题)\s*[\d一二三四五六七八九十]+\s*\**\s*[:：]")
_ANSWER_AREA = re.compile(r"^(?:候选人)?(?:参考)?(?:答案|回答|解答)(?:区域?)?\s*[:：]?$")
_ANSWERER = re.compile(
    rf"^\**\s*(?:候选人)?(?:参考)?(?:答案|回答|解答|答|(?P<letter>[Aa])){_NUMBER}(?:区域)?\s*\**\s*[:：]\s*\**\s*"
)
_DESCRIPTION = re.compile(r"^(?:问题|题目|场景)描述\s*[:：]?$")
_LIST_WORDS = r"(?:(?:核心|高频|常见|常用|相关)?面试(?:要点|重难点|题目|题|考点|问题|点)|面经|衍生(?:出来)?的?问题|常见(?:问题|追问)|题目列表)(?:有|如下|包括)?"
_LIST_LABEL = re.compile(rf"^{_LIST_WORDS}\s*[:：]?$")
_LIST_HEADING = re.compile(rf"^(?:[\w+#.]{{1,12}}\s*)?{_LIST_WORDS}(?:\s*[:：].{{0,12}})?$")
_QUOTED = re.compile(r"^[>\s]*[\"“'「](?P<text>(?:[^\"“”「」]|“[^“”]*”|「[^「」]*」)*)[\"”'」]\s*$")
_MARKS_LEFT = re.compile(r"\*\*\s*$")

LABELS = ("question-label", "speaker-label")
"""Rules after which a piece is what somebody asked."""
_NO_HEADING = 8


@dataclass(frozen=True, slots=True)
class _Around:
    """What labels said before this point of a note."""

    note: str = ""
    list_level: int = 0
    """Of the heading over a list of questions (8 for a label that is no heading); 0 outside one."""
    asked: bool = False
    """Whether a label has said that somebody asks: only then is `A：` an answer."""
    following: str = ""
    """What a label that stood alone says of the next piece: ask, describe or nothing."""


def mark(pieces: Sequence[Piece]) -> list[Piece]:
    """Take labels off, mark what is asked (`prompt`), drop labels that stand alone."""
    out: list[Piece] = []
    around = _Around()
    for piece in pieces:
        if piece.place.path != around.note:
            around = _Around(piece.place.path)
        if piece.kind.is_block or not piece.is_live:
            out.append(piece)
            continue
        if piece.kind is Kind.RULE or _closes_list(piece, around):
            around = replace(around, list_level=0)
        piece, around = _read(piece, around)
        out.append(piece)
    return out


def _closes_list(piece: Piece, around: _Around) -> bool:
    opened = around.list_level
    return piece.kind is Kind.HEADING and (piece.level <= opened or (opened == _NO_HEADING and piece.level < 7))


def _read(piece: Piece, around: _Around) -> tuple[Piece, _Around]:
    labelled = _label(piece, asked=around.asked)
    if not around.asked and any(r.rule in LABELS for r in labelled.why):
        around = replace(around, asked=True)
    if around.following:
        under = (Reason("question-label", "Stands under a label of a question."),) if around.following == "ask" else ()
        labelled, around = labelled.but(prompt=True, why=(*labelled.why, *under)), replace(around, following="")
    if not labelled.text.strip() and labelled.why:
        return labelled.dropped("label"), replace(around, following="ask" if labelled.prompt else "")
    if _ANSWER_AREA.match(piece.text):
        return labelled.dropped("label"), around
    if _DESCRIPTION.match(piece.text):
        return labelled.dropped("label"), replace(around, following="describe")
    if _is_list_label(piece):
        is_heading = piece.kind is Kind.HEADING and piece.level < 7
        if not is_heading and _LIST_LABEL.match(piece.text.strip("* ")):
            labelled = labelled.dropped("label")
        return labelled, replace(around, list_level=piece.level if is_heading else _NO_HEADING)
    if around.list_level and piece.kind in (Kind.LIST, Kind.PROSE):
        labelled = labelled.but(prompt=True)
    return labelled, around


def _is_list_label(piece: Piece) -> bool:
    text = piece.text.strip().strip("*").strip()
    return piece.kind in (Kind.HEADING, Kind.PROSE) and len(text) <= 24 and bool(_LIST_HEADING.match(text))


def _label(piece: Piece, *, asked: bool) -> Piece:
    quoted = _QUOTED.match(piece.text) if piece.kind is Kind.PROSE else None
    text = quoted["text"] if quoted else piece.text
    speaker = _SPEAKER.match(text)
    asker = speaker or _ASKER.match(text)
    if asker and not _is_ordinary(piece, text):
        rest = (
            _MARKS_LEFT.sub("", text[asker.end() :])
            if text.count("**") % 2 == 0 and text[asker.end() :].count("**") % 2
            else text[asker.end() :]
        )
        said = _QUOTED.match(rest)
        rest = said["text"] if said else rest
        rule = "speaker-label" if speaker else "question-label"
        return piece.repaired(rule, text=rest.strip(), prompt=piece.level != 7)
    answerer = _ANSWERER.match(text)
    if answerer and (asked or not answerer["letter"]) and piece.kind in (Kind.PROSE, Kind.HEADING):
        return piece.repaired("answer-label", text=_MARKS_LEFT.sub("", text[answerer.end() :]).strip())
    if quoted:
        return piece.repaired("quoted-paragraph", text=text)
    return piece


def _is_ordinary(piece: Piece, text: str) -> bool:
    """`- 问题：内存持续增长` tells of a problem and is no question: without a number and without a mark, or as an item, it stays."""
    if _NUMBERED.match(text) or _SPEAKER.match(text):
        return False
    if _LETTER.match(text) and not _ASKS.search(text):
        return True  # `Q：电荷量` explains a sign
    return piece.kind is Kind.LIST or (bool(_PROBLEM.match(text)) and not re.search(r"[?？﹖]\W*$", text))
