"""What a knowledge base answers already: found by its words and by other words, from the disk and anew."""

from __future__ import annotations

import json

import pytest

from zhiku.__main__ import main
from zhiku.bank.cache import known_at
from zhiku.bank.known import known, words
from zhiku.library import load

INDEX = "---\ntitle: 烧烤\nwords: [炭火]\naliases:\n  - [炭火, 木炭火]\n  - [腌料, 腌制料]\n---\n\n# 烧烤\n"
PAGE = """---
title: 火与料
wordings:
  fire-heat: [炭火多热才够？火太小怎么办？]
---

# 火与料

## 炭火要烧到多热？ { #fire-heat level=1 }

看颜色。

## 为什么要用腌料？ { #marinade-why level=1 }

入味。
"""


@pytest.fixture
def docs(tmp_path):
    (tmp_path / "docs" / "bbq").mkdir(parents=True)
    (tmp_path / "docs" / "bbq" / "index.md").write_text(INDEX, "utf-8")
    (tmp_path / "docs" / "bbq" / "fire.md").write_text(PAGE, "utf-8")
    (tmp_path / "docs" / "index.md").write_text("---\ncontext: [烧烤]\n---\n\n# 首页\n", "utf-8")
    return tmp_path / "docs"


def found(docs, text, **options):
    return [(hit.at, hit.same is not None) for hit in known(load(docs)).find(text, **options)]


def test_the_same_question_is_found_in_its_words_and_in_others(docs):
    assert found(docs, "炭火要烧到多热?") == [("bbq/fire.md#fire-heat", True)]
    assert found(docs, "烧烤为啥要用腌制料呢？") == [("bbq/fire.md#marinade-why", True)]


def test_a_sentence_of_a_known_question_is_answered_with_it(docs):
    assert found(docs, "木炭火多热才够？") == [("bbq/fire.md#fire-heat", True)]
    assert found(docs, "木炭火多热才够？", whole=True) == [("bbq/fire.md#fire-heat", False)]


def test_a_near_question_says_what_keeps_it_apart(docs):
    [hit] = known(load(docs)).find("怎么调腌料？", least=0.3)
    assert (hit.at, hit.same, hit.apart) == ("bbq/fire.md#marinade-why", None, "each asks something else of it")


def test_a_new_question_finds_nothing(docs):
    assert found(docs, "显示器多大合适？") == []
    assert found(docs, "") == []


def test_the_answer_from_the_disk_is_that_of_the_pages(docs, tmp_path):
    cache = tmp_path / "cache" / "bank.npz"
    first = known_at(docs, cache)
    made = cache.stat().st_mtime_ns
    again = known_at(docs, cache)
    assert cache.stat().st_mtime_ns == made
    for text in ("炭火要烧到多热", "木炭火多热才够？", "怎么调腌料？"):
        assert again.find(text) == first.find(text)
    assert again.bank.lexicon == first.bank.lexicon == words(load(docs))


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a zip", None])
def test_a_change_of_a_page_and_a_damaged_cache_are_noticed(docs, tmp_path, damage):
    cache = tmp_path / "bank.npz"
    known_at(docs, cache)
    if damage is None:
        page = docs / "bbq" / "fire.md"
        page.write_text(PAGE.replace("为什么要用腌料", "为什么要放孜然"), "utf-8")
        assert known_at(docs, cache).find("为什么要放孜然？")[0].at == "bbq/fire.md#marinade-why"
    else:
        cache.write_bytes(damage)
        assert known_at(docs, cache).find("为什么要用腌料？")[0].same


def test_similar_tells_what_is_near_and_why(docs, capsys):
    assert main(["similar", "木炭火要烧到多热呢？", "--docs", str(docs)]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == ["0.99", "same", "炭火要烧到多热？"]
    assert main(["similar", "怎么调腌料？", "--docs", str(docs), "--json"]) == 0
    [hit] = json.loads(capsys.readouterr().out)
    assert (hit["at"], hit["same"]) == ("bbq/fire.md#marinade-why", False)
    assert main(["similar", "显示器多大合适？", "--docs", str(docs)]) == 0
    assert capsys.readouterr().out == "nothing is near: the question is new\n"
    assert [p.name for p in (docs.parent / ".cache").iterdir()] == ["bank.npz"]


def test_similar_without_a_docs_folder_says_so(tmp_path, capsys):
    assert main(["similar", "什么？", "--docs", str(tmp_path / "none")]) == 1
    assert "there is no such folder" in capsys.readouterr().err
