"""Names of one thing find each other: under each name stands where the thing is spoken of by any of them.

The names come from the topics (`aliases:`); nothing here knows a word of any subject.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from zhiku.bank.lexicon import Lexicon
from zhiku.site.search.entry import Entry, Posting

BY_ANOTHER_NAME = 0.8
"""What a section counts that says the thing by another name."""
BY_A_WORD = 0.6
"""The same for a word that stands in the names of this thing only: `avalanche` for `cache avalanche`."""
MOST = 40
"""Sections kept under a name: the best. Who wants them all searches for the words themselves."""
_MARKED = 3
_LATIN = re.compile(r"[a-z]{5,}")


def synonyms(
    words: Mapping[str, Sequence[Posting]], said: Mapping[str, Sequence[Posting]], names: Lexicon
) -> dict[str, Entry]:
    """Entries of names, and of words that tell one thing, from the postings of words and those of each name as it is said."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, subject in names.names.items():
        if subject:
            groups[subject].append(name)
    telling = dict(_telling(groups))
    found: dict[str, Entry] = {}
    for group in groups.values():
        for name in [*group, *(word for word in telling.get(group[0], ()) if word not in names.names)]:
            others = [other for other in group if other != name and said.get(other)]
            if others:
                share = BY_ANOTHER_NAME if name in group else BY_A_WORD
                found[name] = _entry(name, others, words, said, share)
    return found


def _entry(
    name: str,
    others: Sequence[str],
    words: Mapping[str, Sequence[Posting]],
    said: Mapping[str, Sequence[Posting]],
    share: float,
) -> Entry:
    best: dict[int, int] = {}
    for other in others:
        for section, impact in said[other]:
            best[section] = max(best.get(section, 0), round(impact * share), 1)
    own = dict((*said.get(name, ()), *words.get(name, ())))
    kept = sorted(best, key=lambda section: (-best[section], section))[:MOST]
    merged = {section: max(best.get(section, 0), own.get(section, 0)) for section in {*kept, *own}}
    common = sorted(others, key=lambda other: (-len(said[other]), other))[:_MARKED]
    return Entry(tuple(sorted(merged.items())), tuple(common))


def _telling(groups: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, list[str]]]:
    """By the first name of a thing, the Latin words that stand in no other thing's names."""
    users: dict[str, set[str]] = defaultdict(set)
    for group in groups.values():
        for name in group:
            for word in _LATIN.findall(name):
                users[word].add(group[0])
    for group in groups.values():
        inside = {word for name in group for word in _LATIN.findall(name)}
        yield group[0], sorted(word for word in inside if users[word] == {group[0]})
