"""The site's parts, and the build as a whole: generated pages, diagrams, what happens when a page is wrong."""

from __future__ import annotations

import json
import re

import pytest
from conftest import NOTES, ROOT, TESTS, site_of

from zhiku.__main__ import main
from zhiku.site import nav, pages, parts
from zhiku.site.drawing import diagrams, fence, picture
from zhiku.site.drawing.measure import width, wrap


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def generated(small_library):
    return {file.path: file.content for file in pages.files(small_library)}


def test_generated_pages(generated, golden):
    for path, content in generated.items():
        golden(TESTS / "golden" / "generated-pages.yml", path, content)


def test_topics_without_articles_get_no_generated_pages(generated):
    assert {path.split("/")[0] for path in generated} == {
        "caching",
        "questions.md",
        "questions.json",
        "quiz.md",
    }


def test_the_bank_follows_its_contract(generated):
    bank = json.loads(generated["questions.json"])
    assert bank["schema"] == 1
    assert [list(q) for q in bank["questions"]] == [["id", "text", "wordings", "topic", "level", "url", "asked"]] * 2
    assert bank["questions"][1]["url"] == "caching/warm-up/#warm-up-how"


def test_navigation_follows_the_folders(small_library):
    found = nav.navigation(small_library, frozenset({"caching/questions.md"}))
    assert found[:2] == [
        {"首页": "index.md"},
        {
            "缓存": [
                {"缓存": "caching/index.md"},
                {"缓存污染": "caching/pollution.md"},
                {"缓存预热": "caching/warm-up.md"},
                {"问题索引": "caching/questions.md"},
            ]
        },
    ]


def test_a_page_gets_its_head_and_links_behind_its_sources(small_library):
    pollution = parts.page_markdown(small_library, "caching/pollution.md", "# 缓存污染\n\n正文\n")
    assert pollution == "# 缓存污染\n\n先读：[缓存预热](warm-up.md) · 核对到 Go 1.27\n{: .page-notes }\n\n正文\n"
    warm = parts.page_markdown(small_library, "caching/warm-up.md", "# 缓存预热\n\n[^redis]: Redis documentation.\n")
    assert warm.endswith("[^redis]: Redis documentation. [原文](https://redis.io/docs/)\n")
    assert parts.page_markdown(small_library, "fundamentals/index.md", "# x\n").endswith("还在写。\n")


def test_levels_become_valid_html():
    html = parts.page_html('<h3 id="a" level="2">问？</h3><h3 id="b">不是</h3>')
    assert html == '<h3 id="a" class="question" data-level="2" data-level-name="进阶">问？</h3><h3 id="b">不是</h3>'


@pytest.mark.parametrize(("text", "em"), [("中文", 2.0), ("ab", 1.248), ("\u200b", 0.0), ("：", 1.0)])
def test_text_is_measured(text, em):
    assert width(text) == pytest.approx(em)
    assert wrap("中文中文，好", 4) == (5.0, 2), "a comma may hang over the edge, a character may not"


@pytest.fixture
def no_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(picture, "CACHE", tmp_path / "cache")
    diagrams.render.cache_clear()
    yield tmp_path / "cache"
    diagrams.render.cache_clear()


def test_a_diagram_is_drawn_once_and_the_same_to_the_byte(no_cache):
    source = "sequenceDiagram\n  accTitle: 谁先谁后\n  participant A as 甲\n  A->>A: 等一等"
    first = diagrams.render(source)
    assert "甲" in first.svg
    assert "<title" in first.svg
    assert "foreignObject" not in first.svg
    assert first.title == "谁先谁后"
    [cached] = no_cache.iterdir()
    diagrams.render.cache_clear()
    cached.unlink()
    assert diagrams.render(source).svg == first.svg


@pytest.mark.parametrize(
    ("source", "line"),
    [("flowchart LR\n  A --> B\n  B[未闭合 --> C", 3), ("flowchart LR\n  A[调用 f() 方法] --> B", 2), ("不是图", 1)],
)
def test_a_diagram_that_does_not_parse_names_its_line(no_cache, source, line):
    with pytest.raises(diagrams.DiagramError) as caught:
        diagrams.render(source)
    assert caught.value.line == line
    assert caught.value.hint


def test_pictures_replace_their_place_holders():
    holder = fence.mermaid("flowchart LR\n  A --> B", "mermaid", "mermaid", {}, None)
    page = fence.with_pictures(f"<p>一</p>{holder}{holder}")
    assert page.count('role="img"') == 2
    ids = re.findall(r'<svg [^>]*?id="(dg-[^"]+)"', page)
    assert len(set(ids)) == 2, "the same picture twice on a page has two ids"
    broken = fence.with_pictures(fence.mermaid("flowchart LR\n  A[(", "mermaid", "mermaid", {}, None))
    assert "图未能渲染（第 2 行）" in broken
    assert "A[(" in broken


def test_dangerous_labels_do_not_reach_the_page():
    svg = diagrams.render(
        'flowchart LR\n  A["<img src=x onerror=alert(1)>甲"] --> B["<script>alert(1)</script>乙"]'
    ).svg
    assert "<script" not in svg
    assert "onerror" not in svg
    assert "<img" not in svg


def test_the_site_holds_what_was_promised(small_site):
    page = (small_site / "caching" / "warm-up" / "index.html").read_text("utf-8")
    assert 'id="warm-up-how"' in page
    assert "func Batch" in page.replace("</span>", "").replace('<span class="kd">', "").replace(
        '<span class="nx">', ""
    ).replace('<span class="w">', "")
    assert 'id="dg-' in page
    assert "提到这一页的地方" in page
    for path in (
        "caching/questions/index.html",
        "caching/cheatsheet/index.html",
        "questions/index.html",
        "questions.json",
        "sitemap.xml",
    ):
        assert (small_site / path).is_file(), path


def test_one_commit_makes_one_site_to_the_byte(small_site, tmp_path):
    second = site_of(TESTS / "docs", tmp_path)
    files = {p.relative_to(small_site): p.read_bytes() for p in small_site.rglob("*") if p.is_file()}
    again = {p.relative_to(second): p.read_bytes() for p in second.rglob("*") if p.is_file()}
    assert files == again


MISTAKES = {
    "two questions with one id": (
        "### 甲？ { #same }\n\n### 乙？ { #same }\n",
        "caching/x.md:5: the id #same belongs to the question at caching/x.md:3 already",
    ),
    "a question without an id": (
        "### 甲？\n",
        "caching/x.md:3: the question “甲？” has no id of small letters, digits and hyphens Write: ### 甲？ { #gmp-why-p level=2 }",
    ),
    "a former id that leads nowhere": (
        "---\ntitle: X\nformer: {old: new}\n---\n\n# X\n",
        "caching/x.md:3: the former id 'old' leads to new, which is not there Name an id of this page",
    ),
    "a diagram that does not parse": (
        "```mermaid\nflowchart LR\n  A[(\n```\n",
        "caching/x.md:5: the diagram does not parse",
    ),
    "a link to nowhere": ("[x](nowhere.md)\n", "nowhere.md"),
    "a snippet that is not there": ('--8<-- "no/file.go"\n', "no/file.go"),
    "front matter that is not YAML": ("---\ntitle: a: b\n---\n", "caching/x.md:2: the front matter is not YAML"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_in_a_page_is_told_and_the_old_site_stays(tmp_path, capfd, case):
    text, message = MISTAKES[case]
    docs, out = tmp_path / "docs", tmp_path / "site"
    (docs / "caching").mkdir(parents=True)
    (docs / "index.md").write_text("# 首页\n", "utf-8")
    (docs / "caching" / "index.md").write_text("---\ntitle: 缓存\nwords: [缓存]\n---\n\n# 缓存\n", "utf-8")
    out.mkdir()
    (out / "index.html").write_text("old", "utf-8")
    (docs / "caching" / "x.md").write_text(text if text.startswith("---") else f"# X\n\n{text}", "utf-8")
    assert main(["site", "--docs", str(docs), "--out", str(out)]) == 1
    said = "".join(capfd.readouterr())
    assert message in said
    assert "Traceback" not in said
    assert [p.name for p in out.iterdir()] == ["index.html"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["docs", "site"]


def test_a_site_straight_from_notes_traces_every_note(tmp_path):
    assert main(["ingest", str(NOTES), "--out", str(tmp_path / "ingest"), "--docs", str(TESTS / "docs")]) == 0
    assert main(["site", "--docs", str(tmp_path / "ingest" / "drafts"), "--out", str(tmp_path / "site")]) == 0
    for note in NOTES.iterdir():
        page = (tmp_path / "site" / "notes" / note.stem / "index.html").read_text("utf-8")
        assert f"共 {len(note.read_text('utf-8').splitlines())} 行" in page
    assert "某某" not in "".join(p.read_text("utf-8") for p in (tmp_path / "site").rglob("*.html"))


ALL_AT_ONCE = {
    "index.md": "---\ntitle: [库]\n---\n\n# 首页\n",
    "glossary.md": "# 术语表\n\n### 缓存 { #cache }\n\n放在近处的副本。\n\n### 缓存 { #cache-again }\n\n同上。\n",
    "caching/index.md": "---\ntitle: 缓存\nwords: [缓存]\n---\n\n# 缓存\n",
    "caching/a.md": "---\norder: first\n---\n\n# 甲\n\n### 没有编号？\n\n[x](nowhere.md)，[y](b.md#gone)\n",
    "caching/b.md": "---\ntitle: a: b\n---\n\n# 乙\n\n### 一？ { #same }\n\n### 二？ { #same }\n\n```mermaid\nflowchart LR\n  A[(\n```\n",
    "caching/long.md": '# 长\n\n!!! abstract "要点"\n' + "    - 一句很长的要点，说了又说，还要再说。\n" * 700,
}
TOLD = [
    ("index.md:2: `title` must be a text, not ['库'] Write: title: ", "F002"),
    ("glossary.md:7: ", "G001"),
    ("caching/a.md:2: `order` must be a whole number, not 'first' Write: order: 10", "F002"),
    ("caching/a.md:7: the question “没有编号？” has no id", "Q001"),
    ("caching/a.md:9: the link to nowhere.md leads to no page", "L001"),
    ("caching/a.md:9: caching/b.md has no heading with the id #gone", "L002"),
    ("caching/b.md:2: the front matter is not YAML", "F001"),
    ("caching/b.md:9: the id #same belongs to the question at caching/b.md:7 already", "Q002"),
    ("caching/b.md:13: the diagram does not parse", "D001"),
]


@pytest.mark.browser
def test_all_mistakes_of_a_docs_folder_are_told_at_once(browser, tmp_path, capfd):
    for path, text in ALL_AT_ONCE.items():
        (tmp_path / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / path).write_text(text, "utf-8")
    assert main(["site", "--docs", str(tmp_path / "docs"), "--out", str(tmp_path / "site")]) == 1
    said = "".join(capfd.readouterr())
    assert [message for message, _ in TOLD if message not in said] == []
    assert "caching/index.md:1: " in said, "the cheat-sheet that overflows"
    assert "Traceback" not in said
    assert not (tmp_path / "site").exists()
