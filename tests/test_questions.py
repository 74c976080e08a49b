"""What the library knows of a question beside its words: what its answer holds, and what is asked next."""

from __future__ import annotations

import pytest

from zhiku.library import load

FOLLOW_UPS = [
    ("追问：[甲](a.md#a) · [乙](../u/b.md#b)", ("t/a.md#a", "u/b.md#b")),
    ("追问:[自己](#q)", ("t/q.md#q",)),
    ("追问：[两次](a.md#a) · [同一个](a.md#a)", ("t/a.md#a",)),
    ("追问：[一篇文章](a.md) · [外面](https://example.org/#x)", ()),
    ("追问：[没有的](a.md#gone)", ("t/a.md#gone",)),
    ("会被追问：[甲](a.md#a)", ()),
    ("```\n追问：[甲](a.md#a)\n```", ()),
    ("#### 小节\n\n追问：[甲](a.md#a)", ("t/a.md#a",)),
    ("### 下一题？ { #next }\n\n追问：[甲](a.md#a)", ()),
]
HOLDS = [
    ('```go\n--8<-- "tests/docs/warm.go:batch"\n```', (True, False)),
    ('```{ .go title="x" }\nx := 1\n```', (True, False)),
    ("    ```mermaid\n    flowchart LR\n      A --> B\n    ```", (False, True)),
    ("```\n只是文字\n```", (False, False)),
    ("`一行`", (False, False)),
    ("#### 小节\n\n```sql\nselect 1\n```", (True, False)),
    ("## 别的\n\n```go\nx := 1\n```", (False, False)),
]


@pytest.fixture
def question(tmp_path):
    """The question with this answer."""

    def read(answer):
        (tmp_path / "t").mkdir()
        (tmp_path / "t" / "index.md").write_text("---\nwords: [甲]\n---\n\n# T\n", "utf-8")
        (tmp_path / "t" / "q.md").write_text(f"# Q\n\n### 问？ {{ #q level=2 }}\n\n{answer}\n", "utf-8")
        return load(tmp_path).questions()[0]

    return read


@pytest.mark.parametrize(("answer", "follow_ups"), FOLLOW_UPS)
def test_follow_ups_are_the_places_that_their_line_links_to(question, answer, follow_ups):
    assert question(answer).follow_ups == follow_ups


@pytest.mark.parametrize(("answer", "holds"), HOLDS)
def test_an_answer_holds_code_and_diagrams(question, answer, holds):
    found = question(answer)
    assert (found.has_code, found.has_diagram) == holds


def test_most_answers_of_the_committed_docs_lead_on_to_other_questions(library):
    known = {f"{question.article}#{question.id}" for question in library.questions()}
    follow_ups = [target for question in library.questions() for target in question.follow_ups]
    assert len(follow_ups) > 40
    assert set(follow_ups) <= known
