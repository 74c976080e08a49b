"""The settings at the head of a page: what is taken, what is refused, and with which words."""

from __future__ import annotations

import pytest
from conftest import ROOT

from zhiku.front_matter import SETTINGS
from zhiku.library import load, read

# (the head of a page, the findings as (line, a part of the message))
HEADS = [
    ("title: 甲\norder: 10\nwords: [甲]\naliases:\n  - [甲, 乙]\n", []),
    ("title:\nwordings:\nsources:\n", []),
    ("unknown: {a: 1}\nsearch: {boost: 2}\n", []),
    ("search: {exclude: true, boost: 0.5}\n", []),
    ("search: no\n", [(2, "`search` must be a mapping with `exclude`")]),
    ("search: {boost: high}\n", [(2, "`boost` (a number above 0)")]),
    ("search: {boost: 0}\n", [(2, "`boost` (a number above 0)")]),
    ("search: {exclude: maybe}\n", [(2, "`exclude` (true or false)")]),
    ("title: [甲]\n", [(2, "`title` must be a text, not ['甲']")]),
    ("title: 甲\ngo: 1.20\n", [(3, "`go` must be a text (a version between quotes), not 1.2")]),
    ("order: first\n", [(2, "`order` must be a whole number, not 'first'")]),
    ("order: true\n", [(2, "`order` must be a whole number, not True")]),
    ("words: 缓存\n", [(2, "`words` must be a list of texts, not '缓存'")]),
    ("aliases:\n  - [2, 二]\n", [(2, "`aliases` must be a list of lists of texts")]),
    ("title: 甲\n\nwordings:\n  a-what: 甲是啥\n", [(4, "`wordings` must be lists of texts by the ids")]),
    ("sources:\n  s: {url: 'https://example.org'}\n", [(2, "`sources` must be sources by their footnotes")]),
    ("draft: soon\nasked: {a: two}\n", [(2, "`draft` must be true or false"), (3, "`asked` must be whole numbers")]),
    ("moved_from: caching/old.md\n", [(2, "`moved_from` must be a list of paths")]),
    ("former: {a: 1}\n", [(2, "`former` must be new ids by old ones")]),
    ('"title": 3\n', [(2, "`title` must be a text, not 3")]),
    ("title: " + "['" + "长" * 99 + "']\n", [(2, "…")]),
]


@pytest.mark.parametrize(("head", "findings"), HEADS)
def test_settings(tmp_path, head, findings):
    (tmp_path / "x.md").write_text(f"---\n{head}---\n\n# X\n", "utf-8")
    found = read(tmp_path).faults
    assert [(f.place.first, True) for f in found] == [(line, True) for line, _ in findings]
    for fault, (_, message) in zip(found, findings, strict=True):
        assert message in fault.message
        assert fault.hint.startswith("Write: ")


def test_a_wrong_head_hides_no_other_page(tmp_path):
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "index.md").write_text("---\ntitle: T: U\nwords: [甲]\n---\n\n# T\n", "utf-8")
    (tmp_path / "t" / "a.md").write_text("---\ntitle: 甲\norder: x\n---\n\n# 甲\n\n### 问？ { #a-why }\n", "utf-8")
    library = read(tmp_path)
    assert [(f.code, str(f.place)) for f in library.faults] == [("F002", "t/a.md:3"), ("F001", "t/index.md:2")]
    assert [t.id for t in library.topics] == ["t"], "its folder is a topic all the same, so that links to it are right"
    assert [(a.title, a.order) for a in library.articles] == [("甲", 1000)]
    assert [(q.id, q.place.first) for q in library.questions()] == [("a-why", 8)]


def test_what_is_written_instead_of_a_wrong_setting_is_right():
    for name, setting in SETTINGS.items():
        assert setting.fits(setting.empty), name


def test_the_committed_heads_are_sound():
    assert load(ROOT / "docs").faults == ()
