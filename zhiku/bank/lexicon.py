"""What a text speaks of: the domain's words, as data beside the topics, under one name each.

The data stand in the front matter of the topics (`aliases:`, a list of names a subject, the first is its own) and of the home page
(`context:`, words that hold for the whole knowledge base and so tell nothing apart). Nothing here knows a single word of any subject.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

GAP = "\0"
"""Stands in the rest of a text where a subject stood."""
# What stands inside names or not, as the writer likes; between Latin words it parts them.
_SILENT = re.compile(r"[\s\-_·的]+")
_PARTING = re.compile(r"(?<=[a-z0-9])[\s\-_·的]+(?=[a-z0-9])")
_PARTED = "\x02"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text with its subjects taken out."""

    subjects: tuple[str, ...]
    """In their order, with repetitions."""
    rest: str
    """The folded text, GAP where a subject stood."""
    named: str
    """The folded text, each subject under its own name."""


@dataclass(frozen=True)
class Lexicon:
    """Names of subjects, folded, and what each subject is made of."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Folded name → subject; "" for a word of the context."""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Subject → the subjects that stand inside its names (`distributed lock` → `lock`)."""

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """First two characters of names → lengths of the names that begin so, the longest first."""
        found: dict[str, set[int]] = {}
        for name in self.names:
            found.setdefault(name[:2], set()).add(len(name))
        return {start: tuple(sorted(lengths, reverse=True)) for start, lengths in found.items()}

    def read(self, text: str, *, but: str = "") -> Spoken:
        """Find the subjects of a text: at each place the longest name wins; a Latin name ends where its word ends. Names of the subject `but` are passed over."""
        folded = fold(text)
        subjects: list[str] = []
        rest: list[str] = []
        named: list[str] = []
        past = 0
        for place in self._starts(folded):
            name = self._name_at(folded, place, but) if place >= past else ""
            if name:
                between, subject = folded[past:place], self.names[name]
                subjects += [subject] if subject else []
                rest += (between, GAP)
                named += (between, subject)
                past = place + len(name)
        return Spoken(tuple(subjects), "".join((*rest, folded[past:])), "".join((*named, folded[past:])))

    def _starts(self, folded: str) -> list[int]:
        """Places where a name may begin."""
        lengths = self._lengths
        return [n for n in range(len(folded) - 1) if folded[n : n + 2] in lengths]

    def _name_at(self, folded: str, place: int, but: str) -> str:
        if place and _is_inside(folded, place):
            return ""
        for length in self._lengths[folded[place : place + 2]]:
            name = folded[place : place + length]
            subject = self.names.get(name)
            if subject is not None and not (but and subject == but) and not _is_inside(folded, place + length):
                return name
        return ""


NO_WORDS = Lexicon()


def lexicon(groups: Iterable[Sequence[str]], context: Iterable[str] = ()) -> Lexicon:
    """Compile groups of names; of a name that stands in two groups, the first counts."""
    names: dict[str, str] = {}
    for group in groups:
        subject = fold(group[0])
        for name in group:
            names.setdefault(fold(name), subject)
    names |= dict.fromkeys((fold(word) for word in context), "")
    names.pop("", None)
    return Lexicon(names, _parts(Lexicon(names)))


def fold(text: str) -> str:
    """NFKC, lower case, without 的, hyphens and spaces; of those that part two Latin words one space stays."""
    text = _PARTING.sub(_PARTED, unicodedata.normalize("NFKC", text).lower())
    return _SILENT.sub("", text).replace(_PARTED, " ")


def _is_inside(folded: str, place: int) -> bool:
    """Whether a place is in the middle of a Latin word; the end of the text is not."""
    return folded[place - 1 : place + 1].isascii() and folded[place - 1 : place + 1].isalnum() and place < len(folded)


def _parts(words: Lexicon) -> dict[str, tuple[str, ...]]:
    """What stands inside at least a third of a subject's names: a part of the thing, not a chance of one spelling."""
    inside: dict[str, Counter[str]] = {}
    counts = Counter(words.names.values())
    for name, subject in words.names.items():
        if subject:
            inside.setdefault(subject, Counter()).update(set(words.read(name, but=subject).subjects))
    return {
        subject: tuple(sorted(part for part, count in found.items() if 3 * count >= counts[subject]))
        for subject, found in inside.items()
        if found
    }
