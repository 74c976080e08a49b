"""How often known words stand in a text: all words in one pass, however many there are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection

_TOKEN = re.compile(r"[a-z0-9]+")


class Lexicon:
    """Words to look for, in lower case. One of ASCII characters alone is found where no Latin letter or digit touches it."""

    def __init__(self, words: Collection[str]) -> None:
        self._tokens = frozenset(word for word in words if _TOKEN.fullmatch(word))
        self._others: dict[str, tuple[str, ...]] = defaultdict(tuple)  # by their first two characters
        for word in words:
            if word and word not in self._tokens:
                self._others[word[:2]] += (word,)
        self._start = re.compile(_starts([word for group in self._others.values() for word in group]))

    def count(self, text: str) -> Counter[str]:
        """How often each word stands in the text, in any case. A word may overlap others, but not itself."""
        text = text.lower()
        counts = Counter(filter(self._tokens.__contains__, _TOKEN.findall(text)))
        past: dict[str, int] = {}
        for start in self._start.finditer(text):
            at = start.start()
            for word in self._others.get(text[at : at + 2], ()) + self._others.get(text[at], ()):
                end = at + len(word)
                if not text.startswith(word, at) or at < past.get(word, 0):
                    continue
                if not word.isascii() or _stands_alone(text[at - 1 : at], text[end : end + 1]):
                    counts[word] += 1
                    past[word] = end
        return counts


def _starts(words: Collection[str]) -> str:
    """Where one of the words can begin, by its first two characters."""
    if not words:
        return r"(?!)"
    first = f"[{re.escape(''.join(sorted({word[0] for word in words})))}]"
    if min(map(len, words)) == 1:
        return first
    return f"{first}(?=[{re.escape(''.join(sorted({word[1] for word in words})))}])"


def _stands_alone(before: str, after: str) -> bool:
    return not (_TOKEN.match(before) or _TOKEN.match(after))
