"""Answers cut out of finished pages: whole, alone, and with links that still lead somewhere."""

from __future__ import annotations

import json
import re

import pytest
from conftest import ROOT, TESTS

from zhiku.library import load
from zhiku.site import content, nav, pages, parts
from zhiku.site.learning import quiz

PRACTICE = TESTS / "practice"


@pytest.fixture(scope="module")
def site(practice_site):
    return practice_site


def value(site, path):
    """What a script of the build assigns."""
    return json.loads((site / "assets/js" / path).read_text("utf-8").partition(" = ")[2].rstrip(";\n"))


@pytest.fixture(scope="module")
def caching(site):
    return value(site, "cards/caching.js")


def test_every_answered_question_is_asked_and_no_other(site):
    deck = value(site, "cards.js")
    assert deck["topics"] == {"caching": "缓存", "mq": "消息队列"}
    assert [q["id"] for q in deck["questions"]] == ["stampede-what", "stampede-fix", "constructor", "order-how"]
    assert deck["questions"][1] == {
        "id": "stampede-fix",
        "text": "击穿怎么防？",
        "topic": "caching",
        "level": 3,
        "url": "caching/stampede/#stampede-fix",
    }
    assert list(value(site, "cards/mq.js")) == ["order-how"]


def test_an_answer_ends_where_the_next_question_or_the_page_ends(caching):
    assert "等待的人拿同一个结果" in caching["stampede-fix"], "a sub-heading belongs to it"
    assert "<h3>细节</h3>" in caching["stampede-fix"], "and is one rank below the question, wherever that stands"
    assert "任何名字" not in caching["stampede-fix"]
    assert caching["constructor"] == "<p>因为任何名字都可以是编号。</p>", "neither footnotes nor links to the page"


def test_links_of_an_answer_lead_from_the_quiz_to_what_they_meant(site, caching):
    links = re.findall(r'(?:href|src)="([^"]+)"', re.sub(r"<svg.*?</svg>", "", caching["stampede-what"]))
    assert links == [
        "../caching/stampede/#fn:paper",
        "../mq/%E9%A1%BA%E5%BA%8F/#order-how",
        "https://example.org/x",
        "../caching/dot.png",
    ]
    assert (site / "caching/dot.png").is_file()
    assert 'id="fn:paper"' in (site / "caching/stampede/index.html").read_text("utf-8")


def test_an_answer_has_no_ids_but_those_that_its_drawings_need(caching):
    html = caching["stampede-what"]
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert html.count("<figure") == 2, "a drawing stays, twice when it stands there twice"
    assert len(ids) == len(set(ids))
    assert all(name.startswith("dg-") for name in ids)
    named = set(re.findall(r"url\(#([^)]+)\)", html)) | set(re.findall(r'\bhref="#([^"]+)"', html))
    assert named <= set(ids)
    assert not re.findall(r'\sid="|headerlink|codelineno', caching["stampede-fix"])


def test_code_of_an_answer_keeps_its_text_and_colours(caching):
    assert '<span class="kd">func</span>' in caching["stampede-fix"]
    assert "只查一次 &lt; 两次" in caching["stampede-fix"]


def test_no_answer_of_the_committed_base_holds_what_the_page_has_around_it():
    page = """<article class="md-content__inner"><a>改</a><h1>题</h1><h3 id="a">问？</h3><p>答</p>
    <aside><h2>链接到这里的页面</h2></aside><p>后面</p></article>"""
    assert [block.text for block in content.under(content.blocks(page), "a")] == ["答"]
    assert content.under(content.blocks(page), "b") == []


@pytest.fixture
def library():
    return load(PRACTICE)


def test_without_the_scheduler_there_is_no_quiz_and_the_build_can_say_why(library, monkeypatch, tmp_path):
    monkeypatch.setattr(quiz, "SCHEDULER", tmp_path / "ts-fsrs.js")
    assert quiz.missing() == [f"{tmp_path}/ts-fsrs.js is not there, so the site has no quiz. Call: make vendor"]
    assert "quiz.md" not in [file.path for file in pages.files(library)]
    assert parts.since(library, "caching/stampede.md") == "", "what is read is not kept where it cannot be switched off"
    assert "自测" not in pages.overview(library, "caching")
    assert "anki/caching.apkg" in pages.overview(library, "caching")


def test_the_quiz_stands_behind_the_index_of_all_questions(library, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert quiz.missing() == []
    made = frozenset(file.path for file in pages.files(library))
    entries = nav.navigation(library, made)
    assert entries[entries.index({"全部问题": "questions.md"}) + 1] == {"自测": "quiz.md"}
    assert "[自测](../quiz.md?topic=caching)" in pages.overview(library, "caching")


@pytest.mark.parametrize(
    ("path", "topic"),
    [("caching/stampede.md", "caching"), ("caching/index.md", "caching"), ("index.md", ""), ("questions.md", "")],
)
def test_readings_are_kept_for_articles_and_shown_in_their_topic(library, monkeypatch, path, topic):
    monkeypatch.chdir(ROOT)
    assert parts.since(library, path) == topic
