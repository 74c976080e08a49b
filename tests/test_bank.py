"""What a question asks, which questions are one, and which only look alike. The words are of a subject made up for this."""

from __future__ import annotations

import pytest
import yaml
from conftest import TESTS

from zhiku.bank import same
from zhiku.bank.alike import likeness, likeness_of_one
from zhiku.bank.index import Bank
from zhiku.bank.lexicon import lexicon
from zhiku.bank.meaning import meaning

DATA = yaml.safe_load((TESTS / "bank.yml").read_text("utf-8"))
WORDS = lexicon(DATA["aliases"], DATA["context"])


@pytest.fixture(scope="module")
def bank():
    return Bank([text for pair in (*DATA["one"], *DATA["two"]) for text in pair[:2]], WORDS)


@pytest.mark.parametrize(
    ("text", "subjects", "aims"), [(c["text"], c["subjects"], c["aims"]) for c in DATA["meanings"]]
)
def test_what_a_question_asks(text, subjects, aims):
    found = meaning(text, WORDS)
    assert (sorted(found.subjects), sorted(found.aims)) == (subjects, aims)


@pytest.mark.parametrize(("a", "b"), DATA["one"])
def test_rewordings_are_one_question(bank, a, b):
    assert same.key(a) == same.key(b) or same.same(bank.weigh(a), bank.weigh(b))


@pytest.mark.parametrize(("a", "b", "why"), DATA["two"])
def test_look_alikes_are_two(bank, a, b, why):
    left, right = bank.weigh(a), bank.weigh(b)
    assert same.key(a) != same.key(b)
    assert same.same(left, right) is None
    assert same.against(left[0], right[0]) == why


@pytest.mark.parametrize(("a", "b"), DATA["one"])
def test_likeness_does_not_depend_on_the_side(bank, a, b):
    left, right = bank.weigh(a), bank.weigh(b)
    assert likeness(left, right) == pytest.approx(likeness(right, left))
    assert likeness(left, left) == pytest.approx(1)


def test_the_nearest_are_those_of_a_full_comparison(bank):
    for text in bank.texts:
        question = bank.weigh(text)
        full = [(round(likeness(question, bank.weighed(n)), 4), -n) for n in range(len(bank.texts))]
        best = sorted((f for f in full if f[0] >= 0.3), reverse=True)[:3]
        assert [(a.score, -a.number) for a in bank.nearest(question, most=3, least=0.3)] == best


def test_a_bank_from_its_postings_answers_the_same(bank):
    again = Bank(bank.texts, WORDS, bank.postings)
    for text in bank.texts:
        assert again.nearest(again.weigh(text), most=5) == bank.nearest(bank.weigh(text), most=5)


def test_an_empty_bank_knows_nothing():
    bank = Bank([], WORDS)
    assert bank.nearest(bank.weigh("炭火温度多少？"), most=5) == []
    assert Bank(["？"], WORDS).nearest(bank.weigh(""), most=5) == []


def test_parts_of_a_thing_are_known():
    assert WORDS.parts["炭火温度"] == ("炭火",)
    assert "炭火" not in WORDS.parts


def test_latin_names_end_where_their_words_end():
    words = lexicon([["PID", "pid 控制"], ["Go GC"], ["GOGC"]])
    assert words.read("PIDs 与 rapid").subjects == ()
    assert words.read("pid控制、PID").subjects == ("pid", "pid")
    assert words.read("Go的GC").subjects == ("go gc",)
    assert words.read("GOGC").subjects == ("gogc",)


def test_a_sentence_that_two_questions_share_makes_them_near():
    bank = Bank(["炭火要烧到多热？羊肉串什么时候翻？", "电烤炉怎么清洗？"], WORDS)
    [near] = bank.nearest(bank.weigh("羊串何时翻？"), most=1)
    whole = likeness_of_one(bank.weigh("羊串何时翻？")[0], bank.weighed(0)[0])
    assert (near.number, near.score > 0.6 > whole) == (0, True)
