"""Which questions become one row, and which look alike and stay two."""

from __future__ import annotations

import pytest

from zhiku.errors import ZhikuError
from zhiku.notes import ingest

ONE = [
    ("什么是缓存污染？", "缓存污染是什么？"),
    ("请简单介绍一下 GMP 模型。", "GMP模型？"),
    ("缓存和数据库，谁先更新？", "缓存和数据库谁先更新?"),
]
TWO = [
    ("什么是 DDD 里的聚合设计原则？", "什么是 TDD 里的聚合设计原则？"),
    ("连接池开到 50 够不够用？", "连接池开到 500 够不够用？"),
    ("优化之前的接口响应时间是多少？", "优化之后的接口响应时间是多少？"),
    ("从关闭的通道里读数据会发生什么？", "从空的通道里读数据会发生什么？"),
]


def rows(tmp_path, library, *texts):
    for n, text in enumerate(texts):
        (tmp_path / f"{n}.md").write_text(f"# 面试题\n\n- {text}\n", "utf-8")
    return ingest([tmp_path], library).questions


@pytest.mark.parametrize(("a", "b"), ONE)
def test_rewordings_share_a_row(tmp_path, small_library, a, b):
    [row] = rows(tmp_path, small_library, a, b)
    assert len(row.asked) == 2


@pytest.mark.parametrize(("a", "b"), TWO)
def test_look_alikes_stay_apart_and_know_of_each_other(tmp_path, small_library, a, b):
    first, second = rows(tmp_path, small_library, a, b)
    assert [name for name, _ in first.near] == [second.id]


def test_a_heading_and_the_description_under_it_are_one_question(tmp_path, small_library):
    (tmp_path / "a.md").write_text(
        '### 问题1：协程泄漏\n\n#### 问题描述\n"你怎么发现协程泄漏的？"\n\n看曲线。\n', "utf-8"
    )
    [row] = ingest([tmp_path], small_library).questions
    assert {row.text, *row.wordings} == {"协程泄漏", "你怎么发现协程泄漏的？"}


def test_the_engine_changes_nothing(tmp_path, small_library):
    pytest.importorskip("daft", reason="NO DAFT: pip install 'zhiku[cluster]'")
    text = "豆子收回来以后先拣去杂质和坏粒，再用温水淘洗两遍沥干，摊在竹席上晒两个整天，每隔两小时翻动一次，晒到牙咬发脆为止。{}\n"
    for n, end in enumerate(("坛口要用油纸封严。", "晒好放凉再装坛。", "隔年的豆子不要混进去。", "")):
        (tmp_path / f"{n}.md").write_text(text.format(end), "utf-8")
    local, daft = (ingest([tmp_path], small_library, engine=name) for name in ("local", "daft"))
    assert list(local.pieces) == list(daft.pieces)
    assert [p.same_as for p in local.pieces if p.same_as] == [local.pieces[0].id] * 3
    assert "坛口要用油纸封严。晒好放凉再装坛。隔年的豆子不要混进去。" in local.pieces[0].text


def test_an_unknown_engine_is_told(tmp_path, small_library):
    (tmp_path / "a.md").write_text("# 缓存\n\n缓存是什么？\n", "utf-8")
    with pytest.raises(ZhikuError, match="no engine 'spark'"):
        ingest([tmp_path], small_library, engine="spark")


@pytest.mark.parametrize(("times", "against"), [(8, 8), (9, 0)])
def test_a_form_that_is_filled_in_many_times_is_no_disagreement(tmp_path, small_library, times, against):
    for n in range(times):
        (tmp_path / f"{n}.md").write_text(f"# 第{n}天\n\n这一天缓存里的键一共有 {n + 100} 个。\n", "utf-8")
    found = ingest([tmp_path], small_library)
    assert sum(bool(piece.against) for piece in found.pieces) == against
