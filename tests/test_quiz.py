"""The quiz in a real browser: asks, shows, takes grades, remembers, and loses nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT
from practising import KEY, keep, kept, progress, review

pytestmark = pytest.mark.browser
ORDER = ["击穿是什么？", "击穿怎么防？", "为什么叫 constructor？", "怎么保证顺序？"]


@pytest.fixture
def page(reader):
    return reader.new_page()


def begin(page, practice, query=""):
    page.goto(f"{practice}quiz/{query}")
    page.get_by_role("button", name="开始", exact=True).click()


def answer(page, grade):
    """Show the answer and grade it with the keyboard."""
    page.keyboard.press("Space")
    page.locator(".quiz-grades").wait_for()
    page.keyboard.press(str(grade))


def question(page):
    return page.locator("#quiz-question").inner_text()


def test_an_answer_is_hidden_until_it_is_asked_for(page, practice):
    begin(page, practice)
    assert question(page) == "击穿是什么？"
    assert page.locator(".quiz-about span").inner_text() == "缓存 · 基础 · 新题"
    assert not page.locator(".quiz-answer").is_visible()
    assert not page.locator(".quiz-grades").is_visible()
    page.keyboard.press("3")
    assert kept(page) is None, "what was not shown cannot be graded"
    page.get_by_role("button", name="看答案").click()
    shown = page.get_by_role("region", name="回答")
    shown.get_by_text("许多请求一起查库").wait_for()
    assert shown.locator("svg").first.bounding_box()["width"] > 100
    assert shown.locator("img").evaluate("i => i.decode().then(() => i.naturalWidth)") == 8
    assert (
        shown.get_by_role("link", name="在文章里看").get_attribute("href").endswith("caching/stampede/#stampede-what")
    )
    assert shown.evaluate("e => e === document.activeElement"), "a screen reader goes on at the answer"


def test_a_footnote_leads_to_the_article(page, practice):
    begin(page, practice)
    page.keyboard.press("Space")
    page.locator(".quiz-answer .footnote-ref").click()
    page.wait_for_url("**/caching/stampede/#fn:paper")


@pytest.mark.parametrize(
    ("grade", "words", "state", "days"),
    [(1, "忘了10 分钟", 1, 0), (2, "模糊15 分钟", 1, 0), (3, "记得2 天", 2, 2), (4, "很熟8 天", 2, 8)],
)
def test_each_grade_says_when_the_question_comes_again_and_keeps_its_word(page, practice, grade, words, state, days):
    begin(page, practice)
    page.keyboard.press("Space")
    button = page.locator(f"[data-grade='{grade}']")
    button.wait_for()
    assert button.inner_text().replace("\n", "") == words
    button.click()
    assert page.get_by_role("status").filter(has_text="后再问").inner_text() == f"{words[:2]}：{words[2:]}后再问"
    card = kept(page)["cards"]["stampede-what"]
    assert (card["state"], card["scheduled_days"], card["reps"]) == (state, days, 1)
    assert card["first"] == card["last_review"] == "2026-03-01T04:00:00.000Z"
    assert question(page) == "击穿怎么防？"


def test_the_schedule_is_that_of_ts_fsrs(page, practice):
    begin(page, practice)
    mine, theirs = page.evaluate(
        """() => {
          const grades = [3, 3, 1, 3, 2, 4, 3];
          const fsrs = FSRS.fsrs({ learning_steps: ["10m"], relearning_steps: ["10m"], enable_fuzz: false });
          let now = new Date("2026-03-01T04:00:00Z"), card = FSRS.createEmptyCard(now), review;
          const theirs = [], mine = [];
          for (const grade of grades) {
            card = fsrs.next(card, now, grade).card;
            review = JSON.parse(JSON.stringify(zhiku.schedule.rated(review, grade, now)));
            theirs.push([card.due.toISOString(), card.stability, card.difficulty, card.lapses]);
            mine.push([review.due, review.stability, review.difficulty, review.lapses]);
            now = card.due;
          }
          return [mine, theirs];
        }"""
    )
    assert mine == theirs
    assert [row[0][:10] for row in mine[:2]] == ["2026-03-03", "2026-03-14"], "intervals grow"


def test_a_sitting_asks_what_was_forgotten_again_and_sums_up(page, practice):
    begin(page, practice)
    seen = []
    for grade in (3, 1, 4, 3, 3):
        seen.append(question(page))
        answer(page, grade)
    assert seen == [*ORDER, "击穿怎么防？"]
    page.get_by_role("heading", name="这一轮").wait_for()
    assert "答了 5 次：忘了 1，记得 3，很熟 1。" in page.locator("[data-part=sum]").inner_text()
    missed = page.locator("[data-part=missed] a")
    assert missed.all_inner_texts() == ["击穿怎么防？"]
    assert missed.get_attribute("href") == f"{practice}caching/stampede/#stampede-fix"
    page.get_by_role("button", name="看进度").click()
    assert page.locator(".quiz-topics li").all_inner_texts()[0].split("\n") == [
        "缓存",
        "共 3 · 看过 3 · 学会 3 · 到期 0",
    ]


def test_progress_outlives_the_page_and_what_is_due_comes_first(reader, page, practice):
    begin(page, practice)
    answer(page, 3)
    answer(page, 4)
    reader.clock.set_fixed_time("2026-03-03T00:30:00+08:00")  # days are due on their day, not at their minute
    page.reload()
    assert page.locator(".quiz-today").inner_text() == "今天：1 题到期，2 个新题"
    page.get_by_role("button", name="开始", exact=True).click()
    assert question(page) == "击穿是什么？"
    assert "还有 1 个到期" in page.locator(".quiz-about").inner_text()
    answer(page, 3)
    assert question(page) == "为什么叫 constructor？"


def test_a_day_brings_no_more_new_questions_than_was_set(reader, page, practice):
    page.goto(f"{practice}quiz/")
    page.locator("summary").click()
    page.locator("[name=newPerDay]").fill("1")
    page.locator("[name=newPerDay]").press("Enter")
    assert kept(page)["settings"] == {"newPerDay": 1}
    page.get_by_role("button", name="开始", exact=True).click()
    answer(page, 4)
    page.get_by_role("heading", name="这一轮").wait_for()
    page.get_by_role("button", name="再学 10 个新题").click()
    assert question(page) == "击穿怎么防？"
    reader.clock.set_fixed_time("2026-03-02T09:00:00+08:00")
    page.reload()
    assert "1 个新题" in page.locator(".quiz-today").inner_text()


def test_a_topic_and_a_level_narrow_what_is_asked(page, practice):
    begin(page, practice, "?topic=mq")
    assert question(page) == "怎么保证顺序？"
    page.get_by_role("button", name="结束").click()
    page.get_by_role("button", name="看进度").click()
    page.locator("[name=topic]").select_option("caching")
    assert page.url.endswith("?topic=caching")
    page.locator("[name=level]").select_option("3")
    page.get_by_role("button", name="开始", exact=True).click()
    assert question(page) == "击穿怎么防？"
    page.goto(f"{practice}quiz/?topic=constructor")
    assert page.locator("[name=topic]").input_value() == "", "no such topic: all of them"


def test_progress_goes_out_as_a_file_and_comes_back(page, practice, tmp_path):
    begin(page, practice)
    answer(page, 3)
    before = kept(page)
    page.reload()
    page.locator("summary").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="存成文件").last.click()
    assert saved.value.suggested_filename == "zhiku-progress-2026-03-01.json"
    file = tmp_path / "saved.json"
    saved.value.save_as(file)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="全部清空").click()
    assert kept(page) is None
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("导入了 saved.json：1 题，其中 1 题比这里的新。").wait_for()
    assert kept(page) == before


def test_an_import_keeps_the_newer_of_two_records_and_what_is_not_in_the_bank(page, practice, tmp_path):
    page.goto(f"{practice}quiz/")
    old, new = review("2026-02-01T00:00:00.000Z"), review("2026-02-02T00:00:00.000Z", reps=7)
    at = {"at": "2026-02-01T00:00:00.000Z", "parts": {"a": "1"}}
    keep(page, progress({"stampede-what": old, "stampede-fix": new, "__proto__": old}, newPerDay=3))
    file = tmp_path / "other.json"
    theirs = progress(
        {"stampede-what": new, "stampede-fix": old, "gone": old}, {"caching/stampede/": at}, newPerDay=9, remember=False
    )
    file.write_text(json.dumps(theirs), "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("3 题，其中 2 题比这里的新").wait_for()
    found = kept(page)
    assert found["cards"] == {"stampede-what": new, "stampede-fix": new, "__proto__": old, "gone": old}
    assert found["read"] == {"caching/stampede/": at}
    assert found["settings"] == {"newPerDay": 3, "remember": False}, "one's own settings stay"


WRONG = {
    "not JSON": ("读书笔记", "内容不是 JSON"),
    "another list": ("[1, 2]", "这是别的数据，不是知库的进度"),
    "another program's": ('{"version": 1, "decks": []}', "这是别的数据，不是知库的进度"),
    "of tomorrow": ('{"version": 2, "cards": {}}', "进度的版本是 2，这里只认 1，请先刷新网页"),
    "a wrong date": (json.dumps(progress({"a": review(due="明天")})), 'cards 里的 a 的 due 不对："明天"'),
    "a wrong number": (json.dumps(progress({"a": review(stability=-1)})), "cards 里的 a 的 stability 不对：-1"),
    "a missing field": ('{"version": 1, "cards": {"a": {}}}', "cards 里的 a 的 due 不对：没有"),
    "a wrong setting": (json.dumps(progress(newPerDay="many")), 'settings 的 newPerDay 不对："many"'),
    "a wrong reading": (json.dumps(progress(None, {"x/": {"at": "2026-03-01", "parts": [1]}})), "read 里的 x/ 的 parts 不对：[1]"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_told_and_changes_nothing(page, practice, tmp_path, case):
    text, message = WRONG[case]
    page.goto(f"{practice}quiz/")
    keep(page, progress({"stampede-what": review()}))
    file = tmp_path / "wrong.json"
    file.write_text(text, "utf-8")
    page.locator("input[type=file]").set_input_files(file)
    said = page.get_by_text("没有导入")
    said.wait_for()
    assert said.inner_text() == f"没有导入 wrong.json：{message}。请选从这里存出的 .json 文件。"
    assert kept(page) == progress({"stampede-what": review()})


@pytest.mark.parametrize("case", ["not JSON", "of tomorrow", "a wrong number"])
def test_progress_that_cannot_be_read_stays_until_the_reader_says_otherwise(page, practice, tmp_path, case):
    text, message = WRONG[case]
    page.goto(f"{practice}quiz/")
    keep(page, text)
    page.reload()
    assert f"读不懂：{message}。" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("button", name="开始", exact=True).is_disabled()
    (tmp_path / "good.json").write_text(json.dumps(progress({"stampede-what": review()})), "utf-8")
    page.locator("input[type=file]").set_input_files(tmp_path / "good.json")
    page.get_by_text("没有导入 good.json：这里存的进度读不懂，请先清空。").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="先存成文件").click()
    saved.value.save_as(tmp_path / "rescued.json")
    assert (tmp_path / "rescued.json").read_text("utf-8") == text
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="清空，重新开始").click()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == text
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="清空，重新开始").click()
    assert kept(page) is None
    assert page.get_by_role("button", name="开始", exact=True).is_enabled()


@pytest.mark.parametrize("refused", ["getItem", "setItem"])
def test_a_browser_that_keeps_nothing_still_asks_and_says_so(browser, practice, refused):
    page = browser.new_page()  # the theme itself complains when it cannot keep the palette
    page.add_init_script(f"Storage.prototype.{refused} = () => {{ throw new DOMException('no', 'SecurityError') }}")
    begin(page, practice)
    answer(page, 3)
    assert question(page) == "击穿怎么防？"
    page.get_by_role("button", name="结束").click()
    page.get_by_role("button", name="看进度").click()
    assert "请存成文件" in page.get_by_role("alert").inner_text()
    with page.expect_download() as saved:
        page.get_by_role("button", name="先存成文件").click()
    assert "stampede-what" in Path(saved.value.path()).read_text("utf-8")
    page.close()


def test_two_tabs_add_to_one_progress(reader, page, practice):
    begin(page, practice)
    other = reader.new_page()
    other.goto(f"{practice}quiz/?topic=mq")
    answer(page, 3)
    other.get_by_text("看过 1").wait_for()
    other.get_by_role("button", name="开始", exact=True).click()
    answer(other, 3)
    answer(page, 3)
    assert sorted(kept(page)["cards"]) == ["order-how", "stampede-fix", "stampede-what"]


def test_keys_do_nothing_where_the_reader_types_or_presses_a_button(page, practice):
    begin(page, practice)
    page.get_by_role("button", name="结束").focus()
    page.keyboard.press("Space")
    page.get_by_role("heading", name="这一轮").wait_for()
    page.get_by_role("button", name="看进度").click()
    page.locator("summary").click()
    page.locator("[name=newPerDay]").fill("")
    page.locator("[name=newPerDay]").press_sequentially("12")
    assert page.locator("[name=newPerDay]").input_value() == "12"


def test_on_a_phone_the_buttons_lie_under_the_thumb(browser, practice):
    phone = browser.new_page(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    begin(phone, practice)
    for name in ("看答案", "忘了", "记得", "模糊", "很熟"):
        button = phone.locator(".quiz-bar button").filter(has_text=name)
        box = button.bounding_box()
        assert box["height"] >= 44, name
        assert box["width"] >= 44, name
        assert 740 * 0.6 < box["y"] + box["height"] <= 740, f"{name} lies at the bottom of the window"
        if name == "看答案":
            button.tap()
            phone.locator(".quiz-grades").wait_for()
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    phone.close()


def test_without_scripts_the_page_says_what_it_needs_and_where_to_go(browser, practice):
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{practice}quiz/")
    assert plain.get_by_text("自测靠浏览器脚本出题").is_visible()
    assert not plain.get_by_role("button", name="开始", exact=True).is_visible()
    plain.locator(".quiz-needs").get_by_role("link", name="全部问题").click()
    plain.wait_for_url("**/questions/")
    plain.context.close()


def test_it_works_from_a_folder(browser, practice_site):
    page = browser.new_page()  # the theme itself complains there: no sitemap can be fetched
    page.goto((practice_site / "quiz/index.html").as_uri())
    page.get_by_role("button", name="开始", exact=True).click()
    page.keyboard.press("Space")
    page.locator(".quiz-answer svg").first.wait_for()
    assert page.locator(".quiz-answer img").evaluate("i => i.decode().then(() => i.naturalWidth)") == 8
    page.keyboard.press("3")
    page.reload()
    assert "看过 1" in page.locator(".quiz-topics").inner_text()
    page.get_by_role("button", name="开始", exact=True).click()
    page.keyboard.press("Space")
    page.get_by_role("link", name="在文章里看").click()
    page.wait_for_url("file:**/caching/stampede/index.html#stampede-fix")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, practice, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = context.new_page()

    def findings():
        page.evaluate("document.getAnimations().forEach((a) => a.finish())")
        return page.evaluate(
            "axe.run({ include: '#quiz', exclude: '.highlight' }).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target} ${n.failureSummary}`)))"
        )

    page.goto(f"{practice}quiz/")
    page.add_script_tag(path=ROOT / "build/vendor/axe-core.js")
    page.locator("summary").click()
    found = {"home": findings()}
    page.get_by_role("button", name="开始", exact=True).click()
    found["question"] = findings()
    for state in ("answer", "code"):
        page.keyboard.press("Space")
        page.locator(".quiz-grades").wait_for()
        found[state] = findings()
        page.keyboard.press("1")
    page.get_by_role("button", name="结束").click()
    found["sum"] = findings()
    assert found == {state: [] for state in found}
    context.close()
