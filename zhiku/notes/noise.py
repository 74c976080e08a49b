"""What is not knowledge: page chrome, forms, praise, meeting data, contents lists. Marked with its rule, never lost.

The rules are tables: one for whole pieces, one for sentences inside a piece, one for sections. `reviews` reads the blocks in which
somebody judges an answer: praise goes, advice and corrections stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhiku.notes import reviews
from zhiku.notes.piece import Kind, Piece


@dataclass(frozen=True, slots=True)
class Rule:
    """A named reason to drop a piece or a part of it."""

    name: str
    why: str
    pattern: re.Pattern[str]


def _rule(name: str, why: str, pattern: str, flags: int = 0) -> Rule:
    return Rule(name, why, re.compile(pattern, flags))


# Pieces that are noise as a whole.
PIECES: tuple[Rule, ...] = (
    _rule(
        "page-chrome",
        "Belongs to the page that the note was copied from.",
        r"^(Posted (in|on|by)\b.{0,40}|发表(回复|评论)|上一篇.*|下一篇.*|(阅读|浏览)(量|次数)?[:：]?\s*\d+|(点赞|收藏|分享|评论)(\s*\d+)?|版权声明.*|本文(链接|作者)[:：].*|Copyright .*|返回顶部|Leave a (Reply|comment).*|Share this.*|Tags?: .*|标签[:：].*)$",
        re.IGNORECASE,
    ),
    _rule(
        "comment-form",
        "The comment form of the page.",
        r"(邮箱|电子邮件|email).{0,16}不会被公开|必填项已用.{0,4}标注|Your email address will not be published",
        re.IGNORECASE,
    ),
    _rule(
        "meeting",
        "Data of a meeting.",
        r"(腾讯会议|飞书会议|钉钉会议|Zoom|会议(号|ID)|meeting id)\s*[:：]?\s*\d[\d\s-]{5,}|直播(答疑)?地址[:：]|(答疑|直播|上课|会议)时间[:：]",
        re.IGNORECASE,
    ),
    _rule(
        "session-heading",
        "Says when a session took place, not what was said.",
        r"^第[一二三四五六七八九十\d]+(次|期|场|讲)(直播|答疑|分享|课)[^，。]{0,8}$|^(答疑|直播)文档|^下面?补充问题[:：]?$",
    ),
    _rule(
        "dead-link",
        "A link that leads nowhere, with nothing but a file's name.",
        r"^\[[^\]]*\.(pdf|docx?|pptx?|xlsx?|png|jpe?g|zip)\]\(#?\)$",
        re.IGNORECASE,
    ),
    _rule("lost-image", "A picture that did not come along.", r"^!\[[^\]]*\]\((?!https?:)[^)]*\)$"),
    _rule(
        "placeholder",
        "A place that was never filled.",
        r"^[\[【（(](等待|待|未|请)[^\]】）)]{0,16}[\]】）)]$|^(问题|题目)\s*[一二三四五六七八九十\d]+\s*[:：]?$|^(TODO|TBD|待补充|待完善|略|暂无)[。.]?$",
        re.IGNORECASE,
    ),
    _rule(
        "asking-rules",
        "Rules for those who ask, not an answer.",
        r"^提问(注意事项|须知|规则|要求)[:：]?$|^提具体的问题|^用疑问句提问|问题发出之前|检查一下是否补充了",
    ),
    _rule(
        "check-boxes",
        "A form with boxes to tick.",
        r"\[\s*[✅√xX✓]?\s*\].*\[\s*\]|^\[\s*[✅√xX✓ ]?\s*\]\s*(通过|不通过|录用|待定|推荐)",
    ),
    _rule(
        "contents",
        "A list of contents made by hand; the site makes its own.",
        r"^\[[^\]]+\]\(#[^)]+\)$|^(本文档?|本篇|这份文档)(主要)?(涵盖|包含|包括|整理)了?|^\**[^*（(]{2,12}类?\**\s*[（(](问题|第)\s*\d+\s*[-~、至到]\s*\d+\s*题?[）)]\s*[:：]?$",
    ),
    _rule("resume-framing", "Speaks of somebody's résumé.", r"^(根据|基于)[^，。]{0,14}简历[^，。]{0,24}(问题|答案)"),
    _rule(
        "placeholder", "A heading over nothing, with words that promise something.", r"^（?(此处|这里)(省略|待补充)）?$"
    ),
)

# Sentences and clauses that are noise inside a piece that stays.
SENTENCES: tuple[Rule, ...] = (
    _rule(
        "resume-framing",
        "Speaks of somebody's résumé.",
        r"(我?(看|注意)到?)?你(的)?简历(中|里|上)?(提到|写到?|说)了?[，,]?\s*",
    ),
    _rule(
        "names-a-person",
        "Names a person.",
        r"[^，。；！？,;（）()]*[一-龥]{1,2}老师[^，。；！？,;（）()]*[，。；！？,;]?|[，,]?\s*想听听你的意见[。！]?",
    ),
    _rule(
        "course-chatter",
        "Speaks of a course, not of its subject.",
        r"[^，。；！？（）()\n]*(这(一)?节课|上(一)?节课|下(一)?节课|后续(我们)?(还)?会(陆续)?(讲|接触)|(第[一二三四五六七八九十\d]+|下)周会讨论|在?上一个\s*PPT|课程的内容|课堂的知识|今天学习的内容|前面我们说的|你们目前|已经见过了)[^，。；！？（）()\n]*[，。；！？：]?",
    ),
    _rule("thanks", "A greeting or thanks.", r"^(你好[，,]\s*)?(感谢|欢迎)(你|您)?来?参加(我们|本次)的?面试[。！]?\s*"),
    _rule("dead-link", "A link that leads nowhere; its text stays.", r"\[(?P<keep>[^\]]+)\]\(#\)"),
)

# Sections that are noise from their heading to the next one.
SECTIONS: tuple[Rule, ...] = (
    _rule("candidate-form", "A form about a candidate.", r"^(候选人|应聘者|个人)(信息|资料|简介)$"),
    _rule(
        "contents",
        "A list of contents made by hand; the site makes its own.",
        r"^(目录|目次|contents|table of contents)$",
        re.IGNORECASE,
    ),
    _rule("verdict", "The result of an interview.", r"^(面试|最终)?(结果|结论)$|^备注$|^技术能力评估$|^面试官总评"),
)

_EMPTY_TAGLINE = 40


def mark(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop what is noise, cut noise out of what stays."""
    return _taglines(
        _empty_headings(_contents_children([_sentences(p) for p in _whole(reviews.mark(_sections(pieces)))]))
    )


def _sections(pieces: Sequence[Piece]) -> list[Piece]:
    """A section goes up to the next heading, whatever its rank: forms have no parts, and what follows may be knowledge."""
    out: list[Piece] = []
    rule: Rule | None = None
    for piece in pieces:
        if piece.kind is Kind.HEADING and piece.level < 7:
            bare = reviews.without_emoji(piece.text)
            rule = next((r for r in SECTIONS if r.pattern.search(bare)), None)
        elif out and piece.place.path != out[-1].place.path:
            rule = None
        out.append(piece.dropped(rule.name, rule.why) if rule and piece.is_live else piece)
    return out


def _whole(pieces: Sequence[Piece]) -> list[Piece]:
    out = []
    for piece in pieces:
        rule = None
        if piece.is_live and piece.kind in (Kind.HEADING, Kind.PROSE, Kind.LIST, Kind.TEXT):
            rule = next((r for r in PIECES if r.pattern.search(piece.text.strip())), None)
        out.append(piece.dropped(rule.name, rule.why) if rule else piece)
    return out


def _sentences(piece: Piece) -> Piece:
    if not piece.is_live or piece.kind.is_block or piece.kind is Kind.RULE:
        return piece
    for rule in SENTENCES:
        text = rule.pattern.sub(lambda m: m.groupdict().get("keep") or "", piece.text)
        if text != piece.text:
            text = re.sub(r"（\s*）|\(\s*\)|^\s*[，。；]\s*", "", text).strip()
            piece = piece.repaired(rule.name, rule.why, text=text) if text else piece.dropped(rule.name, rule.why)
            if not text:
                break
    return piece


def _contents_children(pieces: Sequence[Piece]) -> list[Piece]:
    """The items under a dropped line of contents go with it."""
    out: list[Piece] = []
    level: int | None = None
    for piece in pieces:
        is_item = piece.kind is Kind.LIST
        if piece.fate == "dropped" and piece.why and piece.why[-1].rule == "contents":
            level = piece.level if is_item else None
        elif level is not None and is_item and (piece.level > level or (piece.level == level and piece.mark != "1.")):
            piece = piece.dropped("contents", "A list of contents made by hand; the site makes its own.")
        elif is_item or piece.kind is not Kind.BLANK:
            level = None
        out.append(piece)
    return out


def _empty_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """A marked heading with nothing under it says nothing; rules that only divide go too, the site has headings."""
    out: list[Piece] = []
    following: Piece | None = None  # the live piece after the present one
    for piece in reversed(pieces):
        if piece.is_live and piece.kind is Kind.RULE:
            piece = piece.dropped("divider", "A line that only divides.")
        elif (
            piece.is_live
            and piece.raw.lstrip().startswith("#")
            and piece.kind is Kind.HEADING
            and _is_empty(piece, following)
        ):
            piece = piece.dropped("empty-heading", "A heading with nothing under it.")
        if piece.is_live and piece.kind is not Kind.BLANK:
            following = piece
        out.append(piece)
    return out[::-1]


def _is_empty(piece: Piece, following: Piece | None) -> bool:
    if piece.prompt or piece.text.endswith(("?", "？")) or len(piece.text) > 12:
        return False
    return (
        following is None
        or following.place.path != piece.place.path
        or (following.kind is Kind.HEADING and following.level <= piece.level)
    )


def _taglines(pieces: Sequence[Piece]) -> list[Piece]:
    """A slogan between the text and a comment form belongs to the page."""
    out = list(pieces)
    for n, piece in enumerate(out):
        if piece.fate == "dropped" and piece.why and piece.why[-1].rule in ("page-chrome", "comment-form"):
            before = next((k for k in range(n - 1, -1, -1) if out[k].is_live), None)
            if (
                before is not None
                and before == n - 1
                and _is_slogan(out[before])
                and out[before].place.path == piece.place.path
                and piece.place.first > piece_share(out, piece)
            ):
                out[before] = out[before].dropped("page-chrome", "Belongs to the page that the note was copied from.")
    return out


def piece_share(pieces: Sequence[Piece], piece: Piece) -> int:
    """The line at four fifths of the piece's note: chrome stands at the end."""
    last = max(p.place.last for p in pieces if p.place.path == piece.place.path)
    return last * 4 // 5


def _is_slogan(piece: Piece) -> bool:
    return (
        piece.kind is Kind.PROSE
        and len(piece.text) <= _EMPTY_TAGLINE
        and piece.text.endswith(("。", "!", "！", "."))
        and "：" not in piece.text
    )
