"""Links between pages: the glossary in the text, what a link shows, what stands under an article, the reading order."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from conftest import TESTS
from pymdownx.slugs import slugify

from zhiku.library import load
from zhiku.site.links import around, glossary, order, previews, terms
from zhiku.text import heading_slug

TABLE = yaml.safe_load((TESTS / "links.yml").read_text("utf-8"))
INDEX = "---\ntitle: {0}\norder: {1}\nwords: [{0}]\naliases:\n{2}\n---\n\n# {0}\n"


@pytest.fixture
def docs(tmp_path):
    """Writes a docs folder and loads it."""

    def write(**pages):
        for name, text in pages.items():
            path = tmp_path / (name.replace("__", "/") + ".md")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        return load(tmp_path)

    return write


@pytest.fixture
def matcher(docs):
    return terms.matcher(glossary.read(docs(glossary=TABLE["glossary"])))


def shown(html):
    return re.sub(r'<a class="term" href="\.\./\.\./glossary/#[a-z-]+">(.*?)</a>', r"«\1»", html, flags=re.DOTALL)


@pytest.mark.parametrize("case", TABLE["linked"])
def test_a_term_is_linked(matcher, case):
    expected = TABLE["linked"][case]
    html = matcher.linked(re.sub("[«»]", "", expected), "go/here.md")
    assert shown(html) == expected


@pytest.mark.parametrize("case", TABLE["alone"])
def test_what_is_no_use_of_a_term_is_left_alone(matcher, case):
    html = TABLE["alone"][case]
    assert matcher.linked(html, "go/here.md") == html
    assert shown(matcher.linked(f"{html}<p>写屏障</p>", "go/here.md")) == f"{html}<p>«写屏障»</p>", "the text goes on"


def test_a_link_leads_to_the_entry(matcher):
    assert matcher.linked("写屏障", "go/here.md") == '<a class="term" href="../../glossary/#write-barrier">写屏障</a>'
    assert matcher.linked("写屏障", "go/other.md") == "写屏障", "the article that explains it"


def test_without_a_glossary_nothing_changes(docs):
    empty = terms.matcher(glossary.read(docs(index="# 首页")))
    assert empty.linked("<p>写屏障</p>", "go/here.md") == "<p>写屏障</p>"


def test_a_term_has_names_a_text_and_a_place(docs):
    first, second, *_ = glossary.read(docs(glossary=TABLE["glossary"])).terms
    assert (first.id, first.names, first.text) == ("write-barrier", ("写屏障", "write barrier"), "一段代码。")
    assert (first.place.first, first.see.target, second.see.anchor) == (9, "go/other.md", "three")


def test_every_name_of_the_committed_glossary_is_found(library):
    found = glossary.read(library)
    matcher = terms.matcher(found)
    for term in found.terms:
        for name in term.names:
            linked = matcher.linked(f"<p>{name}</p>", "nowhere.md")
            assert (f"#{term.id}" in linked) == (len(name) > 1), name
    for word in found.chance:
        assert matcher.linked(f"<p>{word}</p>", "nowhere.md") == f"<p>{word}</p>"


@pytest.mark.parametrize("case", TABLE["beginnings"])
def test_a_section_begins_with_its_first_sentences(case):
    text, expected = TABLE["beginnings"][case]
    assert previews.beginning(text) == expected


def test_a_long_beginning_ends_with_a_sentence():
    sentence = "一二三四五六七八九十" * 5 + "。"
    assert previews.beginning(sentence * 4) == sentence * 2
    assert previews.beginning("一" * 1000) == "一" * 239 + "…"


def test_previews_of_a_page(docs):
    page = "---\ntitle: 甲\nsummary: 一句话。\n---\n\n# 甲\n\n## 只有下级 { #a }\n\n### 问？ { #b }\n\n回答。\n\n## 只有表格\n\n| 甲 |\n"
    library = docs(t__index=INDEX.format("题", 1, "  - [x]"), t__a=page, glossary=TABLE["glossary"])
    data = {
        file.path.removeprefix("assets/js/previews/"): json.loads(file.content.partition(" = ")[2].rstrip(";\n"))
        for file in previews.files(library)
    }
    assert set(data) == {"t.js", "t/a.js", "t/questions.js", "t/print.js", "glossary.js", "questions.js", "quiz.js"}
    assert data["t/a.js"] == {
        "": ["甲", "一句话。"],
        "a": ["只有下级", "回答。"],
        "b": ["问？", "回答。"],
        "只有表格": ["只有表格", "一句话。"],
    }
    assert data["glossary.js"]["tricolor"] == ["三色标记", "分三色。", "它", "go/here/#three"]
    assert data["glossary.js"]["stw"] == ["STW", "停住。"]


@pytest.mark.parametrize("case", TABLE["contexts"])
def test_a_backlink_carries_its_sentence(docs, case):
    text, expected = TABLE["contexts"][case]
    library = docs(
        index="[乙](t/b.md)",
        t__index=INDEX.format("题", 1, "  - [x]") + "\n[乙](b.md)\n",
        t__a=f"# 甲\n\n## 一节，其一\n\n{text}\n",
        t__b="# 乙\n",
    )
    [backlink] = around.around(library)["t/b.md"].backlinks
    [mention] = backlink.mentions
    assert (backlink.title, mention.section, mention.url) == ("甲", "一节，其一", "t/a/#一节其一")
    assert mention.context == expected


def test_a_section_mentions_a_page_once(docs):
    library = docs(
        t__index=INDEX.format("题", 1, "  - [x]"),
        t__a="# 甲\n\n开头见[乙](b.md)这里。\n\n## 二 { #two }\n\n一见[乙](b.md)这里。二见[乙](b.md#x)那里。\n",
        t__b="# 乙\n",
    )
    [backlink] = around.around(library)["t/b.md"].backlinks
    assert [(m.section, m.url) for m in backlink.mentions] == [("开头", "t/a/"), ("二", "t/a/#two")]


SUBJECTS = "  - [消息丢失, 丢消息]\n  - [幂等, 幂等性]\n  - [缓存]"


def test_related_articles_speak_of_the_same_things(docs):
    def article(title, text, **meta):
        head = "".join(f"{key}: {value}\n" for key, value in meta.items())
        return f"---\ntitle: {title}\n{head}---\n\n# {title}\n\n## 一\n\n{text}\n"

    library = docs(
        m__index=INDEX.format("消息", 1, SUBJECTS),
        m__a=article("消息丢失", "说幂等。缓存。", order=1),
        m__b=article("其他", "缓存。", order=2),
        n__index=INDEX.format("别的", 2, "  - [x]"),
        n__c=article("丢消息", "幂等性。缓存。", order=1),
        n__d=article("另一篇", "丢消息。缓存。", order=2, prerequisites="[m/a.md]"),
        n__e=article("无关", "缓存。见[其他](../m/b.md)。", order=3),
    )
    found = around.around(library)
    assert [(s.title, s.why) for s in found["m/a.md"].related] == [("丢消息", "同样讲到：消息丢失、幂等")]
    assert [s.title for s in found["m/a.md"].after] == ["另一篇"], "said there, and so not related again"
    assert [(s.title, s.why) for s in found["m/b.md"].related] == [("无关", "它提到这一页")], "缓存 is everywhere"
    assert [(s.title, s.why) for s in found["n/e.md"].related] == [("其他", "这一页提到它")]


def test_the_reading_order_goes_over_articles_topic_by_topic(docs):
    library = docs(
        index="# 首页",
        b__index=INDEX.format("二", 2, "  - [x]"),
        b__one="# 一",
        a__index=INDEX.format("一", 1, "  - [y]"),
        a__late="---\norder: 2\n---\n\n# 后",
        a__early="---\norder: 1\n---\n\n# 先",
        c__index=INDEX.format("三", 3, "  - [z]"),
    )
    assert {path: (n.before, n.after) for path, n in order.neighbours(library).items()} == {
        "a/early.md": (None, "a/late.md"),
        "a/late.md": ("a/early.md", "b/one.md"),
        "b/one.md": ("a/late.md", None),
        "a/index.md": (None, "a/early.md"),
        "b/index.md": (None, "b/one.md"),
    }


def test_ids_of_headings_are_those_of_the_site(library):
    site = slugify(case="lower")
    texts = [
        h.text for page in library.pages.values() for h in page.headings if "`" not in h.text and "[" not in h.text
    ]
    assert len(texts) > 100
    for text in [*texts, "What's  new?", "a_b-c（d）", "Ａ１"]:
        assert heading_slug(text) == site(text, "-"), text
