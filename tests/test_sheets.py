"""Cheat-sheets: what stands on them, and what comes out of the printer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

import paper
import pytest
from conftest import ROOT, TESTS
from pypdf import PdfReader, PdfWriter

from zhiku import ZhikuError
from zhiku.__main__ import main
from zhiku.library import load
from zhiku.model import Article, Diagram, Finding, OutputFile, Place, Question, Remark
from zhiku.site.built import Site
from zhiku.site.printing import chromium, press, sheet_pdfs, sheets
from zhiku.site.printing.pdf import boxes, dated, pages
from zhiku.text import plain

needs_browser = pytest.mark.skipif(chromium.found() is None, reason="NO BROWSER: install chromium to print")
TOPICS = list(dict.fromkeys(a.topic for a in load(ROOT / "docs").articles if a.points))


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("先更新数据库，提交后删缓存。再说。", "先更新数据库，提交后删缓存。"),
        ("会。读者查到旧行，写者删了，读者再写进去。还有。", "会。读者查到旧行，写者删了，读者再写进去。"),
        ("删除幂等，[^a] 与先后[无关](x.md#y)，先后都一样。", "删除幂等，与先后无关，先后都一样。"),
        ("看是谁出了问题，再选一种。**依赖**坏了用熔断。", "看是谁出了问题，再选一种。"),
        ("**看是谁出了问题，再选一种办法。** 依赖坏了用熔断。", "**看是谁出了问题，再选一种办法。**"),
        ("一行里断开的\n句子，接得起来才对。", "一行里断开的句子，接得起来才对。"),
        ("| 状态 | 含义 |\n| --- | --- |", ""),
        ("- 一。\n- 二。", ""),
        ("```go\nf()\n```", ""),
        (f"{'很' * 91}。", ""),
        ("没有句号", ""),
        ("", ""),
    ],
)
def test_an_answer_is_told_in_its_first_words(answer, words):
    assert sheets.first_words(answer) == words


def article(*diagrams: str) -> Article:
    drawn = tuple(Diagram(Place("t/a.md", n, n), source) for n, source in enumerate(diagrams, 1))
    return Article("t/a.md", "A", "", "t", 1, ("一",), (), (), (), drawn, (), frozenset())


CHAIN = " --> ".join(f"N{n}[第{n}步]" for n in range(30))
SMALL, MARKED = "flowchart LR\n  A --> B", "flowchart LR\n  %% cheatsheet\n  A --> B --> C"


@pytest.mark.parametrize(
    ("diagrams", "taken"),
    [
        ((), None),
        ((SMALL,), SMALL),
        (("flowchart LR\n  A --> B --> C", SMALL), SMALL),
        ((SMALL, MARKED), MARKED),
        ((f"flowchart LR\n  %% cheatsheet\n  {CHAIN}", SMALL), SMALL),
        ((f"flowchart TB\n  {CHAIN}",), None),
        (("flowchart LR\n  A[(",), None),
    ],
    ids=["none", "one", "the smallest", "the marked one", "too wide", "too high", "broken"],
)
def test_the_diagram_is_one_that_can_be_read(diagrams, taken):
    chosen = sheets.chosen([article(*diagrams)])
    assert (chosen.diagram.source if chosen else None) == taken


def test_what_most_notes_ask_comes_on_the_sheet_in_reading_order():
    def question(name, asked, level, *wordings):
        return Question(name, name, level, wordings, "t/a.md", Place("t/a.md", 1, 1), asked)

    questions = [question("a", 0, 3), question("b", 0, 1), question("c", 5, 3), question("d", 0, 2, "又")]
    assert [q.id for q in sheets.most_asked(questions, most=3)] == ["b", "c", "d"]
    assert [q.id for q in sheets.most_asked(questions, most=2)] == ["c", "d"]


def blank(count: int) -> bytes:
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(595, 842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def fake(name: str, needed: dict[float, int]) -> press.Press:
    """A press whose sheet takes so many pages from this size of type on."""

    def printed(page: Path, css: str) -> bytes:
        size = next(size for size in press.SIZES if css == press.size_rule(size))
        return blank(max(count for least, count in needed.items() if size >= least))

    return press.Press(lambda: name, lambda: nullcontext(printed))


@pytest.mark.parametrize(
    ("needed", "size", "count"),
    [
        ({0: 1}, 10, 1),
        ({0: 1, 8.5: 2}, 8.25, 1),
        ({0: 1, 7.75: 2, 9: 3}, 7.5, 1),
        ({0: 2, 9: 3}, 8.75, 2),
        ({0: 3, 9: 4}, 7.5, 3),
    ],
)
def test_a_sheet_takes_the_largest_type_on_the_fewest_pages(tmp_path, monkeypatch, needed, size, count):
    monkeypatch.setattr(press, "CACHE", tmp_path / "cache")
    page = tmp_path / "index.html"
    page.write_text('<link rel="stylesheet" href="a.css">', "utf-8")
    [sheet] = press.sheets(fake("a 1", needed), [page])
    assert (sheet.size, sheet.pages) == (size, count)


def test_a_sheet_is_printed_again_when_page_style_or_press_change(tmp_path, monkeypatch):
    monkeypatch.setattr(press, "CACHE", tmp_path / "cache")
    page, style = tmp_path / "index.html", tmp_path / "a.css"
    started = []

    def names(name="a 1"):
        one = fake(name, {0: 1})
        press.sheets(press.Press(one.name, lambda: started.append(name) or one.start()), [page])
        return len(started)

    page.write_text('<link rel="stylesheet" href="a.css">', "utf-8")
    style.write_text("a{}", "utf-8")
    assert [names(), names()] == [1, 1], "what is in the cache starts nothing"
    style.write_text("b{}", "utf-8")
    assert [names(), names()] == [2, 2]
    page.write_text('<link rel="stylesheet" href="a.css">!', "utf-8")
    assert [names(), names()] == [3, 3]
    assert [names("b 1"), names("b 1")] == [4, 4]
    assert not list((tmp_path / "cache").glob("*.tmp"))


def test_a_date_takes_the_place_of_another():
    pdf = b"<</CreationDate (D:20261128155601+00'00')\n/ModDate (D:20261128155601+00'00')>>"
    assert dated(pdf, 0) == b"<</CreationDate (D:19700101000000+00'00')\n/ModDate (D:19700101000000+00'00')>>"


# --- the committed knowledge base, printed by a browser ---


@pytest.fixture
def built(whole_site):
    return whole_site


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("topic", TOPICS)
def test_a_sheet_can_be_hung_on_a_wall(built, library, topic):
    pdf = built / topic / "cheatsheet.pdf"
    assert 1 <= len(paper.sizes(pdf)) <= 2
    assert set(paper.sizes(pdf)) == {paper.A4}
    assert paper.smallest_type(pdf)[0] >= 7.5
    assert paper.not_embedded(pdf) == []
    assert boxes(pdf.read_bytes()) == 0
    assert paper.outside(pdf) == []
    text = paper.text(pdf)
    articles = library.topic_articles(topic)
    most = sheets.points_of_each(library, next(t for t in library.topics if t.id == topic))
    for wanted in [a.title for a in articles] + [point for a in articles for point in a.points[:most]]:
        assert paper.squeezed(plain(sheets._plain(wanted))) in text
    for question in sheets.most_asked(library.questions(topic)):
        assert paper.squeezed(question.text) in text
    for label in _labels(sheets.chosen(articles).diagram.source):
        assert paper.squeezed(label) in text
    topic_of = next(one for one in library.topics if one.id == topic)
    written = sheets.sheet(library, topic_of).partition('<div class="sheet-points"')[2]
    for chrome in ("搜索", "首页", "下载PDF", "打印", "上一页", "文字版"):
        assert text.count(chrome) <= paper.squeezed(written).count(chrome), chrome


def _labels(source: str) -> list[str]:
    """The names of those who take part, in a sequence; else what stands between quotes."""
    if source.startswith("sequenceDiagram"):
        return [line.split(" as ")[1] for line in source.split("\n") if line.strip().startswith("participant")]
    return [part for part in source.split('"')[1::2] if "\n" not in part and "<" not in part]


@needs_browser
@pytest.mark.browser
def test_a_sheet_says_what_it_is_and_when(built, library):
    about = PdfReader(built / "caching" / "cheatsheet.pdf")
    assert about.metadata.title == "缓存：速查 - 知库"
    assert about.trailer["/Root"]["/Lang"].startswith("zh")
    assert [entry["/Title"] for entry in about.outline[1] if isinstance(entry, dict)][-1] == "最常被问"
    assert about.metadata.creation_date.timestamp() == about.metadata.modification_date.timestamp() == 1700000000


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("topic", TOPICS)
def test_the_page_leads_to_its_pdf(built, topic):
    html = (built / topic / "cheatsheet" / "index.html").read_text("utf-8")
    assert html.count('href="../cheatsheet.pdf"') == 1
    assert 'class="sheet" style="--sheet-size: ' in html
    count = len(paper.sizes(built / topic / "cheatsheet.pdf"))
    assert (f"，共 {count} 页）" in html) == (count > 1)


@needs_browser
@pytest.mark.browser
def test_two_presses_print_the_same_bytes(built, tmp_path, monkeypatch):
    page = built / "caching" / "cheatsheet" / "index.html"
    monkeypatch.setattr(press, "SIZES", (8.0,))
    monkeypatch.setattr(press, "CACHE", tmp_path / "one")
    [first] = press.sheets(press.PRESSES[0], [page])
    monkeypatch.setattr(press, "CACHE", tmp_path / "two")
    [second] = press.sheets(press.PRESSES[0], [page])
    assert dated(first.pdf, 0) == dated(second.pdf, 0)


# --- a small one, printed by whatever there is ---


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory):
    """A built site without PDFs."""
    docs, out = TESTS / "docs", tmp_path_factory.mktemp("small") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("ZHIKU_QUICK", "true")
        assert main(["site", "--docs", str(docs), "--out", str(out)]) == 0
    return Site(out, docs, load(docs), "https://example.org/", "知库")


@pytest.fixture
def small(unfinished, tmp_path, monkeypatch):
    monkeypatch.setattr(press, "CACHE", tmp_path / "cache")
    return unfinished


def finished(site):
    made = list(sheet_pdfs.sheet_pdfs(site))
    return {m.path: m.content for m in made if isinstance(m, OutputFile)}, [
        m for m in made if not isinstance(m, OutputFile)
    ]


def test_without_a_browser_weasyprint_prints(small, monkeypatch, tmp_path):
    try:
        press.PRESSES[1].name()
    except ZhikuError as error:
        pytest.skip(f"NO WEASYPRINT: {error}")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(press, "SIZES", (9.0,))
    files, [remark] = finished(small)
    assert "printed by WeasyPrint" in str(remark)
    assert "there is no browser (chromium, " in str(remark)
    pdf = tmp_path / "sheet.pdf"
    pdf.write_bytes(files["caching/cheatsheet.pdf"])
    assert paper.sizes(pdf) == [paper.A4]
    assert paper.not_embedded(pdf) == []
    assert boxes(pdf.read_bytes()) == 0
    assert "一次性的数据挤走常用的。" in paper.text(pdf)
    assert "搜索" not in paper.text(pdf)


def test_where_nothing_prints_the_site_is_whole_and_says_so(small, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # importing it fails
    files, [remark] = finished(small)
    assert files == {}
    assert isinstance(remark, Remark)
    assert "have no PDF: there is no browser" in str(remark)
    assert "WeasyPrint does not work" in str(remark)
    assert "apt-get install" in str(remark)
    assert "cheatsheet.pdf" not in (small.folder / "caching" / "cheatsheet" / "index.html").read_text("utf-8")


def test_a_press_that_breaks_hands_over_to_the_next(small, monkeypatch):
    def broken():
        raise chromium.BrowserError("ended by itself", where="chromium")

    monkeypatch.setattr(press, "PRESSES", (press.Press(lambda: "a 1", broken), fake("b 2", {0: 1})))
    files, [remark] = finished(small)
    assert sorted(files) == ["caching/cheatsheet.pdf", "caching/cheatsheet/index.html"]
    assert str(remark) == "the cheat-sheets were printed by b 2: chromium: ended by itself"


@pytest.mark.parametrize(("count", "label"), [(1, "下载 PDF（A4）"), (2, "下载 PDF（A4，共 2 页）")])
def test_a_page_says_how_many_pages_its_pdf_has(small, monkeypatch, count, label):
    monkeypatch.setattr(press, "PRESSES", (fake("a 1", {0: count}),))
    files, said = finished(small)
    assert label in files["caching/cheatsheet/index.html"]
    assert said == []


def test_a_sheet_of_three_pages_is_a_finding(small, monkeypatch):
    monkeypatch.setattr(press, "PRESSES", (fake("a 1", {0: 3}),))
    _, [finding] = finished(small)
    assert isinstance(finding, Finding)
    assert (finding.code, str(finding.place)) == ("C001", "caching/index.md:1")
    assert "takes 3 pages of A4 with type of 7.5 pt, not 2 at most" in finding.message
    assert "those of caching/pollution.md" in finding.hint


def many_points(docs: Path, head: str = "") -> None:
    (docs / "t").mkdir(parents=True)
    (docs / "index.md").write_text("# 首页\n", "utf-8")
    (docs / "t" / "index.md").write_text("---\ntitle: T\nwords: [甲]\n---\n\n# T\n", "utf-8")
    points = "\n".join(f"    - 第 {n} 条。{'说来话长，' * 30}" for n in range(60))
    text = f'---\ntitle: A\nsummary: 长。\n{head}---\n\n# A\n\n!!! abstract "要点"\n{points}\n'
    (docs / "t" / "a.md").write_text(text, "utf-8")


@needs_browser
@pytest.mark.browser
def test_a_build_stops_at_a_sheet_that_overflows(tmp_path, capfd):
    many_points(tmp_path / "docs")
    assert main(["site", "--docs", str(tmp_path / "docs"), "--out", str(tmp_path / "site")]) == 1
    said = "".join(capfd.readouterr())
    assert "t/index.md:1: the cheat-sheet of the topic takes" in said
    assert "Shorten key points, the longest are those of t/a.md" in said
    assert not (tmp_path / "site").exists()


@needs_browser
@pytest.mark.browser
def test_a_topic_of_many_articles_takes_the_first_points_of_each(tmp_path):
    many_points(tmp_path / "docs")
    index = tmp_path / "docs" / "t" / "index.md"
    index.write_text(index.read_text("utf-8").replace("---\n", "---\nsheet_points: 2\n", 1), "utf-8")
    library = load(tmp_path / "docs")
    sheet = sheets.sheet(library, library.topics[0]) or ""
    assert ("第 1 条" in sheet, "第 2 条" in sheet) == (True, False)


def test_a_sheet_of_drafts_may_overflow(tmp_path, capfd):
    many_points(tmp_path / "docs", head="draft: true\n")
    assert main(["site", "--docs", str(tmp_path / "docs"), "--out", str(tmp_path / "site")]) == 0
    assert "t/index.md:1: the cheat-sheet of the topic takes" in "".join(capfd.readouterr())
    assert pages((tmp_path / "site" / "t" / "cheatsheet.pdf").read_bytes()) > 2


# --- the presses themselves ---


@pytest.mark.parametrize("which", [0, 1], ids=["browser", "weasyprint"])
def test_a_sheet_with_boxes_is_not_given_away(tmp_path, monkeypatch, which):
    try:
        press.PRESSES[which].name()
    except ZhikuError as error:
        pytest.skip(f"NO PRESS: {error}")
    monkeypatch.setattr(press, "CACHE", tmp_path / "cache")
    page = tmp_path / "t" / "index.html"
    page.parent.mkdir()
    page.write_text('<!doctype html><meta charset="utf-8"><p>有字，\U00040000\U00040001 无字', "utf-8")
    with pytest.raises(ZhikuError, match="lack 2 of its characters") as caught:
        press.sheets(press.PRESSES[which], [page])
    assert "Noto Sans CJK" in caught.value.hint
    assert not (tmp_path / "cache").exists()


def browser(tmp_path: Path, script: str) -> str:
    """Something that is called like a browser."""
    path = tmp_path / "chromium"
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "exec sleep 600"], ids=["fails", "ends", "is silent"])
def test_a_browser_that_does_not_do_is_named(tmp_path, monkeypatch, script):
    monkeypatch.setattr(chromium, "_LIMIT", 0.3)
    named = browser(tmp_path, script)
    with pytest.raises(chromium.BrowserError) as caught, chromium.chromium(named):
        pass
    assert str(caught.value).startswith(f"{named}: ended")


def test_a_browser_that_does_not_start_is_named(tmp_path):
    with pytest.raises(chromium.BrowserError, match="does not start"):
        chromium.version(browser(tmp_path, "exit 3"))


@needs_browser
@pytest.mark.browser
def test_a_browser_ends_when_its_builder_is_killed(tmp_path):
    code = (
        "import os, signal\n"
        "from zhiku.site.printing import chromium\n"
        "with chromium.chromium(chromium.found()) as one:\n"
        "    print(one._process.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert gone(int(told.stdout)), "it read the end of its pipe"


def gone(process: int) -> bool:
    """Whether a process ends while we wait for it."""
    waiting = shutil.which("timeout")
    watch = f"while kill -0 {process} 2>/dev/null && ! grep -q ' Z ' /proc/{process}/stat; do sleep .1; done"
    return subprocess.run([waiting, "60", "sh", "-c", watch], check=False).returncode == 0


@needs_browser
@pytest.mark.browser
def test_a_page_that_is_not_there_is_named(tmp_path):
    with (
        chromium.chromium(chromium.found()) as one,
        pytest.raises(chromium.BrowserError, match="does not open the page: net::ERR_FILE_NOT_FOUND"),
    ):
        one.pdf(tmp_path / "none.html", "")
