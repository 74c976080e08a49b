"""An embedding of the user: it orders what is near, and merges nothing. The one here is a fake that knows three meanings."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from zhiku.__main__ import main
from zhiku.bank.encoder import closeness, encoder
from zhiku.bank.index import Bank
from zhiku.bank.lexicon import NO_WORDS
from zhiku.errors import ZhikuError

SEEN: list[list[str]] = []
TEXTS = ["怎么挑一口深井？", "怎么挑一口好锅？", "炊具该选哪样？"]


def encode(texts):
    SEEN.append(list(texts))
    return np.array([[1, 0] if "锅" in t or "炊具" in t else [0, 1] for t in texts], np.float32)


@pytest.fixture(autouse=True)
def module(monkeypatch):
    broken = SimpleNamespace(encode=encode, flat=lambda texts: np.zeros(len(texts)), number=3)
    monkeypatch.setitem(sys.modules, "my_vectors", broken)
    SEEN.clear()


def nearest(text, **options):
    bank = Bank(TEXTS, NO_WORDS, **options)
    return [alike.number for alike in bank.nearest(bank.weigh(text), most=3, text=text)]


def test_it_changes_the_order_of_what_is_near():
    assert nearest("怎么挑一口炊具？") == [1, 0, 2] or nearest("怎么挑一口炊具？")[0] in (0, 1)
    assert nearest("怎么挑一口炊具？")[0] == 0
    assert nearest("怎么挑一口炊具？", encode=encode)[0] == 1


def test_it_sees_the_question_and_what_it_is_compared_with_and_nothing_else():
    nearest("怎么挑一口炊具？", encode=encode)
    [texts] = SEEN
    assert texts[0] == "怎么挑一口炊具？"
    assert set(texts[1:]) <= set(TEXTS)


def test_it_is_off_unless_named(tmp_path, small_library):
    (tmp_path / "a.md").write_text("# 面试题\n\n- 怎么挑一口好锅？\n- 怎么挑一口深井？\n", "utf-8")
    call = ["ingest", str(tmp_path / "a.md"), "--docs", "tests/docs", "--out"]
    assert main([*call, str(tmp_path / "plain")]) == 0
    assert SEEN == []
    assert main([*call, str(tmp_path / "helped"), "--encoder", "my_vectors:encode"]) == 0
    assert SEEN != []
    plain, helped = (
        [json.loads(line) for line in (tmp_path / name / "questions.jsonl").read_text("utf-8").splitlines()]
        for name in ("plain", "helped")
    )
    assert [row["id"] for row in plain] == [row["id"] for row in helped], "it merges nothing"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no_such_module:encode", "no such encoder"),
        ("my_vectors:none", "no such encoder"),
        ("my_vectors", "no such encoder"),
        ("my_vectors:number", "is no function"),
    ],
)
def test_a_wrong_name_is_told(name, message, capsys):
    with pytest.raises(ZhikuError, match=message):
        encoder(name)
    assert main(["similar", "什么？", "--docs", "tests/docs", "--encoder", name]) == 1
    assert message in capsys.readouterr().err


def test_a_wrong_shape_is_told():
    with pytest.raises(ZhikuError, match=r"shape \(2,\) for 2 texts"):
        closeness(encoder("my_vectors:flat"), "甲", ["乙"])
