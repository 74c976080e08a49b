"""Near copies: what holds for any pieces."""

from __future__ import annotations

import random
import tempfile
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from near import found, naive, prose, scores

from zhiku import near

LETTERS = st.text(alphabet="一二三四Ａab1，。 \n", max_size=40)
WORDS = st.lists(st.sampled_from(["调度器", "内存", "Go", "　", "队列，", "ＧＣ", "缓存击穿", "锁"]), max_size=12).map(
    "".join
)
CORPUS = st.lists(st.one_of(LETTERS, WORDS), max_size=14)
THRESHOLDS = st.sampled_from([0.25, 0.4, 0.6, 0.9, 1.0])


def found_in(texts, threshold=near.THRESHOLD):
    with tempfile.TemporaryDirectory() as folder:
        return found(Path(folder), texts, threshold)


def implied(texts, edges):
    """All pairs that edges tell: a copy of a text has its edges too."""
    told, copies = scores(edges), {}
    for (a, b), score in told.items():
        if score == 1.0:
            copies[b] = copies.get(a, a)
    first = [copies.get(n, n) for n in range(len(texts))]
    return {
        (a, b): told.get((min(first[a], first[b]), max(first[a], first[b])), 1.0 if first[a] == first[b] else 0.0)
        for a, b in combinations(range(len(texts)), 2)
    }


@settings(deadline=None)
@given(CORPUS, THRESHOLDS)
def test_every_score_is_that_of_plain_sets(texts, threshold):
    edges = scores(found_in(texts, threshold).edges)
    assert list(edges) == sorted(edges)
    for (a, b), score in edges.items():
        assert a < b
        assert score == naive(texts[a], texts[b]) >= threshold


@settings(deadline=None)
@given(CORPUS, THRESHOLDS)
def test_of_short_pieces_every_pair_is_found(texts, threshold):
    told = implied(texts, found_in(texts, threshold).edges)
    for (a, b), score in told.items():
        wanted = naive(texts[a], texts[b])
        assert score == wanted or (score == 0 and wanted < threshold)


@pytest.mark.parametrize("length", [6, 9, 14, 40, 68])
def test_of_short_pieces_not_one_pair_of_a_thousand_is_missed(tmp_path, length):
    """Each pair shares just what the threshold asks for: the beginning. Signatures alone miss up to 40 of them."""
    common = -(-(length - 4) * 2 // 5) + 4  # c of n runs each: c / (2n - c) >= 1/4
    texts = []
    for n in range(1000):
        head = prose(5000 + n, common)
        texts += [head + prose(seed + n, length - common) for seed in (9000, 13_000)]
    told = scores(found(tmp_path, texts, threshold=0.25).edges)
    assert all(naive(*texts[n : n + 2]) >= 0.25 for n in range(0, 2000, 2))
    assert [n for n in range(0, 2000, 2) if (n, n + 1) not in told] == []


@settings(deadline=None, max_examples=50)
@given(CORPUS, st.randoms(use_true_random=False))
def test_order_does_not_matter(texts, chance):
    order = list(range(len(texts)))
    chance.shuffle(order)
    there = implied(texts, found_in(texts).edges)
    moved = implied(texts, found_in([texts[n] for n in order]).edges)
    assert {tuple(sorted((order[a], order[b]))): score for (a, b), score in moved.items()} == there


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19), st.sampled_from([0.4, 0.5, 0.9, 1.0])), max_size=40))
def test_a_member_is_tied_to_its_representative(rows):
    tied = {(min(a, b), max(a, b)): score for a, b, score in rows if a != b}
    edges = near_edges(tied)
    homes = near.stars(20, edges).tolist()
    for n, home in enumerate(homes):
        assert homes[home] == home
        direct = (min(n, home), max(n, home)) in tied
        copied = any(score == 1.0 and b == n and homes[a] == home for (a, b), score in tied.items())
        assert n == home or direct or copied
    assert all(homes[a] != a or homes[b] != b for a, b in tied), "two tied pieces both stand alone"


def near_edges(tied):
    from near import edges

    return edges(*((a, b, score) for (a, b), score in tied.items()))


@pytest.mark.parametrize("length", [80, 150, 400, 1500])
def test_pairs_of_six_tenths_and_more_are_found(tmp_path, length):
    """60 pieces of one length, each with three changed copies: more or less is left of the beginning."""
    chance = random.Random(length)
    texts = []
    for n in range(60):
        whole = prose(10_000 * length + n, length)
        texts += [whole] + [whole[: int(length * chance.uniform(0.62, 0.98))] + prose(n, 5) for _ in range(3)]
    told = implied(texts, found(tmp_path, texts).edges)
    wanted = {
        (a, b): score
        for first in range(0, len(texts), 4)
        for a, b in combinations(range(first, first + 4), 2)
        if (score := naive(texts[a], texts[b])) >= 0.6
    }
    assert len(wanted) > 100
    assert wanted.items() <= told.items()
