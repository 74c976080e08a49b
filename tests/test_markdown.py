"""The reader of the docs' Markdown, and the library that is made of it."""

from __future__ import annotations

import pytest

from zhiku import markdown
from zhiku.errors import ManyErrors, ZhikuError
from zhiku.library import load, resolve

PAGE = """---
title: "A: b"
---

# A

!!! abstract "要点"
    - 一[^a]
    - 二
      接着说

    - 三

正文 [链接](../x/y.md#z "题") 和 `[不是](no.md)`。后一句 ![图](i.png)。

```go title="t"
// # 不是标题 [不是](no.md)
```

    ```mermaid
    flowchart LR
      A --> B
    ```

## 问？ { #id-1 level=2 }

[^a]: 脚注
"""


def test_a_page_is_read_with_its_lines():
    page = markdown.read("t/a.md", PAGE)
    assert page.meta == {"title": "A: b"}
    assert [(h.line, h.level, h.text, dict(h.attributes)) for h in page.headings] == [
        (5, 1, "A", {}),
        (25, 2, "问？", {"id": "id-1", "level": "2"}),
    ]
    assert [(f.first, f.last, f.lang) for f in page.fences] == [(16, 18, "go"), (20, 23, "mermaid")]
    assert page.fences[1].text == "flowchart LR\n  A --> B"
    assert [(link.line, link.target, link.context) for link in page.links] == [
        (14, "../x/y.md#z", '正文 [链接](../x/y.md#z "题") 和 `[不是](no.md)`。')
    ]
    assert page.points == ("一[^a]", "二\n  接着说", "三")
    assert dict(page.footnotes) == {"a": 27}
    assert dict(page.footnote_uses) == {"a": 8}


@pytest.mark.parametrize(
    ("page", "target", "want"),
    [
        ("caching/a.md", "b.md", ("caching/b.md", "")),
        ("caching/a.md", "../mq/b.md#c", ("mq/b.md", "c")),
        ("caching/a.md", "#c", ("caching/a.md", "c")),
        ("a.md", "caching/%E7%BC%93.md", ("caching/缓.md", "")),
    ],
)
def test_links_resolve(page, target, want):
    assert resolve(page, target) == want


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("---\ntitle: a: b\n---\n", "x.md:2", "not YAML: mapping values are not allowed here"),
        ("---\n- a\n---\n", "x.md:1", "not a list of settings"),
    ],
)
def test_front_matter_that_is_wrong_says_where_and_what_to_do(text, where, message):
    with pytest.raises(ZhikuError) as caught:
        markdown.read("x.md", text)
    assert caught.value.where == where
    assert message in str(caught.value)
    assert caught.value.hint


def test_text_between_two_rules_is_no_front_matter():
    assert markdown.read("x.md", "# 甲\n\n---\n\n乙\n\n---\n").meta == {}


def test_the_library_holds_topics_questions_and_backlinks(small_library):
    assert [t.id for t in small_library.topics] == [
        "caching",
        "go-runtime",
        "governance",
        "fundamentals",
        "interviewing",
    ]
    warm = small_library.article("caching/warm-up.md")
    assert [(q.id, q.level, q.wordings, q.has_code) for q in warm.questions] == [
        ("warm-up-how", 2, ("怎么预热缓存",), True)
    ]
    assert [s.url for s in warm.sources] == ["https://redis.io/docs/"]
    assert {link.place.path for link in small_library.backlinks["caching/pollution.md"]} == {"caching/warm-up.md"}


def test_all_broken_pages_are_told_at_once(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text("---\nx: [\n---\n", "utf-8")
    (tmp_path / "c.md").write_bytes(b"\xff\xfe")
    with pytest.raises(ManyErrors) as caught:
        load(tmp_path)
    assert [e.where.split(":")[0] for e in caught.value.errors] == ["a.md", "b.md", "c.md"]
