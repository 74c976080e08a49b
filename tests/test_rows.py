"""Rows of questions: no asking is lost, whatever is merged, and two questions of one breath stay two."""

from __future__ import annotations

import pytest

from zhiku.library import load
from zhiku.notes import ingest

INDEX = "---\ntitle: 烧烤\nwords: [炭火, 腌料]\naliases:\n  - [腌料, 腌制料]\n  - [羊肉串, 羊串]\n---\n\n# 烧烤\n"


@pytest.fixture
def library(tmp_path):
    (tmp_path / "docs" / "bbq").mkdir(parents=True)
    (tmp_path / "docs" / "bbq" / "index.md").write_text(INDEX, "utf-8")
    return load(tmp_path / "docs")


def rows(tmp_path, library, *texts):
    (tmp_path / "notes").mkdir()
    for n, text in enumerate(texts):
        (tmp_path / "notes" / f"{n}.md").write_text(f"# 面试题\n\n- {text}\n", "utf-8")
    return ingest([tmp_path / "notes"], library).questions


def test_wordings_are_tied_to_the_first_and_none_is_lost(tmp_path, library):
    """The third is more like the second than like the first, whose row it joins all the same."""
    texts = ["怎么做腌料？", "你们公司的腌制料是如何做的", "你们公司的腌制料是怎样做的呢？"]
    [row] = rows(tmp_path, library, *texts)
    assert len(row.asked) == len(texts)
    assert len({one.note for one in row.asked}) == len(texts)


def test_two_questions_of_one_breath_stay_two(tmp_path, library):
    found = rows(tmp_path, library, "为什么羊肉串要先腌？羊串为啥先腌？")
    assert [row.text for row in found] == ["为什么羊肉串要先腌？", "羊串为啥先腌？"]
