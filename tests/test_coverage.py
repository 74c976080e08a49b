"""What became of the questions of the notes: answered, left out, missing, and how it is recorded for the site."""

from __future__ import annotations

import json
import re

import pytest

from zhiku.__main__ import main
from zhiku.errors import ManyErrors, ZhikuError
from zhiku.library import read
from zhiku.notes import coverage
from zhiku.site.coverage import pages

NOTE = """# 缓存

## 缓存怎么预热？

先算出会被读的键。

## 缓存要不要加密？

看数据。

## 你最近在忙什么？
"""
PAGE = """---
title: 预热
wordings:
  warm-up-how: [怎么预热缓存]
---

# 预热

### 缓存怎么预热？ { #warm-up-how level=2 }

分批读。
"""


@pytest.fixture
def home(tmp_path):
    topic = tmp_path / "docs" / "caching"
    topic.mkdir(parents=True)
    (topic / "index.md").write_text("---\ntitle: 缓存\nwords: [缓存, 忙]\n---\n\n# 缓存\n", "utf-8")
    (topic / "warm.md").write_text(PAGE, "utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text(NOTE, "utf-8")
    (tmp_path / "notes" / "b.md").write_text("# 预热\n\n## 怎么预热缓存？\n\n分批。\n", "utf-8")
    return tmp_path


def cover(home, *options):
    return main(["coverage", str(home / "notes"), "--docs", str(home / "docs"), *options])


def missing(home, capsys):
    cover(home, "--json")
    return {row["text"]: row["id"] for row in json.loads(capsys.readouterr().out)["missing"]}


def test_what_is_missing_is_told_with_its_line(home, capsys):
    assert cover(home, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert {name: found[name] for name in ("questions", "covered", "skipped")} == {
        "questions": 3,
        "covered": 1,
        "skipped": 0,
    }
    assert [(row["text"], row["note"], row["line"]) for row in found["missing"]] == [
        ("缓存要不要加密？", "a.md", 7),
        ("你最近在忙什么？", "a.md", 11),
    ]
    assert cover(home) == 1
    said = capsys.readouterr().out
    assert re.search(r"caching +3 questions: 1 answered, 0 left out, 2 missing", said)
    assert "a.md:7  缓存要不要加密？" in said


def test_what_a_person_decided_is_obeyed(home, capsys):
    ids = missing(home, capsys)
    (home / "coverage.yml").write_text(
        f"answered:\n  {ids['缓存要不要加密？']}: caching/warm.md#warm-up-how\n"
        f"left_out:\n  {ids['你最近在忙什么？']}: 问的是候选人自己\n  q-0000000000: 不在了\n",
        "utf-8",
    )
    assert cover(home, "--json") == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == {"questions": 3, "covered": 2, "skipped": 1, "missing": []}
    assert "coverage.yml speaks of q-0000000000, which no question of these notes has" in told.err


def test_the_site_knows_how_many_notes_ask(home):
    cover(home, "--record")
    text = (home / "coverage.json").read_text("utf-8")
    assert "加密" not in text, "no word of the notes is recorded"
    library = read(home / "docs")
    assert [(q.id, q.asked) for q in library.questions()] == [("warm-up-how", 2)]
    assert (library.coverage["caching"].questions, library.coverage["caching"].covered) == (3, 1)
    [page] = pages(library)
    assert "| [缓存](caching/index.md) | 3 | 1 | 0 | 2 |\n| 合计 | 3 | 1 | 0 | 2 |" in str(page.content)
    cover(home, "--record")
    assert (home / "coverage.json").read_text("utf-8") == text


def test_a_record_that_is_none_is_refused(home):
    (home / "coverage.json").write_text('{"topics": 3}', "utf-8")
    with pytest.raises(ZhikuError, match="zhiku coverage NOTES --record"):
        read(home / "docs")


MISTAKES = [
    ("- x\n", 1, "does not begin with"),
    ("answred:\n  q-1: caching/warm.md#warm-up-how\n", 1, "neither answered nor left_out"),
    ("answered:\n  q-1: caching/warm.md#gone\n", 2, "is no heading of the docs"),
    ("answered:\n  q-1: caching/none.md#x\n", 2, "is no heading of the docs"),
    ("left_out:\n  q-1: a\n  q-1: b\n", 3, "q-1 is decided twice"),
    ("left_out:\n  q-1:\n", 2, "not an id and one text"),
    ("left_out: [\n", 2, "not YAML"),
]


@pytest.mark.parametrize(("text", "line", "message"), MISTAKES)
def test_a_mistake_in_the_decisions_is_told_with_its_line(home, text, line, message):
    file = home / "coverage.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(ZhikuError) as caught:
        coverage.read(file, read(home / "docs"))
    [error] = caught.value.errors if isinstance(caught.value, ManyErrors) else [caught.value]
    assert error.where == f"{file}:{line}"
    assert message in error.message


def test_a_wrong_call_is_told(home, capsys):
    assert cover(home, "--topic", "mq") == 2
    assert "there are: caching" in capsys.readouterr().err
    assert cover(home, "--topic", "caching", "--record") == 2
