"""What a question asks: its subjects, its aims, and the words that are neither."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from zhiku.bank.asking import aims
from zhiku.bank.lexicon import Lexicon

_SENTENCE = re.compile(r"[^?？。；;！!]+[?？。；;！!]*")
_MOST = 5  # sentences of a question that are looked at one by one; all are compared with all of another
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Meaning:
    """A question, or one sentence of it."""

    subjects: frozenset[str]
    aims: frozenset[str]
    rest: str
    """Folded characters that are neither subject nor aim nor filler."""
    bare: str
    """The folded text without its subjects."""
    order: tuple[str, ...]
    """Its subjects as they come, with repetitions."""
    said: str
    """The folded text with each subject under its own name: what character pairs are counted in."""

    @cached_property
    def grams(self) -> tuple[str, ...]:
        """Single characters and pairs of what was said."""
        text = _MARKS.sub("", self.said)
        return tuple(text[n : n + size] for size in (1, 2) for n in range(len(text) - size + 1))


def meaning(text: str, lexicon: Lexicon) -> Meaning:
    spoken = lexicon.read(text)
    found, rest = aims(spoken.rest)
    return Meaning(frozenset(spoken.subjects), found, rest, spoken.rest, spoken.subjects, spoken.named)


def sentences(text: str, lexicon: Lexicon) -> tuple[Meaning, ...]:
    """The whole question first, then its sentences where there are several; a sentence that names nothing speaks of what the one before it names."""
    whole = meaning(text, lexicon)
    found = [m[0] for m in islice(_SENTENCE.finditer(text), _MOST) if m[0].strip()]
    parts = [meaning(sentence, lexicon) for sentence in found]
    if len(parts) < 2:
        return (whole,)
    subjects: frozenset[str] = frozenset()
    out = [whole]
    for part in parts:
        subjects = part.subjects or subjects
        out.append(replace(part, subjects=subjects))
    return tuple(out)
