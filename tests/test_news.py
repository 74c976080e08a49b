"""What is new in notes against a knowledge base: by section, and by the questions that are known."""

from __future__ import annotations

import json

import pytest
from conftest import raw

from zhiku.__main__ import main
from zhiku.bank.known import words
from zhiku.library import load
from zhiku.model import Place
from zhiku.notes.news import Answers, News, mark_answers

INDEX = """---
title: 烧烤
words: [炭火, 腌料, 羊肉串]
aliases:
  - [炭火, 木炭火]
  - [腌料, 腌制料]
  - [羊肉串, 羊串]
  - [孜然]
  - [鱼露]
  - [电烤炉]
---

# 烧烤
"""
PAGE = """---
title: 羊肉串
---

# 羊肉串

## 炭火怎么生？ { #fire level=1 }

炭火先大后小，羊肉串离炭火一掌高。

## 腌料里放什么？ { #marinade level=1 }

腌料里有孜然和盐，羊肉串腌一夜。
"""


@pytest.fixture
def docs(tmp_path):
    (tmp_path / "docs" / "bbq").mkdir(parents=True)
    (tmp_path / "docs" / "bbq" / "index.md").write_text(INDEX, "utf-8")
    (tmp_path / "docs" / "bbq" / "lamb.md").write_text(PAGE, "utf-8")
    (tmp_path / "docs" / "index.md").write_text("# 首页\n", "utf-8")
    return tmp_path / "docs"


@pytest.mark.parametrize(
    ("text", "news", "at"),
    [
        ("羊串抹上腌制料，撒孜然。", News.ANSWERED, "bbq/lamb.md#marinade"),
        ("腌料里有孜然，羊肉串腌一夜，也有人放鱼露。", News.PART, "bbq/lamb.md#marinade"),
        ("鱼露和电烤炉是两回事。", News.NEW, ""),
        ("只说炭火一件事，太少。", News.NEW, ""),
        ("显示器和键盘。", News.NEW, ""),
    ],
)
def test_a_section_is_looked_up_by_what_it_speaks_of(docs, text, news, at):
    library = load(docs)
    verdict = Answers(library, words(library)).judge(text)
    assert (verdict.news, verdict.at) == (news, at)


def test_pieces_that_ask_what_is_known_are_answered_there():
    pieces = [raw("问", "a.md").but(news="new"), raw("答\n答", "a.md").but(place=Place("a.md", 2, 3), news="new")]
    pieces.append(raw("别的", "a.md").but(place=Place("a.md", 4, 4), news="new"))
    marked = mark_answers(pieces, {Place("a.md", 1, 1): "x.md#q", Place("a.md", 2, 3): "x.md#q"})
    assert [(p.news, p.at) for p in marked] == [("answered", "x.md#q"), ("answered", "x.md#q"), ("new", "")]


def test_the_records_and_the_report_say_what_is_new(docs, tmp_path):
    (tmp_path / "a.md").write_text(
        "# 面试题\n\n## 炭火怎么生？\n\n先点着，再等。\n\n## 电烤炉怎么洗？\n\n拔了电再洗，鱼露和电烤炉都要擦。\n",
        "utf-8",
    )
    assert main(["ingest", str(tmp_path / "a.md"), "--docs", str(docs), "--out", str(tmp_path / "out")]) == 0
    rows = [json.loads(line) for line in (tmp_path / "out" / "questions.jsonl").read_text("utf-8").splitlines()]
    assert [(row["text"], row["news"], row["known"]) for row in rows] == [
        ("炭火怎么生？", "answered", "bbq/lamb.md#fire"),
        ("电烤炉怎么洗？", "new", None),
    ]
    ledger = [json.loads(line) for line in (tmp_path / "out" / "ledger.jsonl").read_text("utf-8").splitlines()]
    by_line = {row["from"]: (row.get("news"), row.get("at")) for row in ledger}
    assert by_line[5] == ("answered", "bbq/lamb.md#fire")
    assert by_line[9] == ("new", None)
    report = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert report.index("<details") == report.index('<details class="card" id="new"'), "it opens with what is new"
