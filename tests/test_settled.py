"""The decisions file: what it settles, and what is wrong with a bad one."""

from __future__ import annotations

import pytest

from zhiku.__main__ import main
from zhiku.bank import settled
from zhiku.errors import ManyErrors, ZhikuError
from zhiku.notes import ingest

BAD = [
    ("- same", "does not begin with", 1),
    ("same:\n  - [一个问题]", "not a list of two or more", 2),
    ("same: 一个问题", "not a list of two or more", 1),
    ("different:\n  - [甲？, [乙？]]", "not a list of two or more", 2),
    ("alike: []", "`alike` is neither same nor different", 1),
    ("same:\n  - [甲？, 乙？]\ndifferent:\n  - [乙, 甲？]", "stand under both", None),
    ("same: [甲？, 乙？", "not YAML", 1),
]


def rows(folder, library, text, *texts):
    (folder / "notes").mkdir()
    for n, question in enumerate(texts):
        (folder / "notes" / f"{n}.md").write_text(f"# 面试题\n\n- {question}\n", "utf-8")
    (folder / "decisions.yml").write_text(text, "utf-8")
    return ingest([folder / "notes"], library, decisions=settled.read(folder / "decisions.yml")).questions


def test_what_is_the_same_becomes_one_row(tmp_path, small_library):
    [row] = rows(tmp_path, small_library, "same:\n  - [什么叫预热？, 冷启动怎么办]", "什么叫预热？", "冷启动怎么办？")
    assert [(w.score, w.why) for w in row.merged] == [(1.0, "A person settled it.")]


def test_what_differs_stays_two_and_is_not_near(tmp_path, small_library):
    text = "different:\n  - [缓存和数据库，谁先更新？, 请问缓存和数据库究竟谁先更新？]"
    first, second = rows(tmp_path, small_library, text, "缓存和数据库，谁先更新？", "请问缓存和数据库究竟谁先更新？")
    assert (first.near, second.near) == ((), ())


def test_without_the_decision_they_would_be_near(tmp_path, small_library):
    first, second = rows(tmp_path, small_library, "", "缓存和数据库，谁先更新？", "请问缓存和数据库究竟谁先更新？")
    assert [name for name, _ in first.near] == [second.id]


def test_a_question_can_be_tied_to_an_answer(tmp_path, small_library):
    answer = next(f"{q.article}#{q.id}" for q in small_library.questions())
    [row] = rows(tmp_path, small_library, f"same:\n  - ['冷启动怎么办？', '{answer}']", "冷启动怎么办？")
    assert row.known == answer


def test_passages_are_settled_by_their_ids(tmp_path, small_library):
    text = "琴弦受潮以后音会变低，弹之前先调音，每弹两小时检查一次，弦要每 {} 天换一次，换弦时一根一根地换，免得琴颈变形走样。\n"
    notes = tmp_path / "notes"
    notes.mkdir()
    for n, days in enumerate((90, 30)):
        (notes / f"{n}.md").write_text(text.format(days), "utf-8")
    first, second = (p for p in ingest([notes], small_library).pieces if p.against)
    file = tmp_path / "decisions.yml"
    file.write_text(f"same:\n  - [{first.id}, {second.id}]\n", "utf-8")
    merged = ingest([notes], small_library, decisions=settled.read(file)).pieces
    assert [p.same_as for p in merged if p.same_as] == [first.id]
    assert "90 天" in merged[0].text, "what a person calls the same is joined, not thrown away"
    assert "30 天" in merged[0].text
    file.write_text(f"different:\n  - [{first.id}, {second.id}]\n", "utf-8")
    apart = ingest([notes], small_library, decisions=settled.read(file)).pieces
    assert not [p for p in apart if p.same_as or any(r.rule == "alike" for r in p.why)]


def test_passages_that_share_no_words_are_joined_when_a_person_says_so(tmp_path, small_library):
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text(
        "豆子收回来以后先拣去杂质和坏粒，再用温水淘洗两遍沥干，摊在竹席上晒两个整天，每隔两小时翻动一次，晒到发脆为止。\n",
        "utf-8",
    )
    (notes / "b.md").write_text(
        "琴弦受潮以后音会变低，弹之前要先调音，隔一阵子检查一次，换弦的时候一根一根地换，免得琴颈变形走样，声音发闷，弹起来也费力气。\n",
        "utf-8",
    )
    first, second = ingest([notes], small_library).pieces
    file = tmp_path / "decisions.yml"
    file.write_text(f"same:\n  - [{first.id}, {second.id}]\n", "utf-8")
    joined, gone = ingest([notes], small_library, decisions=settled.read(file)).pieces
    assert (gone.same_as, joined.text) == (first.id, f"{first.text}{second.text}")


@pytest.mark.parametrize(("text", "message", "line"), BAD)
def test_a_bad_file_is_told_with_its_line(tmp_path, text, message, line):
    file = tmp_path / "decisions.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(ZhikuError) as error:
        settled.read(file)
    assert message in str(error.value)
    if line:
        assert f"{file}:{line}" in str(error.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    file = tmp_path / "decisions.yml"
    file.write_text("same:\n  - [甲]\n  - [乙]\nother: []\n", "utf-8")
    with pytest.raises(ManyErrors) as error:
        settled.read(file)
    assert len(error.value.errors) == 3


def test_a_bad_file_leaves_the_old_output(tmp_path, capsys):
    (tmp_path / "a.md").write_text("# 缓存\n\n缓存是什么？\n", "utf-8")
    (tmp_path / "bad.yml").write_text("same: 1", "utf-8")
    call = ["ingest", str(tmp_path / "a.md"), "--out", str(tmp_path / "out"), "--docs", "tests/docs"]
    assert main(call) == 0
    before = (tmp_path / "out" / "ledger.jsonl").read_bytes()
    capsys.readouterr()
    assert main([*call, "--decisions", str(tmp_path / "bad.yml")]) == 1
    assert "bad.yml:1" in capsys.readouterr().err
    assert main([*call, "--decisions", str(tmp_path / "none.yml")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert (tmp_path / "out" / "ledger.jsonl").read_bytes() == before
