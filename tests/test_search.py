"""Search: pages cut into sections, terms, postings, files; and what a reader finds, in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from conftest import TESTS
from lxml import html
from searching import answers, asked

from zhiku.bank.lexicon import lexicon
from zhiku.library import load
from zhiku.site.search.entry import Entry
from zhiku.site.search.files import files
from zhiku.site.search.pages import Page, pages
from zhiku.site.search.postings import index
from zhiku.site.search.sections import Block, Kind, Section, sections
from zhiku.site.search.terms import terms

SETS = TESTS / "search"
TERMS = yaml.safe_load((SETS / "terms.yml").read_text("utf-8"))


@pytest.mark.parametrize("text", TERMS)
def test_a_text_falls_into_terms(text):
    assert list(terms(text)) == TERMS[text]


def cut(body: str) -> list[Section]:
    return sections(html.fromstring(f"<article>{body}</article>"))


def test_a_page_is_cut_at_its_headings():
    found = cut(
        """before <h1 id="x">缓存<a class="headerlink" href="#x">¶</a></h1><p>放<b>多久</b>，<sup><a href="#fn:a">1</a></sup> 放什么。</p>
        <h2>没有地址</h2><p>不另成一节</p><h3 id="why" class="question" data-level="2">为什么？</h3><p>因为快。</p><h2 id="end">完？</h2>"""
    )
    assert [(s.anchor, s.title, s.level) for s in found] == [
        ("", "缓存", None),
        ("why", "为什么？", 2),
        ("end", "完？", 0),
    ]
    assert [b.text for b in found[0].blocks] == ["放多久，放什么。", "没有地址", "不另成一节"]


@pytest.mark.parametrize(
    ("body", "block"),
    [
        ("<pre><code>a := 1\n  b</code></pre>", Block(Kind.CODE, "a := 1\n  b")),
        ("<p>追问：<a href='#b'>为什么快</a></p>", Block(Kind.POINTER, "追问：为什么快")),
        ("<p>见<a href='https://go.dev'>原文</a></p>", Block(Kind.PROSE, "见原文")),
        ("<table><tr><td>窗口</td><td>2L</td></tr></table>", Block(Kind.PROSE, "窗口 | 2L")),
        (
            '<figure class="diagram"><svg><text>画</text></svg><pre><code>flowchart LR\n  accTitle: 路\n  A["库"] -- "读" --&gt; B</code></pre></figure>',
            Block(Kind.CODE, "路\n库\n读"),
        ),
    ],
)
def test_a_block_is_known_by_what_it_is(body, block):
    [section] = cut(f"<h1>一</h1>{body}")
    assert section.blocks == (block,)


@pytest.mark.parametrize(
    "tag", ["aside", "nav", "script", "svg", "button", "form", "p data-search-exclude", "div hidden"]
)
def test_what_is_no_content_is_passed_over(tag):
    [section] = cut(f"<h1>一</h1><{tag}>不</{tag.split()[0]}><p>是</p>")
    assert [b.text for b in section.blocks] == ["是"]


def test_footnotes_are_a_section_of_their_own():
    found = cut(
        '<h1>一</h1><p>文</p><div class="footnote"><ol><li id="fn:a">RFC 9562 <a class="footnote-backref">↩</a></li></ol></div>'
    )
    assert (found[1].anchor, found[1].title, found[1].blocks) == ("fn:a", "出处", (Block(Kind.SOURCE, "RFC 9562"),))


def page(*titles: str, text: str = "", worth: float = 1.0, wordings=None) -> Page:
    parts = tuple(
        Section(f"s{n}" if n else "", t, None, (Block(Kind.PROSE, text),) if text else ()) for n, t in enumerate(titles)
    )
    return Page("p/", titles[0], worth, parts, wordings or {})


def test_a_title_counts_more_than_a_text_and_an_article_more_than_a_page_beside_it():
    found = index([page("雪崩"), page("别的", text="雪崩"), page("雪崩", worth=0.5)], lexicon([]))
    title, text, beside = (impact for _, impact in found["雪崩"].postings)
    assert title > text > 0
    assert title > beside > 0


def test_another_wording_leads_to_its_question():
    found = index([page("甲", "乙", wordings={"s1": ("怎么预热",)})], lexicon([]))
    assert [section for section, _ in found["预热"].postings] == [1]


def test_names_of_one_thing_find_each_other():
    names = lexicon([["GMP", "PMG", "goroutine 调度"], ["缓存雪崩", "cache avalanche"], ["无人提起", "nobody"]])
    found = index([page("GMP 是什么"), page("缓存雪崩")], names)
    assert found["pmg"] == Entry(found["pmg"].postings, ("gmp",))
    assert [section for section, _ in found["pmg"].postings] == [0]
    assert found["pmg"].postings[0][1] < found["gmp"].postings[0][1], "the word itself counts more"
    assert [section for section, _ in found["cache avalanche"].postings] == [1]
    assert [section for section, _ in found["avalanche"].postings] == [1], "a word that only this thing has"
    assert "nobody" not in found


def test_files_hold_every_key_in_the_order_in_which_scripts_compare():
    entries = {f"{c}存": Entry(((3, 2), (40, 25)), ("缓",)) for c in "缓\uff5e\U00020000库"} | {
        f"w{n}": Entry(((n, 1),)) for n in range(2000)
    }
    made = {f.path: f.content for f in files([page("一", "二")], entries)}
    assert made == {f.path: f.content for f in files([page("一", "二")], dict(reversed(entries.items())))}
    table = taken(made.pop("search/table.js"))
    assert table["pages"] == [["p/", "一", [["", "一"], ["s1", "二"]]]]
    runs = [taken(content) for path, content in made.items() if "/keys/" in path]
    assert all(path.startswith(f"search/{table['folder']}") for path in made)
    assert table["keys"] == [run.split("\t")[0] for run in runs]
    lines = [line for run in runs for line in run.split("\n")]
    keys = [line.split("\t")[0] for line in lines]
    assert keys == sorted(entries, key=lambda key: key.encode("utf-16-be"))
    assert "缓存\t3B11Y\t缓" in lines
    assert max(len(run) for run in runs) < 5_000


def taken(script: str):
    """What a file of the index hands over."""
    return json.loads(re.fullmatch(r'zhiku\.search\.take\("\w+",\d+,(.*)\)\n', script, re.DOTALL)[1])


def test_generated_pages_are_found_by_their_names_only(small_site):
    found = {p.url: p for p in pages(small_site, load(TESTS / "docs"))}
    assert [s.title for s in found["caching/questions/"].sections] == ["缓存：问题"]
    assert found["caching/warm-up/"].wordings["warm-up-how"] == ("怎么预热缓存",)
    assert [s.anchor for s in found["caching/warm-up/"].sections] == ["", "常被追问", "warm-up-how", "fn:redis"]
    assert "404.html" not in found


def test_a_page_says_that_it_is_not_to_be_found(tmp_path):
    assert found_with("search: {exclude: true}", tmp_path) == []


def test_a_page_says_that_its_hits_count_less_or_more_but_never_more_than_an_article(tmp_path):
    worth = {boost: found_with(f"search: {{boost: {boost}}}", tmp_path)[0].worth for boost in (0.5, 1, 1.5, 99)}
    assert worth[1] == found_with("title: 一", tmp_path)[0].worth
    assert (worth[0.5], worth[1.5], worth[99]) == (worth[1] / 2, worth[1] * 1.5, 1.0)


def found_with(setting: str, folder: Path) -> list[Page]:
    """The pages that are found when the only one of a site has this setting."""
    built = folder / "site" / "a" / "index.html"
    built.parent.mkdir(parents=True, exist_ok=True)
    built.write_text('<article class="md-content__inner"><h1>一</h1></article>', "utf-8")
    (folder / "a").mkdir(exist_ok=True)
    (folder / "a" / "index.md").write_text(f"---\nwords: []\n{setting}\n---\n# 一\n", "utf-8")
    return pages(folder / "site", load(folder))


@pytest.fixture
def tab(browser):
    """A page that notes what it asks for and what goes wrong."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.asked, opened.errors = [], []
    opened.on("request", lambda r: opened.asked.append(r.url))
    opened.on("pageerror", lambda e: opened.errors.append(str(e)))
    opened.on("console", lambda m: opened.errors.append(m.text) if m.type == "error" else None)
    yield opened
    opened.close()
    assert opened.errors == []


def search(tab, query: str) -> None:
    """Type a query into the dialog and wait for the answer."""
    tab.keyboard.press("/")
    tab.locator(".md-search__input").fill("")
    tab.keyboard.insert_text(query)
    tab.wait_for_function("(q) => window.found === q", arg=query)


@pytest.fixture
def ready(tab, small):
    """The home page of the small site, which notes the last query that was answered."""
    tab.add_init_script("document.addEventListener('zhiku:found', (e) => { window.found = e.detail.query; })")
    tab.goto(small)
    return tab


browser_only = pytest.mark.browser
SHARE_OF_FIRST, SHARE_OF_THREE = 0.88, 0.97


@browser_only
def test_the_right_page_is_first_or_among_three(tab, whole):
    tab.goto(whole)
    tab.locator(".md-search__input").focus()
    tab.wait_for_function("window.zhiku.search?.ready")
    rows = [row for name in ("queries", "held-out", "plain") for row in asked(SETS / f"{name}.yml")]
    assert len(rows) >= 320
    found = answers(tab, whole, [row.query for row in rows])
    places = [
        next((n for n, links in enumerate(items) if row.is_on(links[0])), 99)
        for row, items in zip(rows, found, strict=True)
    ]
    lost = [
        (row.query, row.wanted, [links[0] for links in items[:3]])
        for row, items, n in zip(rows, found, places, strict=True)
        if n > 2
    ]
    assert [row.query for row, items in zip(rows, found, strict=True) if not items] == []
    assert sum(n <= 2 for n in places) >= SHARE_OF_THREE * len(rows), lost
    assert sum(n == 0 for n in places) >= SHARE_OF_FIRST * len(rows), places


@browser_only
def test_every_question_is_found_by_its_heading_and_its_other_wordings(tab, whole, library):
    tab.goto(whole)
    tab.locator(".md-search__input").focus()
    tab.wait_for_function("window.zhiku.search?.ready")
    questions = [(q, f"{a.path.removesuffix('.md')}/") for a in library.articles for q in a.questions]
    rows = [(text, url, q) for q, url in questions for text in (q.text, *q.wordings)]
    found = answers(tab, whole, [text for text, _, _ in rows])
    for (text, url, q), items in zip(rows, found, strict=True):
        if text == q.text:
            assert items[0][0].split("#")[0] == url, text
            assert f"{url}#{q.id}" in items[0], text
        assert f"{url}#{q.id}" in [link for links in items[:3] for link in links], text


@browser_only
def test_terms_are_the_same_in_the_browser(ready, small):
    ready.evaluate("zhiku.script('search/terms')")
    ready.wait_for_function("window.zhiku.search?.terms")
    for text, expected in TERMS.items():
        assert ready.evaluate("(text) => [...zhiku.search.terms(text)]", text) == expected


@browser_only
def test_a_term_in_two_sections_of_two_hundred_tells_no_more_than_one_in_three(ready):
    search(ready, "预热")
    told = ready.evaluate(
        """async () => {
          const sections = Array.from({ length: 200 }, (_, n) => ({ url: `${n}/` }));
          const term = (term, many) => ({ term, says: 1, also: [], postings: new Map(Array.from({ length: many }, (_, n) => [n, 25])) });
          zhiku.search.table = async () => ({ sections });
          zhiku.search.lookUp = async () => ({ terms: [term("里预", 2), term("预热", 3), term("缓存", 4)], names: [] });
          return Object.fromEntries((await zhiku.search.rank("")).marks);
        }"""
    )
    assert told["里预"] == told["预热"] > told["缓存"]


@browser_only
def test_nothing_is_loaded_before_it_is_used_and_little_then(ready, small):
    assert [url for url in ready.asked if "/search/" in url] == []
    search(ready, "挤走")
    loaded = [url.removeprefix(small) for url in ready.asked if "/search/" in url]
    assert "search/table.js" in loaded
    assert len(loaded) == len(set(loaded))
    assert all(url.startswith(small) for url in ready.asked)


@browser_only
def test_a_hit_names_its_section_and_level_and_shows_the_sentence_with_the_words_marked(ready, small):
    search(ready, "分批读库")
    first = ready.locator(".md-search-result__item").first
    assert first.locator("h1").inner_text() == "缓存预热"
    assert first.locator("h2").first.inner_text() == "缓存怎么预热？"
    assert first.locator("h2").first.get_attribute("data-level-name") == "进阶"
    assert first.locator("h2 + p").first.inner_text().startswith("先算出会被读的键，分批读库写缓存")
    assert "分批读库" in first.locator("p mark").all_inner_texts()
    assert ready.locator(".md-search-result__meta").inner_text().endswith("处")


@browser_only
def test_sentences_out_of_sight_are_fetched_as_they_come_near(tab, whole):
    tab.add_init_script("document.addEventListener('zhiku:found', (e) => { window.found = e.detail.query; })")
    tab.goto(whole)
    search(tab, "缓存")
    items = tab.locator(".md-search-result__item")
    sentences = lambda item: [text for text in item.locator("p").all_inner_texts() if text]
    assert items.count() > 8
    assert sentences(items.first)
    assert not sentences(items.last)
    assert tab.locator(".md-search-result__item p:empty").count() > 8
    before = len(tab.asked)
    items.last.scroll_into_view_if_needed()
    tab.wait_for_function("document.querySelector('.md-search-result__item:last-child p:not(:empty)')")
    assert all("/texts/" in url for url in tab.asked[before:])


@browser_only
def test_the_words_are_marked_where_the_hit_leads(ready, small):
    search(ready, "分批读库怎么办")
    ready.keyboard.press("Enter")
    ready.wait_for_url("**/kb/caching/warm-up/?h=*#warm-up-how")
    ready.wait_for_selector("mark[data-md-highlight]")
    assert "分批读库" in ready.locator("mark[data-md-highlight]").all_inner_texts()
    assert "怎么" not in ready.locator("mark[data-md-highlight]").all_inner_texts()


@browser_only
def test_keys_open_move_stay_and_close(ready, small):
    focused = lambda: ready.evaluate("document.activeElement.className.split(' ')[0]")
    is_open = lambda: ready.locator("#__search").is_checked()
    for key in ("f", "s", "/"):
        ready.keyboard.press(key)
        ready.wait_for_function("document.querySelector('#__search').checked")
        assert focused() == "md-search__input"
        assert ready.locator(".md-search__input").input_value() == ""
        ready.keyboard.press("Escape")
        assert not is_open()
    search(ready, "缓存")
    ready.keyboard.press("ArrowDown")
    assert focused() == "md-search-result__link"
    ready.keyboard.press("ArrowUp")
    assert focused() == "md-search__input"
    ready.keyboard.press("ArrowUp")
    assert focused() in ("md-search-result__link", ""), "the last one"
    for _ in range(ready.locator(".md-search-result__list :is(a, summary)").count() + 4):
        ready.keyboard.press("Tab")
        assert ready.evaluate("document.querySelector('.md-search').contains(document.activeElement)")
    ready.locator(".md-search-result__link").first.focus()
    ready.keyboard.press("f")
    assert ready.locator(".md-search__input").input_value() == "缓存f"
    ready.keyboard.press("Escape")
    assert not is_open()


@browser_only
def test_half_a_word_of_an_input_method_asks_nothing(ready, small):
    search(ready, "缓存")
    ready.evaluate(
        """() => {
          const input = document.querySelector(".md-search__input");
          const say = (type, more) => input.dispatchEvent(new (type === "input" ? InputEvent : CompositionEvent)(type, { bubbles: true, ...more }));
          say("compositionstart");
          input.value = "wu ran";
          say("input", { isComposing: true });
          input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }));
        }"""
    )
    ready.wait_for_timeout(100)
    assert ready.evaluate("window.found") == "缓存"
    assert "?h=" not in ready.url
    ready.evaluate(
        """() => {
          const input = document.querySelector(".md-search__input");
          input.value = "污染";
          input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "污染" }));
        }"""
    )
    ready.wait_for_function("window.found === '污染'")


@browser_only
def test_an_address_may_carry_a_query_and_the_dialog_gives_such_an_address(ready, small):
    search(ready, "命中率 & 预热")
    shared = ready.locator("[data-clipboard-text]").get_attribute("data-clipboard-text")
    ready.goto(shared)
    ready.wait_for_function("window.found === '命中率 & 预热'")
    assert ready.locator("#__search").is_checked()
    assert ready.locator(".md-search-result__item").count() > 0
    ready.keyboard.press("Escape")
    assert "?q=" not in ready.url


@browser_only
def test_what_is_nowhere_is_said_and_a_part_of_a_query_is_enough(ready, small):
    search(ready, "龘靐齉")
    assert ready.locator(".md-search-result__meta").inner_text().startswith("没有找到")
    assert ready.locator(".md-search-result__meta").get_attribute("role") == "status"
    search(ready, "龘靐齉污染")
    assert ready.locator(".md-search-result__item h1").first.inner_text() == "缓存污染"
    search(ready, "，。")
    assert ready.locator(".md-search-result__item").count() == 0
    ready.locator(".md-search__input").fill("")
    ready.wait_for_function("window.found === ''")
    assert ready.locator(".md-search-result__meta").inner_text() == "键入以开始搜索"


@browser_only
def test_a_wrong_address_finds_the_page_that_was_meant(tab, small):
    tab.goto(f"{small}old/caching/warm_up.html")
    link = tab.locator("[data-zhiku-404] li a").first
    link.wait_for()
    assert link.get_attribute("href").startswith(f"{small}caching/warm-up/")
    tab.errors.clear()  # the browser says that the page is missing


@browser_only
def test_search_works_from_a_folder_without_a_server(tab, small_site):
    tab.add_init_script("document.addEventListener('zhiku:found', (e) => { window.found = e.detail.query; })")
    tab.goto((small_site / "caching" / "index.html").as_uri())
    search(tab, "挤走常用")
    tab.keyboard.press("Enter")
    tab.wait_for_url("file://**/caching/pollution/index.html?h=*")
    assert tab.locator("h1").first.inner_text().startswith("缓存污染")


@browser_only
def test_without_scripts_nothing_offers_a_search_that_does_not_work(browser, small):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{small}caching/warm-up/")
    assert opened.locator("h1").first.is_visible()
    assert not opened.locator(".md-search").is_visible()
    assert not opened.locator("header label[for=__search]").first.is_visible()
    context.close()


@browser_only
def test_on_a_phone_the_dialog_fills_the_screen(browser, small):
    phone = browser.new_page(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone.goto(small)
    phone.locator("header label[for=__search]").first.tap()
    phone.wait_for_function("document.activeElement.matches('.md-search__input')")
    phone.keyboard.insert_text("预热")
    phone.locator(".md-search-result__item").first.wait_for()
    phone.wait_for_timeout(400)  # the dialog slides in
    box = phone.locator(".md-search__inner").bounding_box()
    assert (box["width"], box["height"]) == (390, 844)
    phone.close()
