"""Diagrams in a real browser: labels in their boxes, enlarged, in the dark, by keyboard, drawn by mermaid where only it can."""

from __future__ import annotations

from io import BytesIO

import pytest
from conftest import ROOT, hosted
from PIL import Image

from zhiku.markdown import read
from zhiku.site.drawing.in_browser import is_marked

pytestmark = pytest.mark.browser

FORMULA = 'flowchart LR\n  accTitle: 利特尔法则\n  A["到达率 $$\\lambda$$"] --> B["$$L = \\lambda W$$"]'
PLAIN = 'flowchart TB\n  accTitle: 三步\n  A["第一步"] -- "然后" --> B{"第二步？"}\n  B --> C["第三步"]'
WIDE = "flowchart LR\n  accTitle: 很宽\n" + "".join(f'  N{n}["第 {n} 个框"] --> N{n + 1}\n' for n in range(4))
BOX = "┌────────┐     ┌──────┐\n│ 客户端 │────>│ 网关 │\n└────────┘     └──────┘"
PAGES = {
    "index.md": "# 首页\n\n这里不画 mermaid。\n",
    "t/index.md": "---\ntitle: 主题\nwords: [图]\n---\n\n# 主题\n",
    "t/plain.md": f"# 平常的图\n\n```mermaid\n{PLAIN}\n```\n\n```mermaid\n{WIDE}\n```\n\n```ascii-diagram\n{BOX}\n```\n",
    "t/formula.md": f"# 有公式的 mermaid 图\n\n```mermaid browser\n{FORMULA}\n```\n\n```mermaid\n{PLAIN}\n```\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A built site of these pages: its folder and its address."""
    home = tmp_path_factory.mktemp("diagrams")
    for path, text in PAGES.items():
        (home / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (home / "docs" / path).write_text(text, "utf-8")
    with hosted(home / "docs", home) as address:
        yield home / "kb", address


@pytest.fixture
def opened(browser, folder):
    """Opens a page of the site; what it loads is noted."""
    contexts = []

    def go(path, *, by_file=False, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.loaded = []
        page.on("request", lambda request: page.loaded.append(request.url))
        site, address = folder
        page.goto((site / path / "index.html").as_uri() if by_file else f"{address}{path}/")
        return page

    yield go
    for context in contexts:
        context.close()


# The smallest filled shape that holds the middle of a label is its box; by how many pixels does the label stand out of it?
SPILLS = """() => [...document.querySelectorAll(".diagram-picture > svg, .mermaid > svg")].flatMap((svg) => {
  const whole = svg.getBoundingClientRect();
  const shapes = [...svg.querySelectorAll("rect, polygon, circle, ellipse, path")]
    .filter((s) => getComputedStyle(s).fill !== "none").map((s) => s.getBoundingClientRect());
  const area = (box) => box.width * box.height;
  return [...svg.querySelectorAll("text, foreignObject span")].map((label) => {
    const box = label.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const around = [whole, ...shapes]
      .filter((s) => s.left <= x && x <= s.right && s.top <= y && y <= s.bottom && s.height >= box.height * .6)
      .reduce((least, s) => (area(s) < area(least) ? s : least), whole);
    return { text: label.textContent.trim(), by: Math.max(around.left - box.left, box.right - around.right) };
  }).filter((label) => label.text);
})"""


def test_every_label_stands_in_its_box(opened, browser, whole, library):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    labels = []
    for article in library.articles:
        if article.diagrams:
            page.goto(whole + article.path.removesuffix(".md") + "/", wait_until="domcontentloaded")
            labels += page.evaluate(SPILLS)
    page.close()
    for path in ("t/plain", "t/formula"):
        page = opened(path)
        page.locator(".diagram-picture svg").first.wait_for()
        labels += page.evaluate(SPILLS)
    assert len(labels) > 150
    assert [label for label in labels if label["by"] > 1.5] == []


def test_the_test_sees_a_label_that_spills(opened):
    page = opened("t/plain")
    page.add_style_tag(content=".diagram-picture text { letter-spacing: 40px; }")
    assert any(label["by"] > 1.5 for label in page.evaluate(SPILLS))


def scale(page):
    return page.evaluate("new DOMMatrix(getComputedStyle(document.querySelector('.zoom-stage > svg')).transform).a")


def place(page):
    return page.evaluate(
        "(({e, f}) => [Math.round(e), Math.round(f)])(new DOMMatrix(getComputedStyle(document.querySelector('.zoom-stage > svg')).transform))"
    )


@pytest.mark.parametrize("by_file", [False, True], ids=["served", "file"])
def test_a_diagram_is_enlarged_by_keyboard_and_left_again(opened, by_file):
    page = opened("t/plain", by_file=by_file)
    assert not any("zoom" in url for url in page.loaded), "loads nothing before it is used"
    button = page.get_by_role("button", name="放大：三步")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="三步")
    dialog.wait_for()
    assert page.evaluate("document.activeElement.matches('.zoom-stage')")
    box, window = dialog.bounding_box(), page.viewport_size
    assert (box["width"], box["height"]) == (window["width"], window["height"])
    first = scale(page)
    page.keyboard.press("+")
    assert scale(page) == pytest.approx(first * 1.25)
    page.keyboard.press("-")
    assert scale(page) == pytest.approx(first)
    x, y = place(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert place(page) == [x - 60, y - 60]
    page.keyboard.press("0")
    assert place(page) == [x, y]
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids)), "the enlarged copy has ids of its own"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "缩小"
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "放大：三步"


def test_a_diagram_is_moved_with_the_mouse(opened):
    page = opened("t/plain")
    page.locator(".diagram-picture > svg").first.click()
    page.locator(".zoom[open]").wait_for()
    first, (x, y) = scale(page), place(page)
    page.mouse.move(640, 450)
    page.mouse.down()
    page.mouse.move(700, 420, steps=4)
    page.mouse.up()
    assert place(page) == [x + 60, y - 30]
    under = page.evaluate("document.elementFromPoint(700, 420).closest('svg') !== null")
    page.mouse.move(700, 420)
    page.mouse.wheel(0, -300)
    page.wait_for_function(
        f"new DOMMatrix(getComputedStyle(document.querySelector('.zoom-stage > svg')).transform).a > {first}"
    )
    assert page.evaluate("document.elementFromPoint(700, 420).closest('svg') !== null") == under
    larger = scale(page)
    page.mouse.dblclick(700, 420)
    assert scale(page) == pytest.approx(min(larger * 2, 12))
    page.get_by_role("button", name="关闭").click()
    page.locator(".zoom[open]").wait_for(state="detached")


def test_two_fingers_enlarge(opened):
    page = opened("t/plain", viewport={"width": 390, "height": 844}, has_touch=True)
    page.get_by_role("button", name="放大：三步").tap()
    page.locator(".zoom[open]").wait_for()
    first = scale(page)
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]},
        )

    touch("touchStart", (150, 400), (250, 400))
    touch("touchMove", (100, 400), (300, 400))
    touch("touchEnd")
    assert scale(page) == pytest.approx(first * 2, rel=0.05)


def greys(page, label):
    """How bright the pixels of a label and of its ground are, as they are painted: filters count."""
    box = label.bounding_box()
    shot = Image.open(BytesIO(page.screenshot(clip=box))).convert("L").histogram()
    levels = [level for level in range(256) if shot[level]]
    return max(range(256), key=shot.__getitem__), max(levels)


@pytest.mark.parametrize(("path", "label"), [("t/plain", "第一步"), ("t/formula", "到达率")])
def test_the_dark_shows_light_labels_on_dark_ground_in_the_page_and_enlarged(opened, path, label):
    page = opened(path, color_scheme="dark")
    page.locator(":is(.diagram-picture, .mermaid) > svg").first.wait_for()
    for place in (".diagram-frame", ".zoom-stage"):
        if place == ".zoom-stage":
            page.locator(".diagram-open").first.click()
            page.locator(".zoom[open]").wait_for()
            page.wait_for_timeout(200)  # it fades in
        ground, lightest = greys(page, page.locator(place).first.locator("text, span", has_text=label).last)
        assert ground < 70, place
        assert lightest > 140, f"{place}: labels are light; turned round twice they would be dark"


def test_what_it_is_called_and_said_of_it_is_there_for_screen_readers(opened):
    page = opened("t/plain")
    picture = page.get_by_role("img", name="三步")
    assert picture.count() == 1
    assert picture.evaluate("svg => document.getElementById(svg.getAttribute('aria-describedby')).textContent") == (
        "流程图，下面的文字版有 2 条。"
    )
    page.locator("summary").first.click()
    lines = page.locator(".diagram-text[open] li").all_text_contents()
    assert lines == ["第一步 → 第二步？（然后）", "第二步？ → 第三步"]
    assert page.get_by_role("img", name="框图：客户端、网关").count() == 1


def test_a_wide_diagram_scrolls_by_keyboard_on_a_phone_and_is_no_stop_where_it_fits(opened):
    for width, stops in ((390, [False, True, False]), (1280, [False, False, False])):
        page = opened("t/plain", viewport={"width": width, "height": 844})
        pictures = page.locator(".diagram-picture")
        page.wait_for_function(f"document.querySelectorAll('.diagram-picture[tabindex]').length === {sum(stops)}")
        assert [picture.get_attribute("tabindex") == "0" for picture in pictures.all()] == stops
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        if any(stops):
            pictures.nth(1).focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_function("document.querySelectorAll('.diagram-picture')[1].scrollLeft > 0")


@pytest.mark.parametrize("by_file", [False, True], ids=["served", "file"])
def test_only_a_page_that_needs_it_loads_mermaid_and_from_this_site(opened, by_file):
    page = opened("t/formula", by_file=by_file)
    page.locator(".mermaid > svg").wait_for()
    [script] = [url for url in page.loaded if "mermaid" in url]
    assert script.endswith("/assets/vendor/mermaid.js")
    assert all(url.startswith(("http://127.0.0.1", "file:", "data:", "blob:")) for url in page.loaded)
    assert page.locator(".mermaid math").count() == 2, "the formulas are drawn"
    for other in ("t/plain", "t"):
        assert not any("mermaid" in url for url in opened(other, by_file=by_file).loaded), other


def test_without_scripts_diagrams_are_there_and_mermaids_source_can_be_read(opened):
    page = opened("t/formula", java_script_enabled=False)
    assert page.locator(".diagram-picture > svg").count() == 1
    assert page.locator(".mermaid").inner_text() == FORMULA
    assert page.locator(".mermaid").bounding_box()["height"] > 40, "line by line"
    assert not page.get_by_role("button", name="放大").first.is_visible(), "a button that does nothing is not shown"


def test_other_pages_are_the_same_to_the_byte_whether_or_not_the_word_stands_in_them(folder):
    site, _ = folder
    for path in ("index.html", "t/plain/index.html"):
        page = (site / path).read_text("utf-8")
        assert 'viewBox="0 0 24 24"' in page, "nobody has read and written it anew"
        assert "mermaid.initialize" not in page


def test_mermaid_draws_every_diagram_that_is_left_to_it(browser):
    marked = [
        (f"{file.name}:{fence.first}", fence.text)
        for folder in (ROOT / "docs", ROOT / "tests" / "docs")
        for file in sorted(folder.rglob("*.md"))
        for fence in read(file.name, file.read_text("utf-8")).fences
        if is_marked(fence)
    ]
    page = browser.new_page()
    page.set_content("<body></body>")
    page.add_script_tag(path=ROOT / "build" / "vendor" / "mermaid.js")
    said = {
        place: page.evaluate("source => mermaid.parse(source).then(() => 'drawn', (error) => String(error))", source)
        for place, source in [*marked, ("test", FORMULA), ("test, broken", "flowchart LR\n  A[(")]
    }
    page.close()
    assert [place for place, answer in said.items() if answer != "drawn"] == ["test, broken"], said
