"""The question bank in a browser: filters and their addresses, links that are copied, old addresses, a question at random."""

from __future__ import annotations

import pytest
from conftest import hosted
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = {
    "index.md": "# 首页\n",
    "go/index.md": "---\ntitle: Go\norder: 1\nwords: [Go]\n---\n\n# Go\n",
    "go/gmp.md": """---
title: 调度
order: 1
asked: {gmp-p: 1, gmp-steal: 3}
former: {gmp-proc: gmp-p, chan-what: ../mq/order.md#mq-what}
moved_from: [runtime/sched.md]
---

# 调度

### 为什么要有 P？ { #gmp-p level=2 }

因为。

追问：[偷](#gmp-steal) · [消息](../mq/order.md#mq-what)

### 怎么偷 G？ { #gmp-steal level=3 }

```go
steal()
```

### GMP 是什么？ { #gmp-what level=1 }

```mermaid
flowchart LR
  A --> B
```
""",
    "mq/index.md": "---\ntitle: 消息\norder: 2\nwords: [消息]\n---\n\n# 消息\n",
    "mq/order.md": """---
title: 顺序
---

# 顺序

### 消息为什么会乱？ { #mq-what level=1 }

```go
race()
```

### 没有难度的问题？ { #mq-none }

不知道。
"""
    + "\n".join(f"### 第 {n} 个？ {{ #mq-{n} level=3 }}\n\n略。\n" for n in range(300)),
}
WHY_P, STEAL, WHAT, CHAOS = "为什么要有 P？", "怎么偷 G？", "GMP 是什么？", "消息为什么会乱？"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bank")
    for path, text in PAGES.items():
        (folder / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / path).write_text(text, "utf-8")
    with hosted(folder / "docs", folder) as address:
        yield address


@pytest.fixture
def opened(browser, site):
    """Opens a path of the site in a browser of its own, which may copy; what its console complains of fails the test."""
    contexts, errors = [], []

    def open_page(path, **settings):
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def asked(page):
    """The questions that are seen, from top to bottom."""
    return page.locator(".bank li:visible > a:first-child")


FILTERS = [
    ("", 305, [WHY_P, STEAL, WHAT, CHAOS, "没有难度的问题？"]),
    ("?topic=go", 3, [WHY_P, STEAL, WHAT]),
    ("?level=1", 2, [WHAT, CHAOS]),
    ("?level=1&level=2", 3, [WHY_P, WHAT, CHAOS]),
    ("?has=code", 2, [STEAL, CHAOS]),
    ("?has=diagram", 1, [WHAT]),
    ("?has=code&has=diagram", 0, []),
    ("?text=ｇmp", 1, [WHAT]),
    ("?text=调度 偷", 1, [STEAL]),
    ("?topic=go&sort=level", 3, [WHAT, WHY_P, STEAL]),
    ("?topic=go&sort=asked", 3, [STEAL, WHY_P, WHAT]),
    ("?topic=nothing&sort=nothing&else=1", 305, [WHY_P]),
]


@pytest.mark.parametrize(("query", "count", "first"), FILTERS)
def test_an_address_is_a_filtered_list(opened, query, count, first):
    page = opened(f"questions/{query}")
    assert asked(page).all_inner_texts()[: len(first)] == first
    assert asked(page).count() == count
    said = "共 305 个问题。" if count == 305 else f"{count} 个问题，共 305 个。"
    expect(page.get_by_role("status").filter(has_text="个问题")).to_have_text(said)


def test_what_the_form_asks_for_stands_in_the_address_and_the_back_button_takes_it_away(opened, site):
    page = opened("questions/")
    page.get_by_label("深入").check()
    page.get_by_label("主题").select_option("go")
    page.get_by_label("在问题里找").press_sequentially("偷 g")
    expect(page).to_have_url(f"{site}questions/?text=%E5%81%B7+g&topic=go&level=3")
    expect(asked(page)).to_have_text([STEAL])
    shown = opened("questions/?text=%E5%81%B7+g&topic=go&level=3")
    expect(asked(shown)).to_have_text([STEAL])
    assert shown.get_by_label("在问题里找").input_value() == "偷 g"
    page.go_back()
    expect(page).to_have_url(f"{site}questions/?topic=go&level=3")
    expect(page.get_by_label("在问题里找")).to_have_value("")
    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{site}questions/")
    expect(asked(page)).to_have_count(305)
    expect(page.get_by_label("深入")).not_to_be_checked()
    page.go_forward()
    expect(page.get_by_label("深入")).to_be_checked()


def test_an_answer_and_back_again_keeps_the_filter(opened):
    page = opened("questions/?level=1")
    page.get_by_role("link", name=CHAOS).click()
    page.wait_for_url("**/mq/order/#mq-what")
    page.go_back()
    expect(page.get_by_label("基础")).to_be_checked()
    expect(asked(page)).to_have_text([WHAT, CHAOS])


def test_headings_and_contents_show_only_what_has_lines(opened):
    page = opened("questions/?topic=mq&level=1")
    assert page.locator(".bank :is(h2, h3):visible > a:first-child").all_inner_texts() == ["消息", "顺序"]
    contents = page.locator(".md-sidebar--secondary .md-nav__link:visible")
    assert [text.strip() for text in contents.all_inner_texts()] == ["消息", "顺序"]
    page.get_by_label("排序").select_option("level")
    expect(page.locator(".bank :is(h2, h3):visible")).to_have_count(0)
    expect(page.locator(".bank li:visible cite")).to_have_text(["顺序"])


def test_an_empty_list_has_a_way_out(opened, site):
    page = opened("questions/?has=code&has=diagram")
    assert page.get_by_text("没有同时符合这些条件的问题。").is_visible()
    assert page.get_by_role("button", name="随机一题").is_disabled()
    page.get_by_role("button", name="清除条件").click()
    expect(page.locator(".bank li:visible")).to_have_count(305)
    expect(page).to_have_url(f"{site}questions/")
    assert page.get_by_text("没有同时符合这些条件的问题。").is_hidden()


def test_a_line_says_what_its_answer_holds_and_what_is_asked_next(opened):
    page = opened("go/questions/")
    lines = page.locator(".bank li")
    assert lines.nth(0).inner_text().split() == [
        "为什么要有",
        "P？",
        "进阶",
        "1",
        "份笔记问到",
        "追问：怎么偷",
        "G？",
        "·",
        "消息为什么会乱？",
    ]
    assert lines.nth(1).inner_text().split() == ["怎么偷", "G？", "深入", "代码", "3", "份笔记问到"]
    assert lines.nth(2).inner_text().split() == ["GMP", "是什么？", "基础", "图"]
    assert page.get_by_label("主题").count() == 0
    lines.nth(0).get_by_role("link", name=CHAOS).click()
    page.wait_for_url("**/mq/order/#mq-what")


def test_the_index_is_whole_without_scripts(opened):
    page = opened("questions/", java_script_enabled=False)
    assert page.locator(".bank li:visible").count() == 305
    assert page.get_by_text("共 305 个问题。").is_visible()
    assert page.locator("form.bank-filter").is_hidden()
    assert page.locator("article button:visible").count() == 0
    topic = opened("go/", java_script_enabled=False)
    assert topic.get_by_role("link", name="问题索引").last.is_visible()
    assert topic.get_by_text("随机来一题").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["questions/", "go/questions/", "go/gmp/#gmp-p"])
def test_a_phone_needs_no_scrolling_sideways(opened, path, scheme):
    page = opened(path, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    for target in page.locator(".bank-filter :is(input[type=search], select, label, button), .bank .copy-link").all()[
        :20
    ]:
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24, "a finger finds it"


@pytest.mark.parametrize("path", ["questions/", "questions/?sort=level&level=3", "go/gmp/"])
def test_nothing_moves_when_the_scripts_arrive(opened, path):
    page = opened(path)
    moved = page.evaluate(
        """() => new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((entry) => sum += entry.value)).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(sum), 300);
        })"""
    )
    assert moved < 0.02


def test_a_heading_gives_its_link_to_the_clipboard(opened, site):
    page = opened("go/gmp/?h=p")
    mark = page.locator("#gmp-p .headerlink")
    mark.hover()
    expect(mark).to_have_attribute("aria-label", f"复制链接：{WHY_P}")
    mark.click()
    expect(mark).to_have_attribute("data-said", "已复制")
    expect(page.locator("p[role=status].said-only")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}go/gmp/#gmp-p"
    expect(mark).not_to_have_attribute("data-said", "已复制")


def test_a_line_gives_its_link_by_keyboard(opened, site):
    page = opened("go/questions/")
    page.get_by_role("link", name=STEAL).last.focus()
    page.keyboard.press("Tab")
    mark = page.get_by_role("button", name=f"复制链接：{STEAL}")
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    expect(mark).to_have_attribute("data-said", "已复制")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}go/gmp/#gmp-steal"


def test_without_the_clipboard_api_the_link_is_copied_all_the_same(opened, site):
    page = opened("go/questions/")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name=f"复制链接：{STEAL}").click()
    page.get_by_label("在问题里找").focus()
    page.keyboard.press("Control+V")
    expect(page.get_by_label("在问题里找")).to_have_value(f"{site}go/gmp/#gmp-steal")


def test_where_nothing_can_be_copied_the_link_is_shown(opened, site):
    page = opened("go/questions/")
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false"
    )
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as caught:
        page.get_by_role("button", name=f"复制链接：{STEAL}").click()
    assert caught.value.default_value == f"{site}go/gmp/#gmp-steal"


@pytest.mark.parametrize(
    ("number", "path", "landing"),
    [
        (0, "questions/?has=code", "go/gmp/#gmp-steal"),
        (0.99, "questions/?has=code", "mq/order/#mq-what"),
        (0.99, "go/questions/", "go/gmp/#gmp-what"),
    ],
)
def test_a_question_at_random_is_one_of_those_that_are_shown(opened, site, number, path, landing):
    page = opened(path)
    page.evaluate(f"Math.random = () => {number}")
    page.get_by_role("button", name="随机一题").click()
    page.wait_for_url(site + landing)


def test_a_topic_leads_to_a_question_at_random_and_back(opened, site):
    page = opened("go/")
    page.get_by_role("link", name="随机来一题").click()
    page.wait_for_url(f"{site}go/gmp/#*")
    page.go_back()
    expect(page).to_have_url(f"{site}go/")


@pytest.mark.parametrize("scripts", [True, False])
def test_old_addresses_lead_to_what_they_were(opened, site, scripts):
    page = opened("go/gmp/#gmp-proc", java_script_enabled=scripts)
    assert 0 <= page.locator("#gmp-p").bounding_box()["y"] < 200, "the browser stands at the question"
    page = opened("runtime/sched/#gmp-proc", java_script_enabled=scripts)
    page.wait_for_url(f"{site}go/gmp/{'#gmp-proc' if scripts else '**'}")
    page = opened("go/gmp/#chan-what", java_script_enabled=scripts)
    if not scripts:
        page.get_by_text("这个问题搬走了").get_by_role("link").click()
    page.wait_for_url(f"{site}mq/order/#mq-what")


def test_a_page_that_was_opened_as_a_file_filters_and_copies_where_it_is_published(browser, site, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "bank0" / "kb"
    page = browser.new_page()
    page.goto(f"{(folder / 'questions' / 'index.html').as_uri()}?level=1")
    expect(asked(page)).to_have_text([WHAT, CHAOS])
    page.get_by_label("代码").check()
    page.wait_for_url("**/index.html?level=1&has=code")
    expect(asked(page)).to_have_text([CHAOS])
    page.go_back()
    expect(asked(page)).to_have_text([WHAT, CHAOS])
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => { window.copied = text; } } })"
    )
    page.get_by_role("button", name=f"复制链接：{CHAOS}").click()
    page.wait_for_function("window.copied")
    assert page.evaluate("window.copied").startswith("https://")
    assert page.evaluate("window.copied").endswith("/mq/order/#mq-what")
    page.close()
