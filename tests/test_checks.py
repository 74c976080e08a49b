"""Checks: what each finds, and what it must leave alone."""

from __future__ import annotations

import pytest
from conftest import ROOT

from zhiku import checks
from zhiku.library import read

SOUND = """---
title: 甲
summary: 一句话。
sources:
  s: {title: S, url: "https://example.org/s"}
wordings:
  a-what: [甲是啥]
moved_from: [t/甲-old.md]
former: {a-was: a-what}
---

# 甲

!!! abstract "要点"
    - 一。[^s]
    - 二。
    - 三。

### 甲是什么？ { #a-what level=1 }

见[乙](b.md#b-what)和[问题](questions.md)、[主题](index.md)、[外面](https://example.org)、[这里](#a-what)。

```mermaid
flowchart LR
  A["甲 (1)"] --> B
```

[^s]: S。
"""
GLOSSARY = """# 术语表

### 甲 { #first }

又名：A1、第一。

排在最前的。见[甲是什么](t/a.md#a-what)。

### 乙 { #second }

排在后面的。
"""
OTHER = SOUND.replace("甲", "乙").replace("a-what", "b-what").replace("(b.md#b-what)", "(a.md)")

# (what is changed in the sound page, into what, the code, a part of the message)
FINDS = [
    ("summary: 一句话。\n", "", "A001", "no `summary`"),
    ("    - 二。\n", "", "A002", "2 key points"),
    ('A["甲 (1)"]', "A[甲 (1)]", "D001", "does not parse"),
    (
        "flowchart LR\n",
        "flowchart LR\n" + "".join(f'  N{n}["一段很长很长很长的标签"] --> N{n + 1}\n' for n in range(9)),
        "D002",
        "px wide",
    ),
    ("title: 甲\n", "title: 甲: 乙\n", "F001", "not YAML"),
    ("summary: 一句话。", "summary: [一句话]", "F002", "`summary` must be a text, not ['一句话']"),
    (
        "summary: 一句话。",
        "summary: 一句话。\norder: 1\nprerequisites: [t/b.md]",
        "P001",
        "t/b.md does not come before this article",
    ),
    ("summary: 一句话。", "summary: 一句话。\nprerequisites: [b.md]", "P002", "b.md is no article"),
    (
        "summary: 一句话。",
        "summary: 一句话。\nprerequisites: t/b.md",
        "F002",
        "a list of paths in the docs folder, not",
    ),
    ("```mermaid", "```mermaid browser", "D003", "needs no browser"),
    ("```mermaid", "```mermaid brwser", "D003", "'brwser' means nothing here"),
    ("(b.md#b-what)", "(c.md)", "L001", "leads to no page"),
    ("(b.md#b-what)", "(b.md#c)", "L002", "no heading with the id #c"),
    ("```mermaid", '--8<-- "examples/no.go"\n\n```mermaid', "L003", "no file examples/no.go"),
    (" { #a-what level=1 }", "", "Q001", "has no id"),
    ("#a-what level=1 }", "#b-what level=1 }", "Q002", "belongs to the question at"),
    ("level=1", "level=4", "Q003", "not 1, 2 or 3"),
    ("  a-what: [", "  z-what: [", "Q004", "'z-what'"),
    (
        "[^s]: S。",
        "### 甲是啥呢？ { #a-again level=1 }\n\n同上。\n\n[^s]: S。",
        "Q005",
        "is the question t/a.md#a-what already",
    ),
    ("[t/甲-old.md]", "[t/b.md]", "R001", "t/b.md is a page"),
    ("[t/甲-old.md]", "[t/questions.md]", "R001", "t/questions.md is a page"),
    ("a-was: a-what", "b-what: a-what", "R001", "'b-what' is the id of t/b.md#b-what"),
    ("a-was: a-what", "a-was: a-new", "R003", "'a-was' leads to a-new"),
    ("a-was: a-what", "a-was: b.md#a-new", "R003", "'a-was' leads to b.md#a-new"),
    ("a-was: a-what", "a-was: c.md#a-what", "R003", "'a-was' leads to c.md#a-what"),
    ("[t/甲-old.md]", "[t/乙-old.md]", "R004", "t/乙-old.md leads to t/a.md already"),
    ("一。[^s]", "一。[^s][^t]", "S001", "[^t] has no footnote"),
    ("[^s]: S。", "[^s]: S。\n[^t]: T。", "S001", "no key of `sources`"),
    ("https://example.org/s", "ftp://example.org/s", "S001", "https url"),
    ("一。[^s]", "一。", "S002", "no statement names"),
]


# (what is changed in the sound glossary, into what, the code, the line, a part of the message)
TERMS = [
    ("A1、第一", "A1、乙", "G001", 9, "the name “乙” belongs to the term “甲” at glossary.md:3 already"),
    ("### 乙", "### a 1", "G001", 9, "the name “a 1” belongs to the term “甲”"),
    ("#second", "#first", "G001", 9, "the id #first belongs to the term “甲”"),
    ("排在后面的。\n", "", "G002", 9, "“乙” is not explained"),
    ("t/a.md#a-what", "t/c.md", "L001", 7, "the link to t/c.md leads to no page"),
    ("t/a.md#a-what", "t/a.md#b", "L002", 7, "no heading with the id #b"),
]


@pytest.fixture
def docs(tmp_path):
    (tmp_path / "docs" / "t").mkdir(parents=True)
    (tmp_path / "docs" / "t" / "index.md").write_text("---\ntitle: T\nwords: [甲]\n---\n\n# T\n", "utf-8")
    (tmp_path / "docs" / "t" / "a.md").write_text(SOUND, "utf-8")
    (tmp_path / "docs" / "t" / "b.md").write_text(OTHER, "utf-8")
    (tmp_path / "docs" / "glossary.md").write_text(GLOSSARY, "utf-8")
    return tmp_path / "docs"


def test_a_sound_page_has_no_findings(docs):
    assert checks.run(read(docs), docs) == []


@pytest.mark.parametrize(("old", "new", "code", "message"), FINDS, ids=[f"{c}-{m}" for _, _, c, m in FINDS])
def test_each_check_finds_its_mistake(docs, old, new, code, message):
    assert old in SOUND
    (docs / "t" / "a.md").write_text(SOUND.replace(old, new), "utf-8")
    found = [f for f in checks.run(read(docs), docs) if f.code == code]
    assert [message in f.message for f in found] == [True] * max(len(found), 1)


@pytest.mark.parametrize(("old", "new", "code", "line", "message"), TERMS)
def test_a_mistake_in_the_glossary_is_found(docs, old, new, code, line, message):
    assert old in GLOSSARY
    (docs / "glossary.md").write_text(GLOSSARY.replace(old, new), "utf-8")
    [finding] = [f for f in checks.run(read(docs), docs) if f.code == code]
    assert (finding.place.first, message in finding.message) == (line, True)
    assert finding.hint


def test_every_check_is_tried():
    """C001 is found by the build, see test_sheets."""
    assert {code for _, _, code, *_ in (*FINDS, *TERMS)} | {"C001", "H001", "R002", "W001"} == set(checks.CHECKS)


def test_what_a_person_settled_is_no_finding(docs):
    again = "### 甲是啥呢？ { #a-again level=1 }\n\n同上。\n"
    (docs / "t" / "a.md").write_text(f"{SOUND}\n{again}", "utf-8")
    [finding] = checks.run(read(docs), docs)
    entry = finding.hint.partition("different: ")[2]
    (docs.parent / "decisions.yml").write_text(f"different: {entry}\n", "utf-8")
    assert checks.run(read(docs), docs) == []


@pytest.mark.parametrize(("aliases", "lines"), [("- [丙, 丁 戊]\n- [己, 丁戊]", [6]), ("- [丙, 丁]\n- [己, 戊]", [])])
def test_a_name_belongs_to_one_thing(docs, aliases, lines):
    indented = aliases.replace("- [", "  - [")
    (docs / "t" / "index.md").write_text(f"---\ntitle: T\nwords: [甲]\naliases:\n{indented}\n---\n\n# T\n", "utf-8")
    found = checks.run(read(docs), docs)
    assert [(f.code, f.place.first) for f in found] == [("W001", line) for line in lines]


def test_the_map_shows_topics_that_exist(docs):
    (docs / "index.md").write_text("---\nstages:\n  入口: [t, gone]\n---\n\n# 首页\n", "utf-8")
    [finding] = checks.run(read(docs), docs)
    assert str(finding) == "index.md:3: `stages` names 'gone', which is no topic Topics are folders: t."


def test_every_check_is_described_to_contributors():
    page = (ROOT / "docs" / "contributing" / "index.md").read_text("utf-8")
    for code, check in checks.CHECKS.items():
        assert f"| {code} | {check.name} |" in page


def test_a_broken_diagram_is_told_with_its_line(docs):
    text = SOUND.replace('A["甲 (1)"]', "A[甲 (1)]")
    (docs / "t" / "a.md").write_text(text, "utf-8")
    [finding] = [f for f in checks.run(read(docs), docs) if f.code == "D001"]
    assert text.split("\n")[finding.place.first - 1] == "  A[甲 (1)] --> B"
    assert "quotes" in finding.hint


def test_a_mark_for_a_diagram_that_only_mermaid_draws_is_no_finding(docs):
    (docs / "t" / "a.md").write_text(
        SOUND.replace("```mermaid", "```mermaid browser").replace("甲 (1)", "$$x^2$$"), "utf-8"
    )
    assert checks.run(read(docs), docs) == []


def test_the_committed_docs_have_no_findings(library):
    assert checks.run(library, ROOT / "docs") == []
