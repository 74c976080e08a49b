"""Terms and previews as a reader meets them: with a pointer, a keyboard, a finger, without scripts, from a file."""

from __future__ import annotations

import pytest
from conftest import ROOT

pytestmark = pytest.mark.browser

CARD = ".preview:popover-open"
ARTICLE = "caching/penetration-breakdown-avalanche/"
AXE = ROOT / "build" / "vendor" / "axe-core.js"


@pytest.fixture
def opened(browser, whole):
    """Opens the article in a page of its own settings; an error on its console fails the test."""
    contexts, errors = [], []

    def page(address=whole + ARTICLE, **settings):
        context = browser.new_context(viewport=settings.pop("viewport", {"width": 1280, "height": 900}), **settings)
        contexts.append(context)
        new = context.new_page()
        new.on("pageerror", lambda e: errors.append(str(e)))
        new.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        new.goto(address)
        return new

    yield page
    for context in contexts:
        context.close()
    assert errors == []


PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def term_of(page, name="租约"):
    return page.locator("a.term", has_text=name).first


def apart(a, b):
    return a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]


def test_a_pointer_on_a_term_shows_what_it_means(opened):
    page = opened()
    assert page.locator("script[src*='preview']").count() == 0, "nothing is loaded before it is used"
    term = term_of(page)
    term.hover()
    card = page.locator(CARD)
    card.wait_for()
    assert "有期限的使用权" in card.inner_text()
    assert term.get_attribute("aria-describedby") == card.get_attribute("id")
    assert apart(card.bounding_box(), term.bounding_box()), "the card does not cover its term"
    card.get_by_role("link", name="详见").hover()
    page.wait_for_timeout(400)
    assert card.is_visible(), "the pointer may go into the card"
    page.mouse.move(2, 300)
    card.wait_for(state="detached")
    assert term.get_attribute("aria-describedby") is None


def test_escape_closes_the_card(opened):
    page = opened()
    term_of(page).hover()
    page.locator(CARD).wait_for()
    page.keyboard.press("Escape")
    assert page.locator(CARD).count() == 0
    page.wait_for_timeout(600)
    assert page.locator(CARD).count() == 0, "and it stays closed"


def test_a_pointer_that_passes_by_opens_nothing(opened):
    page = opened()
    term_of(page).hover()
    page.mouse.move(2, 300)
    page.wait_for_timeout(700)
    assert page.locator(CARD).count() == 0


def test_the_keyboard_shows_and_leaves(opened):
    page = opened()
    term_of(page).evaluate("e => e.scrollIntoView({block: 'center'})")
    page.keyboard.press("Tab")
    term_of(page).focus()
    page.locator(CARD).wait_for()
    page.keyboard.press("Tab")
    page.locator(CARD).wait_for(state="detached")


def test_a_link_to_a_question_shows_how_its_answer_begins(opened, whole):
    page = opened(whole + "governance/rate-limiting/")
    page.locator('.md-content a[href$="#cache-down"]').first.hover()
    card = page.locator(CARD)
    card.wait_for()
    assert card.inner_text().startswith("缓存整个不可用，怎么兜底？")
    assert "限量查库" in card.inner_text()


def test_a_link_to_what_is_in_view_shows_nothing(opened):
    page = opened()
    page.locator('.md-content a[href="#cache-null-or-bloom"]:not(.headerlink)').first.hover()
    page.wait_for_timeout(900)
    assert page.locator(CARD).count() == 0


def test_a_link_to_a_file_shows_nothing_and_asks_for_nothing(opened, whole):
    page = opened(f"{whole}caching/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Anki 牌组").hover()
    page.wait_for_timeout(600)
    assert page.locator(CARD).count() == 0
    assert [url for url in asked if "previews" in url] == []


def test_a_card_stays_inside_the_window_and_moves_nothing(opened, whole):
    page = opened(whole + "governance/circuit-breaking/")
    links = page.locator('.md-content a[href*="/#"]')
    before = page.evaluate("document.documentElement.scrollHeight")
    for n in range(0, links.count(), 4):
        for block in ("start", "end"):
            links.nth(n).evaluate("(e, block) => e.scrollIntoView({block})", block)
            links.nth(n).hover()
            card = page.locator(CARD)
            card.wait_for()
            box = card.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 1280
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 900
            assert apart(box, links.nth(n).bounding_box())
            page.keyboard.press("Escape")
            page.mouse.move(2, 300)
    assert page.evaluate("document.documentElement.scrollHeight") == before


def test_a_finger_on_a_term_shows_first_and_follows_then(opened):
    page = opened(**PHONE)
    term = term_of(page)
    term.tap()
    card = page.locator(CARD)
    card.wait_for()
    assert page.url.endswith(ARTICLE)
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.touchscreen.tap(195, 20)
    card.wait_for(state="detached")
    term.tap()
    card.wait_for()
    term.tap()
    page.wait_for_url("**/glossary/#lease")


def test_without_scripts_a_term_is_a_link_to_its_entry(opened):
    page = opened(java_script_enabled=False)
    term_of(page).click()
    page.wait_for_url("**/glossary/#lease")
    assert page.locator("#lease").inner_text().startswith("租约")


def test_cards_work_from_a_file(browser, whole_site):
    page = browser.new_page()
    page.goto((whole_site / ARTICLE / "index.html").as_uri())
    term_of(page).hover()
    page.locator(CARD).wait_for()
    assert "有期限的使用权" in page.locator(CARD).inner_text()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_card_is_accessible(opened, scheme):
    page = opened(color_scheme=scheme, reduced_motion="reduce")
    term_of(page).hover()
    page.locator(CARD).wait_for()
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({include: [['.preview'], ['a.term'], ['.around']]})")
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []


def test_pages_follow_the_reading_order(opened, whole, library):
    page = opened(whole + "caching/")
    assert page.locator(".md-footer__link--prev").count() == 0
    after_the_topic = library.topic_articles("mq")[0]
    for article in (*library.topic_articles("caching"), after_the_topic):
        page.locator(".md-footer__link--next").click()
        page.wait_for_url(f"**/{article.path.removesuffix('.md')}/")


def test_what_can_be_read_next_stands_under_an_article(opened, whole):
    page = opened(f"{whole}mq/message-loss/")
    assert page.get_by_role("heading", name="读完可以接着读").is_visible()


def test_the_glossary_is_in_the_navigation(opened, whole):
    page = opened(whole)
    page.goto(whole + "questions/")
    page.locator(".md-nav__link", has_text="术语表").first.click()
    page.wait_for_url("**/glossary/")
