"""report.html as text and in a real browser, from a file: address."""

from __future__ import annotations

import base64
import hashlib
import inspect
import json
import re
import time
from dataclasses import replace

import pytest
from conftest import NOTES, raw

from zhiku import notes
from zhiku.bank import known, same
from zhiku.bank.known import Hit
from zhiku.errors import ZhikuError
from zhiku.model import Place
from zhiku.notes import report, rows
from zhiku.notes.decisions import cards, compared, in_chinese
from zhiku.notes.piece import Against, Kind, Note, Verdict, with_ids
from zhiku.notes.questions import Asked
from zhiku.notes.rows import Row, Wording
from zhiku.notes.shown import HIDDEN
from zhiku.notes.survey import survey

HOSTILE = """# </script><script>document.title = "ran"</script>

<!-- <script> --> <img src="http://127.0.0.1:9/x.png" onerror="document.title='ran'">

• [点我](javascript:document.title='ran') 是 " onmouseover="document.title='ran'" x="

]]></title></style><svg onload="document.title='ran'"> & &lt;b&gt; \u2028 \u202e 反

缓存是什么 <script>document.title = "ran"</script>？
"""
HOSTILE_NAME = "<img src=x onerror=document.title='ran'>\"'&%41#?.md"


@pytest.fixture(scope="module")
def found(small_library):
    return notes.ingest([NOTES], small_library)


@pytest.fixture(scope="module")
def html(found):
    return page_of(found)


def page_of(found):
    return html_of(found.notes, found.pieces, found.questions, found.unreadable)


def html_of(notes, pieces, questions=(), unreadable=()):
    return "".join(report.page(notes, pieces, questions, unreadable, survey(pieces)))


def data_of(html):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1])


def piece(text, line=1, note="a.md", **changes):
    first = raw(text, note)
    return replace(first, place=Place(note, line, line + text.count("\n")), kind=Kind.PROSE, **changes)


def row(name, text, **changes):
    place = Asked(text, 1, 1, "a.md", Verdict("caching", ("缓存",), margin=1.0), (), changes.pop("answer", None), "p-1")
    merged = tuple(Wording(words, 0.9, "Both ask the same about 缓存.") for words in changes.pop("wordings", ()))
    return Row(name, text, "caching", merged, (place,), changes.pop("known", None), **changes)


def test_the_table_holds_every_line_once(found, html):
    data = data_of(html)
    spans = {note: [] for note in data["notes"]}
    for number, first, last, *_ in data["pieces"]:
        spans[data["notes"][number]].append((first, last))
    for note in found.notes:
        covered = [line for first, last in spans[note.path] for line in range(first, last + 1)]
        assert covered == list(range(1, note.lines + 1))


def test_the_same_pieces_make_the_same_page(found, html):
    assert page_of(found) == html


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(html):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)[1]
    assert policy == (
        f"default-src 'none'; style-src '{sha(style)}'; script-src '{sha(script)}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"<[^<>]*\s(on\w+|style|src)=", html.replace(script, ""))


def sha(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_hostile_text_stays_text(tmp_path, small_library):
    (tmp_path / HOSTILE_NAME).write_text(HOSTILE, "utf-8")
    html = page_of(notes.ingest([tmp_path], small_library))
    assert html.count("<script") == html.count("</script") == 2
    assert "<!--" not in html
    assert "<img" not in html
    assert not re.search(r'href="(?!#)', html)
    assert any('<img src="http://127.0.0.1:9/x.png"' in one[7] for one in data_of(html)["pieces"])


def test_private_lines_are_shown_nowhere():
    pieces = with_ids(
        [
            piece("甲乙丙的电话是 139-1234-5678").dropped("meeting"),
            replace(piece("联系 甲乙丙", 2), text="联系 ［已隐去］").repaired("known-name"),
            replace(piece("甲乙丙写的", 3), text="［已隐去］写的"),
            piece("别的话", 4),
        ]
    )
    pieces = [replace(p, private=("known-name",)) if n < 3 else p for n, p in enumerate(pieces)]
    pieces.append(
        replace(piece("甲乙丙写过", 5), private=("known-name",), id="p-x").merged(
            pieces[2].id, pieces[2].place, 0.9, "near-copy"
        )
    )
    html = html_of([Note("a.md", 5, "UTF-8")], pieces)
    assert "甲乙丙" not in html
    assert "1234" not in html
    sources, results = zip(*((one[7], one[8]) for one in data_of(html)["pieces"]), strict=True)
    assert sources == (HIDDEN, HIDDEN, HIDDEN, "别的话", HIDDEN)
    assert results == (None, "联系 ［已隐去］", "［已隐去］写的", None, None)
    assert '<details class="card" id="private" open><summary><b>4</b>' in html


def test_of_too_many_pieces_the_table_shows_what_was_changed(monkeypatch):
    monkeypatch.setattr(report, "_ROWS", 4)
    one = [piece("留下", 1), piece("赞", 2).dropped("praise"), piece("改过", 3).repaired("half-width")]
    two = [
        piece("同", 1, "b.md"),
        piece("赞", 2, "b.md").dropped("praise"),
        piece("改过", 3, "b.md").repaired("half-width"),
    ]
    pieces = with_ids([*one, *two])
    pieces[3] = pieces[3].merged(pieces[0].id, pieces[0].place, 1, "same-words")
    notes = [Note("a.md", 3, "UTF-8"), Note("b.md", 3, "UTF-8")]
    html = html_of(notes, pieces)
    shown = [(row[0], row[1], row[9]) for row in data_of(html)["pieces"]]
    assert shown == [(0, 2, -1), (0, 3, -1), (1, 1, -1), (1, 2, -1)], "the second repair has no room"
    assert "这里只有改动过的 4 段；其余 2 段只在 ledger.jsonl 里。" in html
    assert "每一行都在这里" not in html
    monkeypatch.setattr(report, "_ROWS", 6)
    html = html_of(notes, pieces)
    assert [row[9] for row in data_of(html)["pieces"]] == [-1, -1, -1, 0, -1, -1]
    assert "每一行都在这里，恰好一次。" in html
    assert "只在 ledger.jsonl 里" not in html


def test_nothing_to_decide_is_said():
    html = html_of([Note("a.md", 1, "UTF-8")], with_ids([piece("一句话")]))
    assert "<h2>要你决定的</h2><p>没有。</p>" in html


def test_each_kind_of_decision_has_its_card():
    kept = replace(piece("同样的话说了两遍 ABC"), id="p-1")
    merged = replace(piece("同样的话说了两遍 ABD", 2), id="p-2").merged(kept.id, kept.place, 0.91, "near-copy")
    rows = [
        row("q-1", "缓存是什么？", near=(("q-2", 0.7),), wordings=("啥是缓存？",)),
        row("q-2", "缓存有什么？", near=(("q-1", 0.7),), answer=(2, 2)),
        row("q-3", "已知的？", known="caching/a.md#known"),
        row(
            "q-4",
            "近似的？",
            partly=(Hit("caching/a.md#near", "近的？", 0.61, None, "different numbers"),),
            answer=(2, 2),
        ),
    ]
    here, there = (replace(piece(f"缓存 {n} 秒。", 2 + n), id=f"p-{2 + n}") for n in (1, 2))
    here = here.beside(Against(there.id, there.place, here.text, there.text), "two-figures")
    there = there.beside(Against(here.id, here.place, there.text, here.text), "two-figures")
    found = cards(
        [Note("a.md", 2, "GB18030 (0.98)"), Note("b.md", 1, "UTF-8")],
        [kept, merged, here, there],
        rows,
        [ZhikuError("the note is <empty>", where="c.md")],
        survey([kept, merged, here, there]),
    )
    assert {card.id: card.count for card in found} == {
        "unreadable": 1,
        "new": 2,
        "partly": 1,
        "reading": 1,
        "against": 2,
        "merges": 1,
        "wordings": 1,
        "near": 1,
        "unanswered": 1,
    }
    text = "".join(card.html() for card in found)
    assert "c.md: the note is &lt;empty&gt;" in text
    assert "GB18030 (0.98)" in text
    assert "<b>0.91</b>" in text
    assert "两遍 AB<mark>C</mark>" in text
    assert "缓存<mark>是</mark>什么？" in text
    assert "<code>caching/a.md#known</code>" in text
    assert "缓存 <mark>1</mark> 秒。" in text
    assert "数字不同" in text
    assert "0.90 问的是同一方面：缓存." in text
    assert [card.id for card in found] == [
        "unreadable",
        "new",
        "partly",
        "reading",
        "against",
        "merges",
        "wordings",
        "near",
        "unanswered",
    ]


def test_reasons_are_told_in_chinese():
    """Every reason that the rules for questions give, as they stand in the code."""
    code = "".join(inspect.getsource(module) for module in (same, known, rows))
    reasons = re.findall(r'return f?"((?:each|one|different) [^"]+)"', code) + re.findall(
        r'Sameness\([^"]*"([^"]+)"', code
    )
    reasons = [reason for reason in reasons if "{what}" not in reason]
    reasons += [f"different {what}" for what in re.findall(r'_(?:NUMBERS|LATIN|CONTRAST), "([^"]+)"', code)]
    assert len(set(reasons)) >= 11
    assert [r for r in reasons if re.search(r"[a-z]{3}", re.sub(r"\{.*?\}", "", in_chinese(r)))] == []


def test_what_differs_is_marked():
    assert compared("a<b 一", "a<c 一") == ("a&lt;<mark>b</mark> 一", "a&lt;<mark>c</mark> 一")
    assert compared("同", "同") == ("同", "同")


def test_a_repair_is_shown_as_it_stands_in_the_drafts(tmp_path, small_library):
    (tmp_path / "a.md").write_text("# 缓存\n\n• 预热就是先读\n• 失效就是过期\n", "utf-8")
    pieces = data_of(page_of(notes.ingest([tmp_path], small_library)))["pieces"]
    assert ["• 预热就是先读", "- 预热就是先读"] in [one[7:9] for one in pieces]


def test_a_strip_tells_where_lines_were_dropped():
    pieces = [piece("留", 1), piece("广告\n广告", 2).dropped("praise"), piece("留", 4)]
    html = html_of([Note("a.md", 4, "UTF-8")], with_ids(pieces))
    strip = re.search(r'<svg class="strip".*?</svg>', html)[0]
    assert '<rect class="dropped" x="1" width="2" height="1"/>' in strip
    assert 'aria-label="保留 2 行，去掉 2 行"' in strip


# In the browser


@pytest.fixture
def look(browser, tmp_path):
    """Opens a page from a file: address; every request but the page's own, and every error, fails the test."""
    opened, told = [], []

    def look_at(html, fragment="", **options):
        file = tmp_path / "报告 1" / "report.html"
        file.parent.mkdir(exist_ok=True)
        file.write_text(html, "utf-8")
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **options})
        opened.append(page)
        page.on("request", lambda r: None if r.url.startswith(file.as_uri()) else told.append(r.url))
        page.on("pageerror", lambda e: told.append(str(e)))
        page.on("console", lambda m: told.append(m.text))
        page.on("dialog", lambda d: told.append(d.message))
        page.goto(file.as_uri() + fragment)
        return page

    yield look_at
    for page in opened:
        page.close()
    assert told == []


def rows_of(page):
    return page.locator("#rows article")


def facts(pieces):
    """How many pieces and lines the page should tell."""
    return f"{len(pieces):,} 段，{sum(p.place.lines for p in pieces):,} 行"


@pytest.mark.browser
def test_filters_by_note_fate_rule_and_text(found, html, look):
    page = look(html)
    count = page.locator("#count")
    assert count.inner_text() == facts(found.pieces)
    note = found.notes[0].path
    page.select_option("#note", note)
    assert count.inner_text() == facts([p for p in found.pieces if p.place.path == note])
    page.select_option("#note", "")
    page.select_option("#fate", "dropped")
    dropped = [p for p in found.pieces if p.fate == "dropped"]
    assert count.inner_text() == facts(dropped)
    rule = dropped[0].why[0].rule
    page.select_option("#rule", rule)
    assert count.inner_text() == facts([p for p in dropped if rule in {r.rule for r in p.why}])
    page.locator("#filters button").click()
    page.fill("#text", "预热")
    page.wait_for_timeout(50)
    said = [p for p in found.pieces if "预热" in p.raw or "预热" in p.text]
    assert said
    assert count.inner_text() == facts(said)
    assert page.locator("#rows mark").first.inner_text() == "预热"
    page.fill("#text", "没有人写过这个")
    assert count.inner_text() == "没有这样的行"
    assert rows_of(page).count() == 0


@pytest.mark.browser
def test_an_address_names_a_line_or_a_filter(found, html, look):
    middle = next(p.place for p in found.pieces if p.place.path == found.notes[0].path and p.place.first > 25)
    page = look(html, f"#{middle.path}:{middle.last}")
    here = page.locator("article.here")
    assert f"{middle.path}:{middle.first}" in here.locator(".place").inner_text()
    assert 0 <= here.bounding_box()["y"] < 100, "under the filters"
    page.locator("#before").click()
    assert page.locator("#rows .place").first.inner_text().startswith(f"{middle.path}:1")
    page.evaluate("location.hash = '#?fate=merged'")
    page.wait_for_timeout(100)
    assert page.locator("#fate").input_value() == "merged"
    page.evaluate("location.hash = '#nothing.md:3'")
    page.wait_for_timeout(100)
    assert page.locator("#count").inner_text() == "没有这一行：nothing.md:3"


@pytest.mark.browser
def test_a_strip_leads_to_its_lines(html, look):
    page = look(html)
    strip = page.locator("svg.strip").first
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 5)
    assert page.locator(".note output").first.inner_text().startswith("第 1")
    page.mouse.click(box["x"] + 2, box["y"] + 5)
    page.wait_for_timeout(100)
    assert ":1" in page.locator("article.here .place").inner_text()


@pytest.mark.browser
def test_a_bar_of_a_rule_sets_the_filter(found, html, look):
    page = look(html)
    bar = page.locator(".rules a").first
    rule = bar.locator("code").inner_text()
    bar.click()
    page.wait_for_timeout(100)
    assert page.locator("#rule").input_value() == rule
    assert page.locator("#count").inner_text() == facts([p for p in found.pieces if rule in {r.rule for r in p.why}])


@pytest.mark.browser
def test_hostile_text_runs_nothing(tmp_path, small_library, look):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / HOSTILE_NAME).write_text(HOSTILE, "utf-8")
    page = look(page_of(notes.ingest([folder], small_library)))
    for card in page.locator("details").all():
        card.evaluate("node => { node.open = true }")
    page.fill("#text", "<script>")
    page.locator("#rows mark").first.wait_for()
    page.fill("#text", "")
    page.select_option("#note", HOSTILE_NAME)
    page.wait_for_timeout(200)
    assert page.locator(".place").first.inner_text().startswith(HOSTILE_NAME)
    page.locator(".note p a").first.click()
    page.wait_for_timeout(100)
    assert page.locator("article.here").count() == 1
    assert page.title() == "笔记整理报告"
    assert page.locator("main img, main svg[onload], main script").count() == 0
    assert page.evaluate("[...document.links].filter((a) => a.protocol !== 'file:').length") == 0


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_screen_and_is_readable(html, look, scheme, width):
    page = look(html, color_scheme=scheme, viewport={"width": width, "height": 844})
    for card in page.locator("details").all():
        card.evaluate("node => { node.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    ink, back = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert contrast(ink, back) > 7
    soft = page.evaluate("getComputedStyle(document.querySelector('.hint')).color")
    assert contrast(soft, back) > 4.5


def contrast(a, b):
    """The WCAG ratio of two `rgb(…)` colours."""

    def light(colour):
        parts = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((light(a), light(b)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.browser
def test_ten_thousand_pieces_stay_quick(look):
    many = [piece(f"第 {n} 段：{'缓存要预热，' * 20}", n, f"note-{n % 20}.md") for n in range(1, 10_001)]
    many = [p.dropped("praise") if n % 7 == 0 else p for n, p in enumerate(many)]
    many.sort(key=lambda p: p.place)
    html = html_of([Note(f"note-{n}.md", 10_000, "UTF-8") for n in range(20)], with_ids(many))
    begin = time.monotonic()
    page = look(html)
    page.fill("#text", "第 9999 段")
    assert page.locator("#count").inner_text() == "1 段，1 行"
    page.fill("#text", "")
    for _ in range(5):
        page.mouse.wheel(0, 20_000)
        page.wait_for_timeout(50)
    assert 180 <= rows_of(page).count() < 2_000, "what one scrolls to is drawn, and nothing else"
    assert time.monotonic() - begin < 10
