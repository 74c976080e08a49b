"""What has changed since a reader was here: digests of sections, and what a real browser says of them."""

from __future__ import annotations

import shutil

import pytest
from conftest import ROOT, TESTS, hosted, site_of
from practising import KEY, keep, kept, progress

from zhiku.site.learning.sections import digests

PAGE = """<article class="md-content__inner"><a>改</a><h1 id="t">题</h1><p class="page-notes">核对到 Go 1.27</p>
<h2 id="a">甲<a class="headerlink" href="#a">¶</a></h2><p>一句。<sup><a class="footnote-ref" href="#fn:x">1</a></sup></p>
<figure><svg><text>图</text></svg><details>文字</details></figure><h3 id="b">乙？</h3><p>二句。</p>
<div class="footnote">1. 书</div><aside><h2 id="z">链接</h2></aside></article>"""

SAME = {
    "the number of a footnote": ('#fn:x">1<', '#fn:x">2<'),
    "how a picture is drawn": ("<text>图</text>", "<text y='1'>图</text>"),
    "the version it was checked against": ("Go 1.27", "Go 1.28"),
    "space": ("二句。", "二句。 \n"),
    "what stands around it": ("链接", "相关"),
    "the footnotes": ("1. 书", "1. 另一本书"),
}
OTHER = {
    "a sentence": ("一句", "另一句", {"a"}),
    "a heading": ("乙？", "丙？", {"b"}),
    "what a picture shows": ("文字", "别的文字", {"a"}),
    "a new section": ("<h3 id", '<h3 id="n">新</h3><h3 id', {"n"}),
}


@pytest.mark.parametrize("case", SAME)
def test_what_is_no_change(case):
    assert digests(PAGE.replace(*SAME[case])) == digests(PAGE)
    assert SAME[case][0] in PAGE


@pytest.mark.parametrize("case", OTHER)
def test_a_change_is_one_of_its_section(case):
    old, new, where = OTHER[case]
    before, after = digests(PAGE), digests(PAGE.replace(old, new))
    assert {anchor for anchor in after if after[anchor] != before.get(anchor)} == where
    assert list(before) == ["t", "a", "b"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("changing")


@pytest.fixture(scope="module")
def address(folder):
    shutil.copytree(TESTS / "practice", folder / "docs")
    with hosted(folder / "docs", folder) as root:
        yield root


@pytest.fixture
def page(reader):
    reader.clock.install(time="2026-03-01T12:00:00+08:00")
    opened = reader.new_page()
    opened.set_viewport_size({"width": 1280, "height": 300})
    return opened


def ready(page):
    """Wait until the page has begun to count how long the reader stays."""
    page.wait_for_function("window.zhiku.storage")
    page.evaluate("zhiku.script('learning/storage')")


def read(page, url, seconds):
    """Open a page, jump to its end, past the last of its text, and stay."""
    page.goto(url)
    ready(page)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.clock.run_for(1000 * seconds)


@pytest.mark.browser
def test_a_reader_is_told_what_has_changed_since(page, address, folder, monkeypatch):
    monkeypatch.chdir(ROOT)
    article = f"{address}caching/stampede/"
    read(page, article, 5)
    assert kept(page) is None, "a glance is no reading"
    read(page, article, 25)
    page.wait_for_function(f"localStorage.getItem('{KEY}')")
    assert list(kept(page)["read"]) == ["caching/stampede/"]
    page.reload()
    page.wait_for_function("window.zhiku.sections")
    assert page.locator(".since").count() == 0, "nothing has changed"

    source = folder / "docs/caching/stampede.md"
    text = source.read_text("utf-8")
    source.write_text(
        text.replace("合并请求，", "把请求合并，").replace("#### 细节\n\n等待的人拿同一个结果。\n", ""), "utf-8"
    )
    site_of(folder / "docs", folder)
    page.reload()
    note = page.locator("details.since")
    assert note.locator("summary").inner_text() == "你上次读是 2026年3月1日，之后改过 2 处"
    note.locator("summary").click()
    assert note.locator("li").all_inner_texts() == ["击穿怎么防？", "删去 1 个小节"]
    note.get_by_role("link", name="击穿怎么防？").click()
    assert page.url.endswith("#stampede-fix")

    page.goto(f"{address}caching/")
    item = page.locator("li[data-since]")
    item.wait_for()
    assert item.get_attribute("data-since") == "changed"
    read(page, article, 25)
    page.wait_for_function(f"!localStorage.getItem('{KEY}').includes('细节')")
    page.goto(f"{address}caching/")
    assert page.locator("li[data-since]").get_attribute("data-since") == "read"


@pytest.mark.browser
def test_an_article_whose_address_is_chinese_is_known_again(page, address):
    read(page, f"{address}mq/顺序/", 25)
    page.wait_for_function(f"localStorage.getItem('{KEY}')")
    assert list(kept(page)["read"]) == ["mq/顺序/"]
    page.goto(f"{address}mq/")
    page.locator("li[data-since=read]").wait_for()


@pytest.mark.browser
def test_a_long_stay_is_a_reading_without_the_end_in_view(page, address):
    page.goto(f"{address}caching/stampede/")
    ready(page)
    page.clock.run_for(60_000)
    assert kept(page) is None
    page.clock.run_for(100_000)
    page.wait_for_function(f"localStorage.getItem('{KEY}')")


@pytest.mark.browser
@pytest.mark.parametrize("text", ["{}", '{"version":1,"cards":{},"read":{},"settings":{"remember":false}}'])
def test_nothing_is_kept_where_the_reader_does_not_want_it_or_what_is_kept_cannot_be_read(page, address, text):
    page.goto(f"{address}quiz/")
    keep(page, text)
    read(page, f"{address}caching/stampede/", 200)
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == text


@pytest.mark.browser
def test_the_switch_stands_with_the_settings_of_the_quiz(page, address):
    page.goto(f"{address}quiz/")
    page.locator("summary").click()
    page.get_by_label("记住读过哪些文章").uncheck()
    assert kept(page)["settings"] == {"remember": False}


@pytest.mark.browser
@pytest.mark.parametrize("path", ["caching/stampede/", "caching/"])
def test_what_it_shows_moves_nothing(page, address, path):
    page.goto(f"{address}quiz/")
    old = {"at": "2026-02-01T00:00:00.000Z", "parts": {"原理": "old"}}
    keep(page, progress(None, {"caching/stampede/": old}))
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) moved += e.value })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page.goto(address + path)
    page.locator(".since, [data-since=changed]").first.wait_for()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("moved") < 0.002, "0.02 is what a page may have at all"
