"""To which topic something goes, which words decided, when a person should look, and what belongs to several topics."""

from __future__ import annotations

import pytest
from conftest import piece_of

from zhiku.model import Topic
from zhiku.notes.classify import Classifier, mark
from zhiku.notes.decisions import cards
from zhiku.notes.ledger import questions as questions_file
from zhiku.notes.piece import Kind, Note, Verdict, with_ids
from zhiku.notes.questions import Asked
from zhiku.notes.rows import Row
from zhiku.notes.survey import survey

TOPICS = [
    Topic("caching", "缓存", "", 1, ("缓存", "穿透", "Redis", "一致性")),
    Topic("mq", "消息", "", 2, ("消息", "消费者", "一致性")),
    Topic("other", "其他", "", 3, ("别的",)),
]


@pytest.fixture
def classifier():
    return Classifier(TOPICS)


def test_one_topic_and_its_words(classifier):
    verdict = classifier.judge("缓存穿透，缓存要预热")
    assert verdict == Verdict("caching", ("缓存", "穿透"), margin=1.0)
    assert not verdict.is_uncertain


def test_what_comes_near_with_words_of_its_own_is_a_topic_too(classifier):
    verdict = classifier.judge("缓存和消息，缓存", title="缓存与消息")
    assert (verdict.topic, verdict.second, verdict.others) == ("caching", "mq", ("mq",))
    assert 0 < verdict.margin < 0.3
    assert verdict.is_uncertain


def test_a_word_that_two_topics_share_makes_nothing_belong_to_both(classifier):
    verdict = classifier.judge("一致性")
    assert (verdict.topic, verdict.second, verdict.others, verdict.margin) == ("caching", "mq", (), 0.0)
    verdict = classifier.judge("一致性，缓存")
    assert (verdict.topic, verdict.second, verdict.others) == ("caching", "mq", ())


def test_no_word_is_uncertain(classifier):
    verdict = classifier.judge("今天天气好")
    assert verdict == Verdict("other")
    assert verdict.is_uncertain


def test_a_question_goes_by_its_own_words_and_without_any_with_its_section(classifier):
    heading = piece_of("缓存").but(kind=Kind.HEADING, level=2)
    under = ("缓存",)
    asks = piece_of("消息会丢吗？消费者呢？", 2).but(heading=under, asks=("消息会丢吗？", "消费者呢？"))
    silent = piece_of("为什么？", 3).but(heading=under, asks=("为什么？",))
    prose = piece_of("穿透就是绕过。", 4).but(heading=under)
    found = mark([heading, asks, silent, prose], classifier)
    assert [piece.topic for piece in found] == ["caching", "mq", "caching", "caching"]
    assert found[1].verdict.words == ("消费者", "消息")
    assert found[2].verdict is found[3].verdict


def asking(verdict, line):
    return Asked("问？", line, line, "a.md", verdict, (), None, f"p-{line}")


def test_a_question_is_as_sure_as_its_surest_asking_and_has_the_topics_of_all():
    askings = (
        asking(Verdict("caching", ("缓存",), "mq", 0.1, ("mq",)), 1),
        asking(Verdict("caching", ("缓存", "Redis"), "", 1.0), 2),
        asking(Verdict("other", ("别的",), "", 1.0), 3),
    )
    row = Row("q-1", "问？", "caching", (), askings, None)
    assert row.verdict == Verdict("caching", ("缓存", "Redis"), "", 1.0, ("mq", "other"))
    text = questions_file([row])
    assert '"topic": "caching", "topics": ["caching", "mq", "other"]' in text
    assert '"topic_words": ["缓存", "Redis"], "topic_uncertain": false' in text
    unsure = Row("q-2", "问？", "caching", (), askings[:1], None)
    assert '"topic_uncertain": true' in questions_file([unsure])


def test_the_report_lists_what_is_uncertain_the_most_doubtful_first():
    doubtful = Verdict("caching", ("缓存",), "mq", 0.2)
    sure = Verdict("caching", ("缓存",), "", 1.0)
    pieces = with_ids(
        [
            piece_of("小节 <一>", 1).but(kind=Kind.HEADING, level=2, verdict=doubtful),
            piece_of("说明", 2).but(heading=("小节 <一>",), verdict=doubtful),
            piece_of("小节二", 3).but(kind=Kind.HEADING, level=2, verdict=sure),
            piece_of("张三的", 4).but(kind=Kind.HEADING, level=2, verdict=Verdict("other"), private=("known-name",)),
        ]
    )
    rows = [
        Row("q-1", "缓存还是消息？", "caching", (), (asking(doubtful, 2),), "caching/a.md#known"),
        Row("q-2", "缓存？", "caching", (), (asking(sure, 3),), "caching/a.md#known"),
    ]
    [card] = [
        card for card in cards([Note("a.md", 4, "UTF-8")], pieces, rows, [], survey(pieces)) if card.id == "topics"
    ]
    assert card.count == 3
    shown = [card.body.index(words) for words in ("（没有词，随本篇多数）", "缓存还是消息？", "小节 &lt;一&gt;")]
    assert shown == sorted(shown)
    assert "<b>caching</b>（缓存），其次 mq" in card.body
    assert "张三" not in card.body
    assert "小节二" not in card.body
