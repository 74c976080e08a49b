"""What a reader sees, in a real browser over a real static server."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

from zhiku.library import load

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser):
    """A page that notes every request to another host and every error on its console."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.foreign = []
    opened.errors = []
    opened.on(
        "request", lambda r: None if "127.0.0.1" in r.url or r.url.startswith("data:") else opened.foreign.append(r.url)
    )
    opened.on("pageerror", lambda e: opened.errors.append(str(e)))
    opened.on("console", lambda m: opened.errors.append(m.text) if m.type == "error" else None)
    yield opened
    opened.close()


def test_from_the_index_to_the_answer(page, small):
    page.goto(f"{small}caching/")
    page.get_by_role("link", name="问题索引").last.click()
    page.wait_for_url("**/caching/questions/")
    page.get_by_role("link", name="缓存预热", exact=True).last.is_visible()
    page.get_by_role("link", name="缓存怎么预热？").click()
    page.wait_for_url("**/caching/warm-up/#warm-up-how")
    heading = page.locator("#warm-up-how")
    assert heading.inner_text().startswith("缓存怎么预热？")
    assert 0 <= heading.bounding_box()["y"] < 900, "the browser stands at the question"
    assert page.get_by_text("先算出会被读的键").is_visible()
    assert page.foreign == []
    assert page.errors == []


def test_search_finds_chinese_in_the_middle_of_a_sentence(page, small):
    page.goto(small)
    page.locator("input[name=query]").click()
    page.locator("input[name=query]").press_sequentially("挤走常用", delay=30)
    result = page.locator(".md-search-result__link").first
    result.wait_for(timeout=15_000)
    assert "/caching/pollution/" in result.get_attribute("href")
    assert page.locator(".md-search-result__item").first.get_by_text("一次性的数据挤走常用的。").is_visible()
    assert page.foreign == []
    assert page.errors == []


def test_a_diagram_is_seen_with_its_labels_inside(page, small):
    page.goto(f"{small}caching/warm-up/")
    picture = page.locator("figure.diagram svg").first
    box = picture.bounding_box()
    assert box["width"] > 150
    assert box["height"] > 20
    labels = picture.locator("text").all_text_contents()
    assert {"数据库", "缓存", "分批读"} <= {label.strip() for label in labels}
    for label in picture.locator("text").all():
        inner = label.bounding_box()
        if inner:
            assert inner["x"] >= box["x"] - 1
            assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1


def test_no_page_asks_another_host_or_fails(page, whole):
    library = load(ROOT / "docs")
    topics = [t.id for t in library.topics if library.topic_articles(t.id)]
    paths = [
        "",
        "questions/",
        "contributing/",
        *(f"{t}/{kind}" for t in topics for kind in ("", "questions/", "cheatsheet/")),
    ]
    for path in [*paths, *(a.path.removesuffix(".md") + "/" for a in library.articles)]:
        page.goto(whole + path)
        assert page.locator("h1").first.is_visible(), path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
    assert page.foreign == []
    assert page.errors == []


def test_a_phone_shows_every_article_without_scrolling_sideways(browser, whole):
    phone = browser.new_page(viewport={"width": 390, "height": 844}, is_mobile=True)
    for article in load(ROOT / "docs").articles:
        phone.goto(whole + article.path.removesuffix(".md") + "/")
        wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{article.path} is {wide} px too wide"
    phone.close()


def test_a_cheat_sheet_prints_on_two_pages_of_a4_at_most(page, whole):
    library = load(ROOT / "docs")
    for topic in library.topics:
        if library.topic_articles(topic.id):
            page.goto(f"{whole}{topic.id}/cheatsheet/")
            pdf = page.pdf(prefer_css_page_size=True)
            assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2, topic.id
            assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]", pdf), topic.id
