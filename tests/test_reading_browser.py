"""Reading in a real browser: nothing for axe to find, nothing that needs scripts, no sideways scroll, no shift, keys that lead somewhere."""

from __future__ import annotations

import pytest
from conftest import ROOT

from zhiku.library import load

pytestmark = pytest.mark.browser
AXE = ROOT / "build" / "vendor" / "axe-core.js"
ARTICLE = "go-runtime/gmp/"
PAGES = [
    "",
    ARTICLE,
    "go-runtime/",
    "questions/",
    "caching/cheatsheet/",
    "contributing/",
    "contributing/quality/",
    "glossary/",
    "quiz/",
    "404.html",
]
SHIFTS = """new Promise(done => new PerformanceObserver(list => done(
  list.getEntries().reduce((sum, entry) => sum + entry.value, 0))).observe({type: 'layout-shift', buffered: true})
  || setTimeout(() => done(0), 500))"""


def opened(browser, width, **options):
    page = browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()
    page.set_default_timeout(15_000)
    return page


@pytest.fixture
def site(whole):
    return whole


def findings(page):
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.skipif(not AXE.is_file(), reason="NO AXE: make vendor")
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, site, scheme, width):
    page = opened(browser, width, color_scheme=scheme)
    for path in PAGES:
        page.goto(site + path, wait_until="load")
        page.evaluate("new Promise(requestAnimationFrame)")
        assert (
            page.locator("body").get_attribute("data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]
        )
        assert findings(page) == [], path


@pytest.mark.skipif(not AXE.is_file(), reason="NO AXE: make vendor")
def test_axe_finds_nothing_beside_annotated_code(browser, small):
    page = opened(browser, 1280)
    page.goto(f"{small}caching/pollution/", wait_until="load")
    page.locator(".md-annotation__index").click()
    assert page.get_by_text("第一次见到的键先进试用区").is_visible()
    assert findings(page) == []


@pytest.mark.parametrize("width", [320, 360, 390])
def test_a_phone_scrolls_no_page_sideways(browser, site, width):
    page = opened(browser, width, is_mobile=True)
    for path in PAGES:
        page.goto(site + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_a_page_loads(browser, site, width):
    page = opened(browser, width)
    for path in PAGES[:4]:
        page.goto(site + path, wait_until="load")
        assert page.evaluate(SHIFTS) <= 0.02, path


def test_what_a_finger_touches_is_large_enough(browser, site):
    page = opened(browser, 390, is_mobile=True, has_touch=True)
    page.goto(site)
    for target in page.locator(".home-search, .stop a, .home-more a").all():
        if box := target.bounding_box():
            assert box["height"] >= 24, target.inner_text()


def test_without_scripts_everything_can_be_read(browser, site):
    page = opened(browser, 1280, java_script_enabled=False)
    page.goto(site)
    assert page.locator(".stop a").count() == len(load(ROOT / "docs").topics)
    assert page.locator(".lines").first.is_visible()
    assert not page.locator(".home-search").is_visible(), "a button that does nothing is no help"
    page.goto(site + ARTICLE)
    for part in (
        "figure.diagram svg",
        "table",
        ".highlight pre > code",
        ".footnote",
        ".page-foot",
        ".md-sidebar--secondary a",
    ):
        assert page.locator(part).first.is_visible(), part


def test_the_map_is_a_picture_at_the_desk_and_a_list_on_a_phone(browser, site):
    desk, phone = opened(browser, 1280), opened(browser, 390)
    tops = {}
    for name, page in (("desk", desk), ("phone", phone)):
        page.goto(site)
        tops[name] = [box["y"] for link in page.locator(".stop a").all() if (box := link.bounding_box())]
    assert desk.locator(".lines").first.is_visible()
    assert not phone.locator(".lines").first.is_visible()
    assert len(set(tops["desk"])) == 3, "three rows"
    assert tops["phone"] == sorted(set(tops["phone"])), "each stop below the one before it"


@pytest.mark.parametrize("width", [1280, 390])
def test_text_is_large_enough_to_read(browser, site, width):
    page = opened(browser, width)
    page.goto(site + ARTICLE)
    sizes = page.evaluate("""Object.fromEntries(["p", "p code", "pre > code", "td", ".footnote li", "figcaption, .diagram summary"].map(
      kind => [kind, [...document.querySelectorAll(`.md-content ${kind}`)].map(one => parseFloat(getComputedStyle(one).fontSize))]))""")
    assert all(sizes.values())
    assert {kind: min(found) for kind, found in sizes.items() if min(found) < 12} == {}


def test_no_script_holds_back_the_first_paint(browser, site):
    page = opened(browser, 390)
    page.goto(site + ARTICLE)
    waited_for = page.evaluate(
        "[...document.querySelectorAll('script[src]')].map(one => [one.src, !one.defer && !one.async])"
    )
    assert len(waited_for) > 1
    assert [src for src, waits in waited_for if waits] == []


@pytest.mark.parametrize(("prefers", "scheme"), [("light", "default"), ("dark", "slate")])
def test_a_first_visit_is_in_the_preferred_scheme_before_the_script_of_the_theme_runs(browser, site, prefers, scheme):
    page = opened(browser, 390, color_scheme=prefers)
    page.route("**/bundle.*.js", lambda route: route.abort())
    page.goto(site + ARTICLE)
    assert page.locator("body").get_attribute("data-md-color-scheme") == scheme


def test_lines_end_at_their_stops(browser, site):
    page = opened(browser, 1280)
    page.goto(site)
    ends = page.evaluate("""[...document.querySelectorAll('.route')].map(line => {
        const end = line.getPointAtLength(line.getTotalLength()), at = line.getScreenCTM();
        return [end.x * at.a + at.e, end.y * at.d + at.f]})""")
    for (x, y), stop in zip(ends, ("database", "sharding"), strict=True):
        box = page.locator(f"#topic-{stop}").bounding_box()
        assert abs(x - (box["x"] + 8)) <= 3, stop
        assert abs(y - (box["y"] + 8)) <= 4, stop


def test_a_topic_shows_what_it_touches(browser, site):
    page = opened(browser, 1280)
    page.goto(site)
    colour = "e => getComputedStyle(e).stroke"
    tie = page.locator(".tie-caching.tie-mq")
    before = tie.evaluate(colour)
    page.locator("#topic-caching a").focus()
    assert tie.evaluate(colour) != before
    assert page.locator("#topic-caching .stop-near").inner_text().startswith("连着")


def test_keys_reach_the_search_and_then_the_map(browser, site):
    page = opened(browser, 1280)
    page.goto(site)
    page.locator(".home-search").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.stop')?.id") == "topic-governance"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator("input[name=query]").evaluate("e => e === document.activeElement")
    assert page.locator("#__search").is_checked()


def test_the_first_tab_stop_leads_to_the_text(browser, site):
    page = opened(browser, 1280)
    page.goto(site + ARTICLE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('md-skip')")
    assert page.evaluate("document.activeElement.textContent.trim()") == "跳到正文"


def test_only_what_scrolls_is_a_tab_stop(browser, site):
    page = opened(browser, 360)
    page.goto(f"{site}contributing/quality/", wait_until="load")
    page.evaluate("new Promise(requestAnimationFrame)")
    regions = page.locator(".md-typeset__scrollwrap").evaluate_all(
        "all => all.map(e => [e.scrollWidth > e.clientWidth, e.tabIndex === 0])"
    )
    assert [True, True] in regions
    assert all(scrolls == reached for scrolls, reached in regions)


def test_a_page_says_when_it_was_changed_and_how_to_better_it(browser, site):
    page = opened(browser, 1280)
    page.goto(site + ARTICLE)
    foot = page.locator(".page-foot")
    assert foot.get_by_role("link", name="改进这一页").get_attribute("href").endswith("/docs/go-runtime/gmp.md")
    if foot.locator("time").count():  # a checkout without history has none
        assert foot.inner_text().startswith("最后改于 20")


def test_the_page_is_set_in_chinese(browser, site):
    page = opened(browser, 1280)
    page.goto(site + ARTICLE)
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    style = (
        page.locator(".md-typeset > p")
        .nth(1)
        .evaluate(
            "e => { const s = getComputedStyle(e); return [s.textAutospace, s.lineBreak, e.clientWidth / parseFloat(s.fontSize)] }"
        )
    )
    assert style[:2] == ["normal", "strict"]
    assert 38 <= style[2] <= 42, f"{style[2]} characters a line"


def test_an_address_that_leads_nowhere_leads_on(browser, site):
    page = opened(browser, 1280)
    page.goto(f"{site}404.html")
    links = page.locator(".lost-topics a")
    assert links.count() == len(load(ROOT / "docs").topics)
    links.first.click()
    assert page.locator("h1").inner_text().startswith("Go 运行时")
