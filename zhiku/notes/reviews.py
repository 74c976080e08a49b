"""Blocks in which somebody judges an answer. Praise is dropped; advice, open points and corrections are knowledge and stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhiku.notes.piece import Kind, Piece

_LABEL = re.compile(r"^\**\s*(?:面试官|导师|老师|评委|专家|教练)?(?:点评|评语|评价|反馈)\s*\**\s*[:：]?\s*\**$")
_SECTION = re.compile(r"^(?:.{0,10}(?:总结|总体|整体|综合)(?:评价|表现|评估|评语)|.{0,4}面试官总评)")
_EMOJI = re.compile(r"^[\s☀-➿⬀-⯿️\U0001F000-\U0001FAFF]+")
_ADVICE = re.compile(
    r"建议|可以补充|改进|注意|可以.{0,3}深入|探讨|完善|不足|问题|优化点|可以|成长点|提升|拓展|遗漏|风险"
)
_VERDICT = re.compile(
    r"^\**\s*(?:总体|综合|整体)?(?:评价|评分|表现|评语)\**\s*[:：]|⭐|★{2,}|^\**优秀表现|适合岗位|综合评分|强烈推荐"
)
_CORRECTION = re.compile(r"笔误|应该是|应为|应当是|你说的|你算的|可能包含|更准确|不完全正确|[≈=]\s*\d")
_INTERVIEW = re.compile(r"面试|候选人|应聘|点评|评语")
_GROUP = re.compile(r"[:：]\s*$")


@dataclass(frozen=True, slots=True)
class _Review:
    """Where we are in a review: how it ends, and what its present group of lines is."""

    fenced: bool
    level: int
    """Of the heading that opened it; 0 for a label."""
    mode: str = "praise"


def without_emoji(text: str) -> str:
    return _EMOJI.sub("", text).strip()


def mark(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop praise and verdicts, keep the rest of each review."""
    out: list[Piece] = []
    review: _Review | None = None
    judging = interviews(pieces)
    for n, piece in enumerate(pieces):
        if review is None or not _goes_on(review, piece, pieces, n):
            review = _opens(pieces, n, judging)
            out.append(piece.dropped("praise") if review and piece.is_live else piece)
            continue
        piece, review = _judge(piece, review)
        out.append(piece)
    return out


def interviews(pieces: Sequence[Piece]) -> frozenset[str]:
    """The notes in which somebody is judged: elsewhere `评价` may be about a book."""
    return frozenset(p.place.path for p in pieces if _INTERVIEW.search(p.text))


def _opens(pieces: Sequence[Piece], n: int, judging: frozenset[str]) -> _Review | None:
    piece = pieces[n]
    if piece.place.path not in judging:
        return None
    text = without_emoji(piece.text)
    if piece.kind in (Kind.PROSE, Kind.HEADING) and _LABEL.match(text):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        return _Review(fenced=following is not None and following.kind is Kind.FENCE, level=0)
    if piece.kind is Kind.HEADING and piece.level < 7 and _SECTION.match(text):
        return _Review(fenced=False, level=piece.level)
    return None


def _goes_on(review: _Review, piece: Piece, pieces: Sequence[Piece], n: int) -> bool:
    if piece.place.path != pieces[n - 1].place.path:
        return False
    if piece.kind is Kind.FENCE and review.fenced:
        return bool(_LABEL.match(without_emoji(pieces[n - 1].text)))  # the opening one; the other ends the review
    if piece.kind is Kind.RULE:
        return False
    if piece.kind is Kind.HEADING and piece.level < 7:
        return review.level > 0 and piece.level > review.level
    return True


def _judge(piece: Piece, review: _Review) -> tuple[Piece, _Review]:
    if not piece.is_live or piece.kind is Kind.FENCE:
        return piece, review
    text = without_emoji(piece.text)
    if piece.kind is Kind.HEADING or (piece.kind is Kind.PROSE and _GROUP.search(piece.text) and len(text) <= 24):
        review = replace(review, mode=_mode(text))
        if review.mode == "advice":
            return _advice_group(piece, text), review
        return piece.dropped("praise"), review
    if _VERDICT.search(text):
        return piece.dropped("praise"), replace(review, mode="praise")
    if review.mode == "advice":
        return piece, review
    if piece.kind.is_block or _CORRECTION.search(text):
        return piece.repaired("review-correction"), review
    return piece.dropped("praise"), review


def _advice_group(piece: Piece, text: str) -> Piece:
    return (
        piece.repaired(
            "review-advice",
            text=text,
            kind=Kind.HEADING,
            level=piece.level if piece.kind is Kind.HEADING else 7,
        )
        if text != piece.text
        else piece
    )


def _mode(text: str) -> str:
    if _VERDICT.search(text):
        return "praise"
    return (
        "advice"
        if _ADVICE.search(text) and not re.search(r"亮点|优秀|卓越|精准|突出|能力体现|特别突出", text)
        else "praise"
    )
