"""What was published stays reachable: which addresses lead somewhere, what stands at the old ones, and what is told of a lost one."""

from __future__ import annotations

import pytest
from conftest import ROOT

from zhiku import checks
from zhiku.library import load
from zhiku.site import parts
from zhiku.site.built import Site
from zhiku.site.published import FILE, live, moved, reachable
from zhiku.site.redirects import redirects

SCHEDULER = """---
moved_from: [old/sched.md]
former: {p-old: p-why, steal: more.md#steal-how}
---

# 调度

### 为什么要有 P？ { #p-why level=2 }

因为。
"""
MORE = "# 更多\n\n### 怎么*偷*？ { #steal-how }\n\n偷一半。\n"


@pytest.fixture
def docs(tmp_path):
    (tmp_path / "docs" / "go").mkdir(parents=True)
    (tmp_path / "docs" / "index.md").write_text("---\nmoved_from: [welcome.md]\n---\n\n# 首页\n", "utf-8")
    (tmp_path / "docs" / "go" / "index.md").write_text(
        "---\nwords: [Go]\nmoved_from: [old/index.md]\n---\n\n# Go\n", "utf-8"
    )
    (tmp_path / "docs" / "go" / "sched.md").write_text(SCHEDULER, "utf-8")
    (tmp_path / "docs" / "go" / "more.md").write_text(MORE, "utf-8")
    return tmp_path / "docs"


def test_a_topic_that_moved_takes_along_what_the_build_makes(docs):
    assert moved(load(docs)) == {
        "welcome.md": "index.md",
        "old/index.md": "go/index.md",
        "old/print.md": "go/print.md",
        "old/questions.md": "go/questions.md",
        "old/sched.md": "go/sched.md",
    }


def test_old_addresses_lead_on_and_unknown_ones_do_not(docs):
    library = load(docs)
    assert {"go/sched/", "go/sched/#p-why", "go/questions/", "questions/"} <= live(library)
    assert reachable(library) - live(library) == {
        "go/sched/#p-old",
        "go/sched/#steal",
        "old/",
        "old/print/",
        "old/questions/",
        "old/sched/",
        "old/sched/#p-old",
        "old/sched/#p-why",
        "old/sched/#steal",
        "welcome/",
    }


def test_a_lost_address_is_told_with_its_line(docs):
    (docs.parent / FILE).write_text("go/sched/\ngo/sched/#p-gone\nold/sched/#p-old\n\nlost/\n", "utf-8")
    found = [f for f in checks.run(load(docs), docs) if f.code == "R002"]
    assert [(f.place.path, f.place.first, f.message.split(" ")[0]) for f in found] == [
        ("../published.txt", 2, "go/sched/#p-gone"),
        ("../published.txt", 5, "lost/"),
    ]
    assert all("moved_from" in f.hint for f in found)


def test_a_page_stands_where_a_page_stood(docs, tmp_path):
    site = Site(tmp_path / "site", docs, load(docs), "https://example.org/kb/", "KB")
    made = {file.path: file.content for file in redirects(site)}
    assert list(made) == [
        "old/index.html",
        "old/print/index.html",
        "old/questions/index.html",
        "old/sched/index.html",
        "welcome/index.html",
    ]
    assert '<link rel="canonical" href="https://example.org/kb/go/sched/">' in made["old/sched/index.html"]
    assert '<a href="../../go/sched/">' in made["old/sched/index.html"]
    assert 'content="0; url=../../go/sched/"' in made["old/sched/index.html"]
    assert '<a href="../go/">' in made["old/index.html"]
    assert '<a href="../">' in made["welcome/index.html"]


def test_old_ids_stand_at_their_headings_or_lead_on(docs):
    text = parts.page_markdown(load(docs), "go/sched.md", SCHEDULER.split("---\n")[2])
    assert '### <span id="p-old"></span>为什么要有 P？ { #p-why level=2 }\n' in text
    assert "这个问题搬走了：[怎么\\*偷\\*？](more.md#steal-how)\n{: .moved #steal }\n" in text
    assert parts.page_markdown(load(docs), "go/more.md", MORE) == MORE


def test_all_that_was_published_of_the_committed_docs_is_listed_once_and_in_order():
    lines = (ROOT / FILE).read_text("utf-8").splitlines()
    assert lines == sorted(set(lines))
    assert "go-runtime/gmp/#gmp-why-p" in lines
