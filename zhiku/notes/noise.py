"""What is not knowledge: page chrome, forms, praise, contents lists. Marked with its rule, never lost.

The rules are tables: one for whole pieces, one for parts of a sentence, one for sections. `reviews` reads the blocks in which
somebody judges an answer: praise goes, advice and corrections stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhiku.notes import reviews
from zhiku.notes.piece import Fate, Kind, Piece

_HIDDEN = "\x00"


@dataclass(frozen=True, slots=True)
class _Noise:
    """A pattern of noise and the rule that it belongs to."""

    rule: str
    needs: tuple[str, ...]
    """One of these stands in all that the pattern finds, in lower case: most texts have none, which is quickly seen. None for a
    pattern that is as quick itself."""
    pattern: re.Pattern[str]

    def can_be_in(self, text: str) -> bool:
        """Whether a text in lower case is worth a search."""
        return not self.needs or any(word in text for word in self.needs)


@dataclass(frozen=True, slots=True)
class Table:
    """Rules in the order in which they are tried."""

    rules: tuple[_Noise, ...]
    needs: re.Pattern[str]
    """Any of the words that rules need."""

    def worth_trying(self, text: str) -> Sequence[_Noise]:
        """The rules that may find something in a text."""
        lower = text.lower()
        has_need = bool(self.needs.search(lower))
        return [rule for rule in self.rules if not rule.needs or (has_need and rule.can_be_in(lower))]


def _table(*rows: tuple[str, str, str]) -> Table:
    rules = tuple(
        _Noise(rule, tuple(needs.split()), re.compile(pattern, re.IGNORECASE)) for rule, needs, pattern in rows
    )
    return Table(rules, re.compile("|".join(re.escape(word) for rule in rules for word in rule.needs) or "(?!)"))


# Pieces that are noise as a whole: rule, what it needs, pattern; it is searched in the stripped text.
PIECES = _table(
    ("page-chrome", "", r"^(Posted (in|on|by)\b.{0,40}|发表(回复|评论)|[上下]一篇([:：].*)?|(阅读|浏览)(量|次数)?[:：]?\s*\d+|(点赞|收藏|分享|评论)\s*\d+|版权声明[:：].*|本文(链接|地址)[:：]\S+|(Copyright )?(©|\(c\)) ?\d{4}.*|Copyright (©|\(c\)) .*|返回顶部|Leave a (Reply|comment)\b.*|Share this\b.*)$"),
    ("comment-form", "不会被公开 必填项已用 published", r"(邮箱|电子邮件|email).{0,16}不会被公开|必填项已用.{0,4}标注|Your email address will not be published"),
    ("promotion", "关注 公众号 二维码 群 欢迎 微信", r"(扫码|长按|微信搜索?|点击).{0,12}(关注|公众号|二维码)(?!之?[后前时]|[的则])|^.{0,12}(关注|订阅)(?!之?[后前时]|[的则])[^，。]{0,16}公众号.{0,30}$|(加|进|入)(QQ|微信|技术|交流)+\s*群\s*([:：]|\d|[，。！]|$)|QQ\s*群[:：]\s*\d+|欢迎(点赞|转发|star|关注)|^.{0,8}加.{0,6}微信号?\s*[:：]?\s*[a-z][\w-]{5,}"),
    ("meeting", "会议 zoom meeting 直播 答疑 上课", r"(腾讯会议|飞书会议|钉钉会议|Zoom|会议(号|ID)|meeting id)\s*[:：]?\s*\d[\d\s-]{5,}|直播(答疑)?地址[:：]|^(答疑|直播|上课|会议)时间[:：]"),
    ("session-heading", "", r"^第[一二三四五六七八九十\d]+(次|期|场|讲)(直播|答疑|分享|课)[^，。]{0,8}$|^(答疑|直播)文档(【.*】)?$|^下面?补充问题[:：]?$"),
    ("dead-link", "", r"^\[[^\]]*\.(pdf|docx?|pptx?|xlsx?|png|jpe?g|zip)\]\(#?\)$"),
    ("lost-image", "", r"^!\[[^\]]*\]\((?!https?:|zhiku:)[^)]*\)$"),
    ("placeholder", "", r"^[\[【（(](等待.{0,16}|待(补充?|完善|填写?|续|定|写|更新|回答|整理|确认)|(尚|暂)?未(完|完成|完待续|填写?|定|提供|回答)|(此处)?请(在.{0,4})?(填写?|补充|输入|回答|作答).{0,12})[\]】）)]$|^(问题|题目)\s*[一二三四五六七八九十\d]+\s*[:：]?$|^[（(]?(TODO|TBD|待补充|待完善|待续|略|暂无|此处省略)[）)]?[。.]?$"),
    ("asking-rules", "提问 提具体的问题 问题发出之前 检查一下是否补充了", r"^提问(注意事项|须知|规则|要求)[:：]?$|^提具体的问题|^用疑问句提问|问题发出之前|检查一下是否补充了"),
    ("check-boxes", "[", r"(\[\s*[✅√xX✓]?\s*\]\s*[^\s\[\]，。]{1,8}(\s+|$)){2}|^\[\s*[✅√xX✓]?\s*\]\s*(通过|不通过|录用|不录用|待定|推荐)\s*([，。：:].*)?$"),
    ("contents", "", r"^@?\[TOC\](\(.*\))?$|^\[[^\]]+\]\(#[^)]+\)$|^(本文档?|本篇|这份文档)(主要)?(涵盖|包含|包括|整理)了?[^。]{0,40}[:：]$|^(本文档|这份文档)涵盖了|^\**[^*（(]{2,12}类?\**\s*[（(](问题|第)\s*\d+\s*[-~、至到]\s*\d+\s*题?[）)]\s*[:：]?$"),
    ("resume-framing", "", r"^(根据|基于)[^，。]{0,14}简历[^，。]{0,24}(问题|答案)"),
)  # fmt: skip

# Parts of a sentence that are noise inside a piece that stays. `keep` is what stays of the part.
SENTENCES = _table(
    ("resume-framing", "简历", r"(我?(看|注意)到?)?你(的)?简历(中|里|上)?(提到|写到?|说)(?!到?的)了?[，,]?\s*|[（(](来自|见|摘自)?简历(中|里|上)的?[^）)]{0,6}[）)]"),
    ("names-a-person", "老师 想听听你的意见", r"(?<![^，。；！？,;（）()])[^，。；！？,;（）()]*[一-龥](?<![的位名个当叫是和问跟给让把被请由有些对与及为找见比新好多少男女各每任何课学师教聘时前后来也都就又而但若会要想从向])(?<!语文)(?<!中文)(?<!英语)(?<!体育)(?<!音乐)(?<!美术)(?<!物理)(?<!地理)(?<!生物)(?<!历史)(?<!政治)老师[^，。；！？,;（）()]*[，。；！？,;]?|[，,]?\s*想听听你的意见[。！]?"),
    ("course-chatter", "节课 后续 周会讨论 ppt 课程的内容 课堂的知识 今天学习的内容 前面我们说的 你们目前 已经见过了", r"(?<![^，。；！？（）()\n])[^，。；！？（）()\n]*(这(一)?节课|上(一)?节课|下(一)?节课|后续(我们)?(还)?会(陆续)?(讲|接触)|(第[一二三四五六七八九十\d]+|下)周会讨论|在?上一个\s*PPT|(这个|本|本次)课程的内容|课堂的知识|今天学习的内容|前面我们说的|你们目前|已经见过了)[^，。；！？（）()\n]*[，。；！？：]?"),
    ("thanks", "参加 很好 不错 好的", r"^(你好[，,]\s*)?(感谢|欢迎)(你|您)?来?参加(我们|本次)的?面试[。！]?\s*|^(很好|不错|好的)[。！]\s*(?=\S)"),
    ("dead-link", "](#)", r"(?<!!)\[(?P<keep>[^\]]+)\]\(#\)"),
)  # fmt: skip

# Sections that are noise from their heading to the next one.
SECTIONS = _table(
    ("candidate-form", "", r"^(候选人|应聘者|个人)(信息|资料|简介)$"),
    ("contents", "", r"^(目录|目次|contents|table of contents)$"),
    ("verdict", "", r"^(面试|最终)(结果|结论)$|^备注$|^技术能力评估$|^面试官总评"),
)

_SLOGAN = 40  # characters; a longer paragraph is no slogan
_SLOGAN_WORDS = re.compile(r"代码|博客|分享|记录|生活|人生|梦想|成长|未来|热爱|专注|扎根|初心|匠心|点滴|一起")
_TELLS = re.compile(r"[这那就了会是要该但则：]|如果|因为|所以|可以|不能|需|先|再")  # words of one who explains
_CODE = re.compile(r"`+[^`]*`+")
_LISTED = re.compile(r"^\[[^\]]+\]\(#?")
_LEFT_OVER = re.compile(r"（\s*）|\(\s*\)|^\s*[，。；：]\s*")


def mark(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop what is noise, cut noise out of what stays."""
    pieces = reviews.mark(_sections(pieces))
    pieces = [_sentences(_whole(piece)) for piece in pieces]
    return _slogans(_empty_headings(_contents_children(pieces)))


def _find(table: Table, text: str) -> str:
    return next((noise.rule for noise in table.worth_trying(text) if noise.pattern.search(text)), "")


def _sections(pieces: Sequence[Piece]) -> list[Piece]:
    """A section goes up to the next heading, whatever its rank: forms have no parts, and what follows may be knowledge."""
    out: list[Piece] = []
    rule = ""
    judging = reviews.interviews(pieces)
    for n, piece in enumerate(pieces):
        if piece.kind is Kind.HEADING and piece.level < 7:
            rule = _section(pieces, n, judging)
        elif (out and piece.place.path != out[-1].place.path) or (rule == "contents" and _is_text(piece)):
            rule = ""
        out.append(piece.dropped(rule) if rule and piece.is_live else piece)
    return out


def _section(pieces: Sequence[Piece], n: int, judging: frozenset[str]) -> str:
    """The rule that a heading begins: contents hold no text, and a verdict is passed in an interview."""
    rule = _find(SECTIONS, reviews.without_emoji(pieces[n].text))
    following = pieces[n + 1] if n + 1 < len(pieces) else None
    is_other = (rule == "contents" and following is not None and _is_text(following)) or (
        rule == "verdict" and pieces[n].place.path not in judging
    )
    return "" if is_other else rule


def _is_text(piece: Piece) -> bool:
    return (piece.kind is Kind.PROSE and not _LISTED.match(piece.text)) or piece.kind.is_block


def _whole(piece: Piece) -> Piece:
    if not piece.is_live or piece.kind not in (Kind.HEADING, Kind.PROSE, Kind.LIST, Kind.TEXT):
        return piece
    rule = _find(PIECES, _CODE.sub("`", piece.text.strip()))
    return piece.dropped(rule) if rule else piece


def _sentences(piece: Piece) -> Piece:
    if not piece.is_live or piece.kind.is_block or piece.kind is Kind.RULE:
        return piece
    for noise in SENTENCES.worth_trying(piece.text):
        text = _cut(noise.pattern, piece.text)
        if text != piece.text:
            text = _LEFT_OVER.sub("", text).strip()
            text = re.sub(r"[，；、]$", "。", text) if piece.text.endswith("。") else text
            if not text:
                return piece.dropped(noise.rule)
            piece = piece.repaired(noise.rule, text=text)
    return piece


def _cut(pattern: re.Pattern[str], text: str) -> str:
    """`text` without what the pattern finds; inline code is one character to it, and stays as it is where it stays."""
    codes = iter(_CODE.findall(text))
    hidden = _CODE.sub(_HIDDEN, text.replace(_HIDDEN, ""))
    out: list[str] = []
    position = 0

    def show(part: str, *, keep: bool) -> str:
        shown = re.sub(_HIDDEN, lambda _: next(codes, ""), part)
        return shown if keep else ""

    for match in pattern.finditer(hidden):
        out.append(show(hidden[position : match.start()], keep=True))
        kept = match.span("keep") if "keep" in pattern.groupindex and match["keep"] else (match.end(), match.end())
        out.append(show(hidden[match.start() : kept[0]], keep=False))
        out.append(show(hidden[kept[0] : kept[1]], keep=True))
        out.append(show(hidden[kept[1] : match.end()], keep=False))
        position = match.end()
    return "".join(out) + show(hidden[position:], keep=True)


def _contents_children(pieces: Sequence[Piece]) -> list[Piece]:
    """The items under a dropped line of contents go with it."""
    out: list[Piece] = []
    level: int | None = None
    for piece in pieces:
        is_item = piece.kind is Kind.LIST
        if piece.fate is Fate.DROPPED and piece.why[-1].rule == "contents":
            level = piece.level if is_item else None
        elif level is not None and is_item and (piece.level > level or (piece.level == level and piece.mark == "-")):
            piece = piece.dropped("contents")
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
            piece = piece.dropped("divider")
        elif (
            piece.is_live
            and piece.kind is Kind.HEADING
            and piece.raw.lstrip().startswith("#")
            and _is_empty(piece, following)
        ):
            piece = piece.dropped("empty-heading")
        if piece.is_live and piece.kind is not Kind.BLANK:
            following = piece
        out.append(piece)
    return out[::-1]


def _is_empty(piece: Piece, following: Piece | None) -> bool:
    if not piece.text.strip():
        return True
    if piece.prompt or piece.text.endswith(("?", "？")) or len(piece.text) > 12:
        return False
    if following is None or following.place.path != piece.place.path:
        return True
    return following.kind is Kind.HEADING and following.level <= piece.level


def _slogans(pieces: Sequence[Piece]) -> list[Piece]:
    """A slogan between the end of the text and a comment form belongs to the page."""
    out = list(pieces)
    lines = {p.place.path: p.place.last for p in out}
    for n, piece in enumerate(out[1:], 1):
        is_chrome = piece.fate is Fate.DROPPED and piece.why[-1].rule in ("page-chrome", "comment-form")
        if is_chrome and piece.place.first > lines[piece.place.path] * 4 // 5 and _is_slogan(out[n - 1], piece):
            out[n - 1] = out[n - 1].dropped("page-chrome", "A slogan of its owner.")
    return out


def _is_slogan(piece: Piece, following: Piece) -> bool:
    if not piece.is_live or piece.place.path != following.place.path or piece.kind is not Kind.PROSE:
        return False
    return len(piece.text) <= _SLOGAN and bool(_SLOGAN_WORDS.search(piece.text)) and not _TELLS.search(piece.text)
