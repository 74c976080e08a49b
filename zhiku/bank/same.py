"""When two questions are one: never by a score alone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from zhiku.bank.alike import Weighed, likeness_of_one
from zhiku.bank.asking import WEIGHTS
from zhiku.bank.meaning import Meaning
from zhiku.text import fold

SAME = 0.7
"""From here on two questions are one, unless something speaks against it (precision 0.95 and more on labelled pairs)."""
NEAR = 0.5
"""From here on a reader of one wants to know of the other."""

_MORE = 1  # characters, neither aim nor filler, that one of two wordings may have and the other not
_TELLS = 0.6  # weight of an aim that tells two questions apart

# Turns of politeness around the question itself.
_POLITE = re.compile(
    r"^(?:你好|很好|好的|接下来|现在|那么?|首先|另外|然后|最后)+[，,。]?"
    r"|(?:能|可以)?(?:请|麻烦)(?:你|您)?(?:简单|详细|具体)?(?:地)?(?:介绍|谈谈|讲讲|说说|描述|解释|讲解|聊聊|分享|说)(?:一下|下)?"
    r"|(?:能)?(?:详细)?(?:说说|谈谈|讲讲|讲一下|介绍一下|说一下|简述)|了解过吗|知道吗"
    r"|你们?(?:的|是|在|公司)?|项目中|在实际(?:开发|项目)中|有了解吗|一下"
)
_WHAT_IS = re.compile(r"^什么(?:是|叫做?)([^，。]+?)[?？]*$")
_PARTICLES = re.compile(r"[的了呢吧啊嘛]")
# Words whose presence in one question and absence in the other makes two of them.
_CONTRAST = re.compile(
    r"不|没|无|非|错误|正确|之?[前后]|新|旧|❌|✅|关闭|打开|读|写|空|热|冷|悲观|乐观|先|再"
    r"|加|减|增|删|改|查|大|小|多个|单个|跨"
)
_NO_CONTRAST = re.compile(
    r"有没有|能不能|是不是|会不会|要不要|可不可以|前端|后端|面向对象|有无|行不行|多大|大家|查看|大致|大概"
)
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_LATIN = re.compile(r"(?!vs\b)[a-z][a-z0-9_+#.]*")


@dataclass(frozen=True, slots=True)
class Sameness:
    """Why two questions count as one."""

    score: float
    why: str
    """A sentence."""


def key(text: str) -> str:
    """What two wordings of one question share: the words without politeness and particles."""
    bare = _PARTICLES.sub("", _POLITE.sub("", text.strip()))
    bare = _WHAT_IS.sub(r"\1是什么", bare.replace("啥", "什么"))
    return fold(bare) or fold(text)


def same(a: Sequence[Weighed], b: Sequence[Weighed]) -> Sameness | None:
    """Whether two questions, taken whole, are one; None when they are not, or nobody can say without a person."""
    score = likeness_of_one(a[0], b[0])
    if score < SAME or against(a[0], b[0]):
        return None
    subjects = "、".join(sorted(a[0].meaning.subjects & b[0].meaning.subjects))
    return Sameness(round(score, 3), f"Both ask the same about {subjects}." if subjects else "Nearly the same words.")


def against(a: Weighed, b: Weighed) -> str:
    """What makes two questions of two that look alike; empty when nothing does."""
    one, other = a.meaning, b.meaning
    if one.subjects != other.subjects:
        return "one names a thing that the other does not"
    if _telling(one.aims) != _telling(other.aims) or _explains(one, other) or _explains(other, one):
        return "each asks something else of it"
    if "why" in one.aims and _order(one) != _order(other):
        return "each turns the other round"
    left, right = Counter(one.rest), Counter(other.rest)
    if max((left - right).total(), (right - left).total()) > _MORE:
        return "one says more than the other"
    return contrast(one.bare, other.bare)


def contrast(a: str, b: str) -> str:
    """What two texts that look alike do not share of figures, Latin words and words that turn a sense round; empty when all of it."""
    left, right = _plain(a), _plain(b)
    for pattern, what in ((_NUMBERS, "numbers"), (_LATIN, "Latin words"), (_CONTRAST, "words of contrast")):
        if set(pattern.findall(left)) != set(pattern.findall(right)):
            return f"different {what}"
    return ""


def _explains(one: Meaning, other: Meaning) -> bool:
    """Whether one asks what a thing is, and the other how it is done, how it works or which there are."""
    return "what" in one.aims and bool({"how", "principle", "kinds"} & (other.aims - one.aims))


def _order(question: Meaning) -> list[str]:
    """Its subjects in the order in which it names them."""
    return list(dict.fromkeys(question.order))


def _telling(aims: frozenset[str]) -> frozenset[str]:
    """The aims that tell two questions apart by themselves."""
    return frozenset(aim for aim in aims if WEIGHTS[aim] >= _TELLS)


def _plain(text: str) -> str:
    return _NO_CONTRAST.sub("", unicodedata.normalize("NFKC", text).lower())
