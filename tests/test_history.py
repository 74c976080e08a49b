"""What git's log tells about pages: dates, authors, names they had; and what is said where it tells nothing."""

from __future__ import annotations

from datetime import date

import pytest
from repository import Repository

from zhiku.site.history import history, texts, why_none


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "kb")


TEXT = "".join(f"第 {n} 行，够长，好让 git 认出它来。\n" for n in range(20))


def test_a_page_has_its_first_and_last_day_and_its_authors(repository):
    repository.write("caching/锁 x.md", TEXT)
    repository.write("index.md", "# 首页\n")
    repository.commit("Begin", 1)
    for day, author in ((2, "乙"), (3, "甲")):
        repository.write("caching/锁 x.md", TEXT + str(day))
        repository.commit(f"Change {day}", day, author)
    found = history(repository.docs)
    page = found["caching/锁 x.md"]
    assert (page.created, page.changed, page.authors) == (date(2026, 1, 1), date(2026, 1, 3), ("甲", "乙"))
    assert [(c.date.day, c.subject) for c in page.commits] == [(3, "Change 3"), (2, "Change 2"), (1, "Begin")]
    assert found["index.md"].changed == date(2026, 1, 1)
    assert why_none(repository.docs) == ""


def test_the_day_is_that_of_the_commit_in_utc(repository):
    repository.write("a.md", "a")
    repository.commit("Late in the evening, elsewhere", 2, zone="+0800", hour=7)
    assert history(repository.docs)["a.md"].created == date(2026, 1, 1)


def test_a_page_keeps_its_past_under_another_name(repository):
    repository.write("a.md", TEXT)
    repository.commit("Write", 1)
    (repository.docs / "a.md").rename(repository.docs / "b.md")
    repository.commit("Rename", 2)
    repository.write("a.md", "另一页，与旧的无关\n")
    repository.commit("Another page takes the old name", 3)
    found = history(repository.docs)
    assert [(c.before, c.path) for c in found["b.md"].commits] == [("a.md", "b.md"), (None, "a.md")]
    assert found["b.md"].created == date(2026, 1, 1)
    assert found["a.md"].created == date(2026, 1, 3)


def test_settings_of_the_user_change_nothing_and_rewritten_pages_keep_their_pasts(repository):
    other = TEXT.replace("行", "条").replace("够长", "另一种内容")
    repository.write("a.md", TEXT)
    repository.commit("甲页", 1)
    repository.write("b.md", other)
    repository.commit("乙页", 2)
    repository.write("a.md", other)
    repository.write("b.md", TEXT)
    repository.git("config", "diff.renames", "false")
    repository.git("config", "log.follow", "true")
    repository.commit("Both were rewritten, which is not a renaming for git", 3)
    found = history(repository.docs)
    assert (found["a.md"].created.day, found["b.md"].created.day) == (1, 2)


def test_a_page_that_is_gone_has_no_history_and_begins_anew_when_it_comes_back(repository):
    repository.write("a.md", TEXT)
    repository.write("b.md", "b")
    repository.commit("Write", 1)
    (repository.docs / "a.md").unlink()
    repository.commit("Remove", 2)
    assert list(history(repository.docs)) == ["b.md"]
    repository.write("a.md", "新的")
    repository.commit("Write again", 3)
    assert history(repository.docs)["a.md"].created == date(2026, 1, 3)


def test_names_follow_mailmap_and_layout_commits_can_be_left_out(repository):
    repository.write("a.md", "a")
    repository.commit("Write", 1, author="yi")
    repository.write("a.md", "a\n")
    layout = repository.commit("Layout", 5, author="丙")
    top = repository.docs.parent
    (top / ".mailmap").write_text("乙 <x@example.org> yi <x@example.org>\n", "utf-8")
    (top / ".git-blame-ignore-revs").write_text(f"# a new layout\n{layout} # all pages\n", "utf-8")
    page = history(repository.docs)["a.md"]
    assert (page.changed, page.authors) == (date(2026, 1, 1), ("乙",))
    assert len(page.commits) == 2


def test_work_on_branches_counts_with_its_own_commits(repository):
    repository.write("a.md", TEXT)
    repository.commit("Write", 1)
    repository.git("checkout", "-q", "-b", "side")
    repository.write("a.md", TEXT + "尾\n")
    repository.commit("On the side", 2, author="乙")
    repository.git("checkout", "-q", "main")
    repository.write("a.md", "头\n" + TEXT)
    repository.commit("On main", 3)
    repository.git("merge", "-q", "side", "-m", "Merge", GIT_COMMITTER_DATE="2026-01-04T00:00:00Z")
    page = history(repository.docs)["a.md"]
    assert {c.subject for c in page.commits} == {"Write", "On the side", "On main"}
    assert page.changed == date(2026, 1, 3)


def test_empty_words_of_a_commit_do_not_shift_the_rest(repository):
    repository.write("a.md", "a")
    repository.commit("", 1)
    repository.write("b.md", "b")
    repository.commit("\x01 odd \x1f marks", 2)
    assert [history(repository.docs)[p].commits[0].subject for p in ("a.md", "b.md")] == ["", "\x01 odd \x1f marks"]


def test_a_shallow_clone_claims_no_dates_and_says_why(repository, tmp_path):
    repository.write("a.md", "a")
    repository.commit("One", 1)
    repository.write("a.md", "b")
    repository.commit("Two", 2)
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.docs.parent}", tmp_path / "clone")
    docs = tmp_path / "clone" / "docs"
    assert history(docs) == {}
    assert "git fetch --unshallow" in why_none(docs)


def test_a_folder_outside_git_has_no_history_and_says_so(tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text("a", "utf-8")
    assert history(tmp_path) == {}
    assert "not a git repository" in why_none(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert history(tmp_path) == {}
    assert "git is not installed" in why_none(tmp_path)


def test_pages_that_nobody_committed_have_no_history(repository):
    repository.write("a.md", "a")
    assert history(repository.docs) == {}
    assert "no page of" in why_none(repository.docs)


def test_pages_are_read_as_they_were(repository):
    repository.write("缓存/a b.md", "旧\n")
    first = repository.commit("One", 1)
    repository.write("缓存/a b.md", "新\n\n末行")
    second = repository.commit("Two", 2)
    asked = [(second, "缓存/a b.md"), (f"{second}^", "缓存/a b.md"), (f"{first}^", "缓存/a b.md"), (second, "gone.md")]
    assert texts(repository.docs, asked) == ["新\n\n末行", "旧\n", None, None]
    assert texts(repository.docs, []) == []
