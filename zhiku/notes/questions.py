"""Questions, wherever they stand: after a mark or a label, in a list of them, as a heading, in the middle of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhiku.bank.lexicon import Lexicon
from zhiku.notes.labels import LABELS
from zhiku.notes.piece import Kind, Piece, Verdict
from zhiku.text import HAN, QUESTION_MARKS, fold, han_share, plain

_SENTENCE = re.compile(r"[^?？﹖。！!；;\n]*(?:[?？﹖]+|[。！!；;\n]+|$)")
_ASKING = re.compile(
    r"什么|为啥|为何|怎么|怎样|如何|哪些|哪个|哪种|哪里|几种|多少|吗|能不能|是否|有没有|行不行|是不是|区别|何时|谁"
)
_REQUEST = re.compile(
    r"^[^，。]{0,14}[，,]\s*请|^(?:那么?|接下来|现在|最后一个问题[:：]|首先|另外)?[，,]?\s*(?:请|设计|实现|介绍|描述|谈谈|说说|讲讲|讲一下|解释|分享|编程题|说一下|简述|给你一个|重点介绍)|我想了解.{0,6}你对"
)
_TELL = re.compile(r"(?:讲一下|讲讲|说一下|说说|介绍一下)[。.；]?$")
_PLEASE = re.compile(r"^请(?:你|您)?(?:简单|详细)?(?:说|谈|讲|介绍|描述|解释|分析|画)")
_HEADING_ASKS = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.]\s*)?(?:何时|是否)"
    r"|^.{0,30}(?:为什么|为何|如何|怎么|怎样|什么|哪些|哪个|能不能|会不会|是不是|有没有)"
    r"|(?:吗|呢|区别|说一下|讲一下|介绍一下|说说|谈谈)$"
)
_LEADING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十\d]+[章节][:：\s]\s*|\d+(?:\.\d+)+\s+|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.)）]\s*)?(?:最后一个问题[:：]\s*)?(?:(?:那么|并且|而且|另外)[，,]?\s*)?"
)
_EXAMPLE = re.compile(r"^(?:比如|例如|包括)")
_ASIDE = re.compile(r"[（(][^（）()]{0,8}[?？﹖]$")
_NOT_ASKING = re.compile(r"`[^`]*`|https?://\S+|\]\([^)]*\)|\$\?")  # a mark inside these asks nothing
_QUOTE_MARK = re.compile(r"^(?:>\s*)+")
_HIDDEN = "\x00"
_REPORTED = re.compile(r"(?:询问|判断|检查|看看?|确认|校验).{0,20}(?:是否|有没有|能否)")
_QUOTES = (("“", "”"), ('"', '"'), ("「", "」"))
_ONLY_LINK = re.compile(r"^\[[^\]]*\]\([^)]*\)$")
_ONLY_MARK = re.compile(r"[?？﹖]+$")
_DANGLING = re.compile(r"这样|这个|这种|这里|这些|它们?|该方案|此时|上述|以上")
_FOLLOWING = re.compile(
    r"^(?:那|又|分别|各有|用来|用过|你用|怎么解决|如何解决|为什么|有什么|有多少|会发生什么|万一|更进一步|具体|采用|效果|遇到|还|基本|可以怎么|你可以|m有|是怎么)"
)
_NUMBER_MARK = re.compile(r"^\d+[、.)）]\s*")
_MARKS = tuple(QUESTION_MARKS)
_SHORT = 9  # folded characters: too short to stand without the question before it
_MINIMUM = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question where a note asks it."""

    text: str
    """As it can stand by itself."""
    first: int
    last: int
    note: str
    verdict: Verdict
    """Its topic here."""
    heading: tuple[str, ...]
    answer: tuple[int, int] | None
    """Lines of the answer that stands with it."""
    piece: str
    """Id of the piece that asks."""
    describes: bool = False
    """It words the heading right above it anew."""

    @property
    def topic(self) -> str:
        return self.verdict.topic


def mark(pieces: Sequence[Piece]) -> list[Piece]:
    """Write into each piece the questions that it asks."""
    dense = _dense_lists(pieces)
    asked = [_asks(piece, in_list=n in dense) if _can_ask(piece) else piece.asks for n, piece in enumerate(pieces)]
    return [piece if asks == piece.asks else piece.but(asks=asks) for piece, asks in zip(pieces, asked, strict=True)]


def _can_ask(piece: Piece) -> bool:
    return piece.is_live and piece.kind in (Kind.HEADING, Kind.PROSE, Kind.LIST, Kind.TEXT)


def _dense_lists(pieces: Sequence[Piece]) -> frozenset[int]:
    """Numbers of the pieces in marked lists of questions in which all, or nearly all, are short."""
    found: set[int] = set()
    run: list[int] = []
    for n, piece in enumerate([*pieces, None]):
        if piece is not None and piece.prompt and piece.kind in (Kind.PROSE, Kind.LIST) and piece.is_live:
            run.append(n)
            continue
        texts = [plain(pieces[k].text) for k in run]
        if (
            len(run) >= 6
            and sum(1 for t in texts if len(t) <= 90) >= 0.9 * len(run)
            and sum(1 for t in texts if _ASKING.search(t) or t.rstrip().endswith(_MARKS)) >= 0.5 * len(run)
            and all(pieces[k].heading and not pieces[k].level for k in run)
        ):
            found.update(run)
        run = []
    return frozenset(found)


def _asks(piece: Piece, *, in_list: bool) -> tuple[str, ...]:
    if piece.kind is Kind.TEXT:
        return tuple(dict.fromkeys(_tidy(line) for line in piece.text.split("\n") if _is_plain_question(line)))
    if piece.text.lstrip().startswith("|"):
        return ()
    if not (
        in_list or piece.prompt or piece.kind is Kind.HEADING or any(mark in piece.text for mark in QUESTION_MARKS)
    ):
        return ()
    text = _QUOTE_MARK.sub("", plain(_NOT_ASKING.sub(lambda m: m[0].replace("?", _HIDDEN), piece.text)))
    sentences = [m[0].strip().replace(_HIDDEN, "?") for m in _SENTENCE.finditer(text) if m[0].strip()]
    text = text.replace(_HIDDEN, "?")
    found: list[str] = []
    for n, sentence in enumerate(sentences):
        if found and piece.prompt and _EXAMPLE.match(sentence):
            found[-1] += sentence
        elif _is_asked(sentence, piece) and (piece.prompt or _stands_out(sentences, n)):
            found.append(sentence)
    if (
        not found
        and not any(s.endswith(_MARKS) for s in sentences)
        and (
            in_list
            or (piece.kind is Kind.HEADING and (piece.prompt or _HEADING_ASKS.search(_tidy(text))))
            or (piece.prompt and piece.kind is not Kind.HEADING and _unmarked(text))
        )
    ):
        found = [text]
    if found and piece.kind is Kind.HEADING and all(len(fold(_tidy(s))) < _MINIMUM for s in found):
        found = [text]
    if not found and piece.prompt and any(r.rule == "question-label" for r in piece.why):
        found = sentences[:1]
    return tuple(dict.fromkeys(t for s in found if len(fold(t := _tidy(s))) >= _MINIMUM))


def _stands_out(sentences: Sequence[str], n: int) -> bool:
    """In running text a question opens or ends its paragraph, or is quoted; in the middle it asks nobody."""
    if _REPORTED.search(sentences[n]) and n + 1 < len(sentences) and sentences[n + 1].startswith(("如果", "若")):
        return False
    opens = all(s.endswith(_MARKS) for s in sentences[: n + 1])
    return opens or n == len(sentences) - 1 or "“" in sentences[n]


def _is_plain_question(line: str) -> bool:
    """A line of preformatted text that is a question and nothing else."""
    text = line.strip()
    return text.endswith(_MARKS) and han_share(text) > 0.7 and len(fold(text)) >= 6 and not _ASIDE.search(text)


def _is_asked(sentence: str, piece: Piece) -> bool:
    if sentence.endswith(_MARKS):
        return not _ASIDE.search(sentence) and bool(HAN.search(sentence) or re.search(r"[A-Za-z]{2}", sentence))
    if not piece.prompt:
        return False
    return bool(_TELL.search(sentence) or _PLEASE.search(sentence)) or (
        bool(_REQUEST.search(sentence)) and piece.kind is not Kind.LIST
    )


def _unmarked(text: str) -> bool:
    """An item of a list of questions that has lost its mark."""
    return (
        len(text) <= 40
        and bool(_ASKING.search(text))
        and not re.search(r"[，。；].*[。；]|你(可以|要|记住)|就是|^[^，。]{0,8}：", text)
    )


def _tidy(sentence: str) -> str:
    text = _LEADING.sub("", sentence.strip()).strip()
    quoted = re.match(r"^.*[“\"「]([^“”\"「」]{5,}[?？﹖])$", text)
    if quoted and "”" not in text[: quoted.start(1)]:
        text = quoted[1]
    text = re.sub(r"\s*[?？﹖]+$", "？", text).strip().lstrip("”」")
    return text[1:-1] if (text[:1], text[-1:]) in _QUOTES else text


def collect(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Asked]:
    """All questions with the place where they are asked and the lines that answer them, in the notes' order. `lexicon` tells which of them name their own subject."""
    found: list[Asked] = []
    levels = _levels_above(pieces)
    for n, piece in enumerate(pieces):
        if not piece.asks:
            continue
        answer = _answer(pieces, n, levels[n])
        before = ""
        describes = _describes(pieces, n)
        for text in piece.asks:
            alone = _alone(text, before, piece, lexicon)
            found.append(
                Asked(
                    text=alone,
                    first=piece.place.first,
                    last=piece.place.first + piece.raw.rstrip().count("\n"),
                    note=piece.place.path,
                    verdict=piece.verdict,
                    heading=piece.heading,
                    answer=answer,
                    piece=piece.id,
                    describes=describes and (text is piece.asks[0] or alone != text),
                )
            )
            before = alone if alone == text else before
    return found


def _alone(text: str, before: str, piece: Piece, lexicon: Lexicon) -> str:
    """The question with what it needs to stand by itself: the one before it, or the heading over it."""
    leans = _FOLLOWING.search(text) or _DANGLING.search(text)
    if before and (leans or (len(fold(text)) <= _SHORT and not lexicon.read(text).subjects)):
        return f"{before}{text}"
    about = piece.heading[-1] if piece.heading else ""
    if not before and about and "：" not in about and len(fold(text)) <= 25 and _DANGLING.search(text):
        return f"{_NUMBER_MARK.sub('', plain(piece.heading[-1])).rstrip('：:')}：{text}"
    return text


def _describes(pieces: Sequence[Piece], n: int) -> bool:
    piece = pieces[n]
    return (
        piece.prompt
        and n > 0
        and any(r.rule == "label" for r in pieces[n - 1].why)
        and "描述" in pieces[n - 1].text
        and len(piece.asks) > 0
    )


def _answer(pieces: Sequence[Piece], n: int, above: int) -> tuple[int, int] | None:
    """The lines from a question to the next thing that could stand beside it."""
    piece = pieces[n]
    if _ONLY_LINK.match(piece.text.strip()):
        return None  # a list of links to answers is not an answer
    scope = _scope(pieces, n, above)
    first = last = None
    tail = re.split(r"[?？﹖]", plain(piece.text))[-1] if piece.kind is not Kind.HEADING else ""
    if tail != plain(piece.text) and len(fold(tail)) >= 3:
        first = last = piece.place.first
    for other in (pieces[k] for k in range(n + 1, len(pieces))):
        if other.place.path != piece.place.path or _ends_answer(piece, other, scope):
            break
        if (
            other.is_live
            and other.kind not in (Kind.BLANK, Kind.RULE)
            and not (other.kind is Kind.HEADING and other.level < 7)
            and not (other.asks and other.prompt)
        ):
            first = other.place.first if first is None else first
            last = other.place.first + other.raw.rstrip().count("\n")
    return (first, last) if first is not None and last is not None else None


def _scope(pieces: Sequence[Piece], n: int, above: int) -> int:
    """The level of the heading that a question fills: its own, or for what an interviewer says the one over it; 0 for none."""
    piece = pieces[n]
    if piece.kind is Kind.HEADING:
        return piece.level
    return above if _describes(pieces, n) or any(r.rule in LABELS for r in piece.why) else 0


def _levels_above(pieces: Sequence[Piece]) -> list[int]:
    """For each piece the level of the last large heading before it in its note; 0 for none."""
    levels: list[int] = []
    level, note = 0, ""
    for piece in pieces:
        if piece.place.path != note:
            level, note = 0, piece.place.path
        levels.append(level)
        if piece.kind is Kind.HEADING and piece.level < 5 and piece.is_live and piece.raw.lstrip().startswith("#"):
            level = piece.level
    return levels


def _ends_answer(piece: Piece, other: Piece, scope: int) -> bool:
    if not other.is_live:
        return False
    if other.kind is Kind.HEADING:
        return other.level <= scope if scope else True
    asks_alone = bool(other.asks) and other.text.rstrip().endswith(_MARKS)
    if piece.kind is Kind.LIST and other.kind is Kind.LIST and other.level <= piece.level:
        return piece.prompt or piece.level > 0 or bool(other.asks)
    if piece.kind is Kind.HEADING and piece.raw.lstrip().startswith(("#", "**")):
        return False
    return asks_alone or (bool(other.asks) and other.prompt and (other.kind is Kind.PROSE or piece.kind is other.kind))
