"""What a text speaks of: the domain's words, as data beside the topics, under one name each.

The data stand in the front matter of the topics (`aliases:`, a list of names a subject, the first is its own) and of the home page
(`context:`, words that hold for the whole knowledge base and so tell nothing apart). Nothing here knows a single word of any subject.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

GAP = "\0"
"""Stands in the rest of a text where a subject stood."""
_SILENT = "的"  # stands inside names or not, as the writer likes; between Latin words it parts them
_JOINTS = "-_·"


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
        folded, edges = fold(text)
        subjects: list[str] = []
        rest: list[str] = []
        named: list[str] = []
        place = 0
        while place < len(folded):
            name = self._name_at(folded, edges, place, but) if edges[place] else ""
            if name and self.names[name]:
                subjects.append(self.names[name])
            rest.append(GAP if name else folded[place])
            named.append(self.names[name] if name else folded[place])
            place += len(name) or 1
        return Spoken(tuple(subjects), "".join(rest), "".join(named))

    def _name_at(self, text: str, edges: Sequence[bool], place: int, but: str) -> str:
        for length in self._lengths.get(text[place : place + 2], ()):
            end = place + length
            subject = self.names.get(text[place:end]) if end <= len(text) and edges[end] else None
            if subject is not None and (not but or subject != but):
                return text[place:end]
        return ""


NO_WORDS = Lexicon()


def lexicon(groups: Iterable[Sequence[str]], context: Iterable[str] = ()) -> Lexicon:
    """Compile groups of names; of a name that stands in two groups, the first counts."""
    names: dict[str, str] = {}
    for group in groups:
        subject = fold(group[0])[0]
        for name in group:
            names.setdefault(fold(name)[0], subject)
    names |= dict.fromkeys((fold(word)[0] for word in context), "")
    names.pop("", None)
    return Lexicon(names, _parts(Lexicon(names)))


def fold(text: str) -> tuple[str, list[bool]]:
    """NFKC, lower case, without 的, hyphens and spaces but one between two Latin words; and for each place (and the end) whether a name may begin or end there."""
    kept: list[str] = []
    edges: list[bool] = []
    gap, before = False, False
    for mark in unicodedata.normalize("NFKC", text).lower():
        if mark.isspace() or mark in _JOINTS or mark == _SILENT:
            gap = True
            continue
        is_latin = mark.isascii() and mark.isalnum()
        if gap and is_latin and before:
            kept.append(" ")
            edges.append(True)
            before = False
        edges.append(not (is_latin and before))
        kept.append(mark)
        gap, before = False, is_latin
    return "".join(kept), [*edges, True]


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
