"""Diagrams: what is said of them in words, what is left out of their SVG, boxes of characters, diagrams that only mermaid draws."""

from __future__ import annotations

from dataclasses import asdict

import pytest
import yaml
from conftest import ROOT, TESTS
from lxml import etree

from zhiku.errors import ZhikuError
from zhiku.library import load
from zhiku.site.drawing import boxes, diagrams, fence, in_browser, picture
from zhiku.site.drawing.lean import lean

CASES = yaml.safe_load((TESTS / "diagrams.yml").read_text("utf-8"))


@pytest.fixture(autouse=True)
def no_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(picture, "CACHE", tmp_path / "cache")
    for draw in (diagrams.render, boxes.draw):
        draw.cache_clear()
    yield tmp_path / "cache"
    for draw in (diagrams.render, boxes.draw):
        draw.cache_clear()


@pytest.mark.parametrize("name", CASES)
def test_a_diagram_is_told_in_words(name):
    expected = dict(CASES[name])
    said = asdict(diagrams.render(expected.pop("source")).words)
    assert {**said, "lines": list(said["lines"])} == expected


def test_without_a_model_the_labels_stand_for_a_diagram(monkeypatch):
    monkeypatch.setattr(diagrams, "_model", lambda _: None)
    words = diagrams.words_of("flowchart LR\n  A[甲甲] --> B", ("甲甲", "B", "B"))
    assert words.lines == ("甲甲", "B")
    assert words.title == "流程图：甲甲"


def test_the_picture_has_a_name_and_a_description_and_says_it_once():
    svg = etree.fromstring(diagrams.render("flowchart LR\n  accTitle: 甲<乙\n  accDescr: 丙\n  A --> B").svg)
    texts = {element.get("id"): element.text for element in svg.iter("{*}title", "{*}desc")}
    assert svg.get("role") == "img"
    assert [texts[svg.get(f"aria-{by}")] for by in ("labelledby", "describedby")] == ["甲<乙", "丙"]
    assert len(texts) == 2


LEAN = {  # an SVG and what stays of it
    "a rule that can match nothing goes": (
        '<style>#x .a{fill:red}#x .b{fill:red}#x p{margin:0}#x [data-look="neo"].a{fill:blue}</style><g class="a b2"><path/></g>',
        '<style>#x .a{fill:red}</style><g class="a"><path/></g>',
    ),
    "one of two selectors": (
        "<style>#x .a,#x .b{fill:red}</style><g class='b'>1</g>",
        '<style>#x .b{fill:red}</style><g class="b">1</g>',
    ),
    "what is not understood stays": ("<style>#x :not(.q){fill:red}</style>", "<style>#x :not(.q){fill:red}</style>"),
    "only keyframes that are used": (
        "<style>@keyframes k{to{opacity:0}}@keyframes l{to{opacity:1}}#x path{animation:k 1s}</style><path/>",
        "<style>@keyframes k{to{opacity:0}}#x path{animation:k 1s}</style><path/>",
    ),
    "a gradient that only such a rule uses": (
        '<style>#x .a{fill:url(#g)}</style><linearGradient id="g"><stop/></linearGradient><path/>',
        "<path/>",
    ),
    "markers that nothing points to": (
        '<defs><marker id="m"><path/></marker><marker id="n"><path/></marker></defs><path marker-end="url(#m)" id="p"/>',
        '<defs><marker id="m"><path/></marker></defs><path marker-end="url(#m)"/>',
    ),
    "remarks of the renderer": (
        '<path data-points="W3s=" aria-label="x" name="y" d="M1.23456,2L-7.5001,3.5"/>',
        '<path d="M1.23,2L-7.5,3.5"/>',
    ),
    "declarations that change nothing": (
        '<text style="opacity:1;filter:none;line-height:24px;fill:red">1</text>',
        '<text style="fill:red">1</text>',
    ),
    "a declaration that undoes another": (
        '<style>#x text{opacity:.5}</style><text style="opacity:1">1</text>',
        '<style>#x text{opacity:.5}</style><text style="opacity:1">1</text>',
    ),
    "one that hides an attribute": (
        '<g transform="scale(2)" style="transform:none">1</g>',
        '<g transform="scale(2)" style="transform:none">1</g>',
    ),
    "the one font": (
        '<style>#x{font-family:A,"B"}</style><text style="font-family:A, &quot;B&quot;">1</text>',
        '<style>#x{font-family:A,"B"}</style><text>1</text>',
    ),
    "unless there are two": (
        '<style>#x{font-family:A}</style><text style="font-family:A">1</text><text style="font-family:C">1</text>',
        '<style>#x{font-family:A}</style><text style="font-family:A">1</text><text style="font-family:C">1</text>',
    ),
    "what is never painted": (
        '<rect style="fill:none;opacity:0"/><rect style="opacity:0.5"/>',
        '<rect style="opacity:0.5"/>',
    ),
    "text and tags in it": (
        "<text>a &lt;b&gt; &amp; <tspan>c</tspan></text>",
        "<text>a &lt;b&gt; &amp; <tspan>c</tspan></text>",
    ),
}


@pytest.mark.parametrize("case", LEAN)
def test_what_nobody_sees_is_left_out(case):
    before, after = LEAN[case]
    assert (
        lean(f'<svg xmlns="http://www.w3.org/2000/svg" id="x">{before}</svg>')
        == f'<svg xmlns="http://www.w3.org/2000/svg" id="x">{after}</svg>'
    )


def test_lean_twice_is_lean_once_and_no_text_is_lost(library):
    for article in library.articles:
        for diagram in article.diagrams:
            whole = diagrams._draw(diagram.source, "dg-x")
            once = lean(whole)
            assert lean(once) == once
            assert len(once) < len(whole) / 2
            shown = [list(etree.fromstring(svg.encode()).itertext("{*}text", "{*}tspan")) for svg in (whole, once)]
            assert shown[0] == shown[1]


BOX = "┌────────┐     ┌──────┐\n│ 客户端 │────>│ 网关 │\n└────────┘     └──────┘"
DRAWN = {
    "boxes": BOX,
    "plus and minus": "+------+    +-----+\n| 甲乙 |--->| abc |\n+------+    +-----+",
    "a wall that is off by one is moved": "┌────────┐\n│ 客户端  │\n└────────┘",
}
LEFT = {
    "arrows alone": "a -> b\n     ↓\n     c",
    "a tree": "top\n├── a\n└── b",
    "nothing": " \n ",
    "characters that break the renderer": "┌──┐\n│ x│\n└──┘\n┌─\ufe0f\n│ c\ufe0f",
    "larger than anybody reads": "\n".join([BOX] * 100),
    "lines that lead nowhere": "┌──┐ ─┐ ─┐ ─┐ ─┐ ─┐ ─┐ ─┐ ─┐\n│x │\n└──┘",
}


@pytest.mark.parametrize("name", DRAWN)
def test_boxes_of_characters_are_drawn(name):
    drawn = boxes.draw(DRAWN[name])
    svg = etree.fromstring(drawn.svg)
    labels = "".join("".join(text.itertext()) for text in svg.iter("{*}text"))
    assert [label for label in ("客户端", "网关", "甲乙", "abc") if label in DRAWN[name]] == [
        label for label in ("客户端", "网关", "甲乙", "abc") if label in labels
    ]
    assert drawn.width > 50
    rules = "".join(style.text for style in svg.iter("{*}style"))
    assert all(
        part.strip().startswith(f"#{drawn.id} ")
        for rule in rules.split("}")[:-1]
        for part in rule.split("{")[0].split(",")
    ), "its rules hold for this picture alone"


@pytest.mark.parametrize("name", LEFT)
def test_what_would_not_come_out_well_stays_text(name):
    assert boxes.draw(LEFT[name]) is None
    page = fence.with_pictures(fence.characters(LEFT[name], "", "", {}, None))
    assert page.startswith('<figure class="diagram diagram-source diagram-characters"><pre><code>')


def test_hostile_characters_stay_characters():
    drawing = '┌────────────────────┐\n│<script>1</script>\0 │\n│"&quot;]]></style>  │\n└────────────────────┘'
    page = fence.with_pictures(fence.characters(drawing, "", "", {}, None))
    assert "<svg" in page
    assert "<script" not in page
    assert page.count("</style>") == 1


def test_a_kept_picture_that_is_damaged_is_made_anew(no_cache):
    first = boxes.draw(BOX)
    [file] = no_cache.iterdir()
    file.write_text(file.read_text("utf-8")[:-9], "utf-8")
    boxes.draw.cache_clear()
    assert boxes.draw(BOX) == first
    boxes.draw.cache_clear()
    file.write_text(file.read_text("utf-8").replace("客户端", "用户们"), "utf-8")
    assert "用户们" in boxes.draw(BOX).title, "a kept picture is read, not drawn again"


FORMULA = 'flowchart LR\n  accTitle: 利特尔法则\n  A["到达率 $$\\lambda$$"] --> B["$$L = \\lambda W$$"]'


def test_a_diagram_for_the_browser_shows_its_source_until_then():
    page = fence.with_pictures(fence.mermaid(FORMULA, "mermaid", "mermaid", {"browser": "browser"}, None))
    assert '<div class="mermaid">flowchart LR' in page
    assert "<svg" not in page
    assert "到达率" in page.partition("<details")[2]


def test_mermaid_joins_the_site_where_a_page_needs_it_and_only_there(tmp_path):
    docs, vendor = tmp_path / "docs", tmp_path / "vendor"
    docs.mkdir()
    (docs / "a.md").write_text(f"# A\n\n```mermaid\n{FORMULA}\n```\n", "utf-8")
    assert in_browser.files(load(docs), vendor) == []
    (docs / "a.md").write_text(f"# A\n\n```mermaid browser\n{FORMULA}\n```\n", "utf-8")
    with pytest.raises(ZhikuError, match="make vendor") as caught:
        in_browser.files(load(docs), vendor)
    assert caught.value.where == "a.md:3"
    vendor.mkdir()
    (vendor / "mermaid.js").write_text("1")
    (vendor / "mermaid.LICENSE.txt").write_text("MIT")
    assert {file.path: file.content for file in in_browser.files(load(docs), vendor)} == {
        "assets/vendor/mermaid.js": b"1",
        "assets/vendor/mermaid.LICENSE.txt": b"MIT",
    }


def test_who_cannot_be_drawn_here_is_told_of_the_browser():
    with pytest.raises(diagrams.DiagramError) as caught:
        diagrams.render(FORMULA)
    assert "```mermaid browser" in caught.value.hint
    assert caught.value.line == 3


def test_all_broken_diagrams_are_told_at_once_and_those_of_drafts_do_not_stop_a_build(tmp_path, monkeypatch, capfd):
    from zhiku.__main__ import main

    monkeypatch.chdir(ROOT)
    docs, out = tmp_path / "docs", tmp_path / "site"
    (docs / "t").mkdir(parents=True)
    (docs / "index.md").write_text("# 首页\n", "utf-8")
    (docs / "t" / "index.md").write_text("---\ntitle: T\nwords: [t]\n---\n\n# T\n", "utf-8")
    broken = "# A\n\n```mermaid\nflowchart LR\n  A[(\n```\n\n```mermaid\npie\n  甲\n```\n"
    (docs / "t" / "a.md").write_text(broken, "utf-8")
    assert main(["site", "--docs", str(docs), "--out", str(out)]) == 1
    said = "".join(capfd.readouterr())
    assert "t/a.md:5: the diagram does not parse" in said
    assert "t/a.md:10: the diagram does not parse" in said
    (docs / "t" / "a.md").write_text("---\ndraft: true\n---\n" + broken, "utf-8")
    assert main(["site", "--docs", str(docs), "--out", str(out)]) == 0
    assert "t/a.md:8: the diagram does not parse" in "".join(capfd.readouterr())
    page = (out / "t" / "a" / "index.html").read_text("utf-8")
    assert page.count("图未能渲染（第 2 行）") == 2
    assert "<pre><code>flowchart LR\n  A[(" in page
