"""What counts as a word of a topic; and that one pass over all words finds what a search for each of them finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiku.notes.lexicon import Lexicon

CASES = [
    (["缓存", "缓存穿透", "穿透"], "缓存穿透和缓存", {"缓存": 2, "缓存穿透": 1, "穿透": 1}),
    (["go", "go mod"], "Go mod、GO，cargo，go1", {"go": 2, "go mod": 1}),
    (["user-agent", "n+1"], "User-Agent x-user-agents n+1 n+10", {"user-agent": 1, "n+1": 1}),
    (["lua脚本"], "redisLua脚本", {"lua脚本": 1}),
    (["哈哈"], "哈哈哈哈哈", {"哈哈": 2}),
    (["锁"], "锁，分布式锁", {"锁": 2}),
    (["锁"], "", {}),
    ([], "锁", {}),
]


@pytest.mark.parametrize(("words", "text", "expected"), CASES)
def test_count(words, text, expected):
    assert Lexicon(words).count(text) == expected


WORDS = st.text(alphabet="ab1 -锁表", min_size=1, max_size=3)


@given(st.sets(WORDS, max_size=6), st.text(alphabet="abAB1 -锁表", max_size=30))
def test_one_pass_counts_what_a_search_for_each_word_counts(words, text):
    found = {word: len(re.findall(_pattern(word), text.lower())) for word in words}
    assert Lexicon(sorted(words)).count(text) == {word: count for word, count in found.items() if count}


def _pattern(word):
    escaped = re.escape(word)
    return rf"(?<![a-z0-9]){escaped}(?![a-z0-9])" if word.isascii() else escaped
