"""What is read, and how; what is refused, and with which words. Files of other formats are made in `made`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import made
import pytest
import yaml
from conftest import NOTES, TESTS
from laws import whole

from zhiku.errors import ManyErrors, ZhikuError
from zhiku.notes import converted, ingest, outputs
from zhiku.notes.piece import Fate, uncovered
from zhiku.notes.read import note, read
from zhiku.notes.readers import archive, pdf

TEXT = "# 缓存\n\n缓存的一致性问题，要在系统里怎么解决？（见 §3）\n"
FREQUENT = "我们在这里说的是，一个系统的缓存和数据库不一致了，要怎么做？大家都会用的是先写库，后删缓存。" * 2
CHROME = "<nav><ul><li><a href=/>首页</a><li>登录</ul></nav>{}<footer>版权所有 2020</footer>"
ARTICLE = (
    "<article><h1>缓存穿透</h1>"
    "<p>缓存穿透是指查询一个一定不存在的数据，缓存里没有，数据库里也没有。</p><p>布隆过滤器先判断存在与否，再决定要不要去查数据库。</p>"
    "<pre><code class=language-go>if !filter.Has(key) {\n\treturn nil\n}</code></pre><table><tr><th>法<th>价<tr><td>空值<td>内存</table><p>两种办法可以一起用，各自挡住一部分请求，数据库就安全了。</p></article>"
)


def lines(name, data):
    read_note, pieces = note(name, data)
    assert uncovered([read_note], pieces) == []
    return "\n".join(piece.raw for piece in pieces).split("\n")


def folder(path, files):
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


ENCODED = {
    "UTF-8": (TEXT.encode(), "UTF-8", ""),
    "UTF-8 with a mark": (TEXT.encode("utf-8-sig"), "UTF-8 with BOM", ""),
    "UTF-16 with a mark": ("\ufeff".encode("utf-16-le") + TEXT.encode("utf-16-le"), "UTF-16 LE with BOM", "was read as UTF-16 LE with BOM"),
    "UTF-16 BE with a mark": ("\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be"), "UTF-16 BE with BOM", "was read as UTF-16 BE"),
    "UTF-32 with a mark": (TEXT.encode("utf-32"), "UTF-32 LE with BOM", "was read as UTF-32 LE"),
    "UTF-16 without one": (TEXT.encode("utf-16-le"), "UTF-16 LE", "was read as UTF-16 LE"),
    "UTF-16 BE without one": (TEXT.encode("utf-16-be"), "UTF-16 BE", "was read as UTF-16 BE"),
    "UTF-16 of Latin letters": ((TEXT + "plain words\n" * 9).encode("utf-16-be"), "UTF-16 BE", "every other byte is often zero"),
    "GB18030": (TEXT.encode("gb18030"), "GB18030", "was read as GB18030 (it is not UTF-8: byte 0xbb in line 1)"),
    "GB18030, long": ((TEXT + FREQUENT + "👍饕餮").encode("gb18030"), "GB18030", "was read as GB18030"),
    "UTF-8, cut": ((TEXT * 20).encode().replace("系".encode(), b"\xe7\xb3", 1), "UTF-8 with 1 damaged character", "the first in line 3"),
}  # fmt: skip


@pytest.mark.parametrize("case", ENCODED)
def test_an_encoding_is_decided_and_told(case, tmp_path):
    data, how, told = ENCODED[case]
    reading = read([folder(tmp_path, {"a.txt": data})])
    assert reading.notes[0].how == how
    assert "一致性问题，要在" in reading.pieces[0].raw
    assert [bool(told)] == [bool(reading.remarks)]
    assert all(remark.startswith("a.txt ") and told in remark and remark.endswith(".") for remark in reading.remarks)


UNDECIDED = {
    "Big5": ("快取的資料與資料庫不一致時，應該怎麼處理？" * 3).encode("big5"),
    "EUC-KR": ("캐시와 데이터베이스가 다르면 어떻게 해야 합니까? 이 문제를 설명하십시오. " * 4).encode("euc-kr"),
    "EUC-JP": ("キャッシュとデータベースが一致しないとき、どうしますか。" * 4).encode("euc-jp"),
    "Latin": "café déjà résumé naïve – où".encode("cp1252"),
    "Russian": ("почему кэш не совпадает с базой данных " * 4).encode("cp1251"),
    "no encoding": b"\xff\xff",
}


@pytest.mark.parametrize("case", UNDECIDED)
def test_an_encoding_that_cannot_be_decided_is_refused(case):
    with pytest.raises(
        ZhikuError, match=r"a.txt:1: the note is not UTF-8 .byte 0x.*, and neither UTF-16 nor GB18030"
    ) as said:
        note("a.txt", UNDECIDED[case])
    assert "iconv -f " in said.value.hint


def test_what_an_unknown_encoding_looks_like_is_said():
    with pytest.raises(ZhikuError, match=r"it looks like BIG5\n.*iconv -f BIG5 -t UTF-8"):
        note("a.txt", UNDECIDED["Big5"])


@pytest.mark.parametrize(
    "text", ["a\r\nb\rc\n\nd", "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g", "a", "a\n\n\n", "\n\na\r\r\n"]
)
def test_lines_are_those_that_python_counts(text, tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(text.encode())
    assert lines("a.md", path.read_bytes()) == path.read_text("utf-8").splitlines()


CONTROL = {
    "none": ("a\tb 👨‍👩‍👧 c\u200c", "a\tb 👨‍👩‍👧 c\u200c", ""),
    "NUL": ("一" * 40 + "\0b", "一" * 40 + "b", "1 control character taken out (1 NUL)"),
    "colours of a terminal": (
        "x" * 60 + "\x1b[31mred\x1b[0m",
        "x" * 60 + "red",
        "2 control characters taken out (2 escape)",
    ),
    "a mark in mid-text": ("a\n\ufeffb", "a\nb", "1 control character taken out (1 byte order mark)"),
    "direction": ("a\u202eb\u2066c", "abc", "2 control characters taken out (1 U+202E, 1 U+2066)"),
    "many kinds": (
        "x" * 200 + "\0\x01\x02\x03\x04\x05\x05",
        "x" * 200,
        "(2 U+0005, 1 NUL, 1 U+0001, 1 U+0002, 1 U+0003, …)",
    ),
}


@pytest.mark.parametrize("case", CONTROL)
def test_control_characters_go_and_lines_stay(case):
    text, out, told = CONTROL[case]
    assert lines("a.md", text.encode()) == out.split("\n")
    assert told in note("a.md", text.encode())[0].how


REFUSED = {
    "empty": ("a.md", b" \r\n", "the note is empty"),
    "only a mark": ("a.md", b"\xef\xbb\xbf", "the note is empty"),
    "NUL": ("a.md", b"a\0b", "the note is a binary file (a NUL byte at 1)"),
    "zeros on both sides": ("a.md", b"a\0\0b" * 50, "the note is a binary file (a NUL byte at 1)"),
    "random": ("a.md", bytes(range(256)) * 9, "the note is a binary file (a NUL byte at 0)"),
    "no NUL": ("a.md", b"\x01\x02\x03abc", "the note is a binary file (full of control characters)"),
    "PDF as text": ("a.md", b"%PDF-1.4\n", "the note is a binary file (it looks like a PDF)\n  Give it the suffix .pdf."),
    "Word as text": ("a.txt", made.docx((None, "x")), "it looks like a zip archive or an Office file)\n  Give it the suffix .zip or .docx."),
    "picture as a page": ("a.html", b"\x89PNG\r\n", "it looks like a picture)\n  Export it as Markdown or plain text."),
    "page without text": ("a.html", b"<script>x</script><img src=x.png>", "the note has no text\n  Save the page when its text is shown"),
    "page without end": ("a.html", b"<div>" * 100_000 + b"x", "the page nests its elements without end (more than 2,048 deep)"),
    "old Word": ("a.docx", b"\xd0\xcf\x11\xe0abc", "the file is no Word document (.docx)\n  Save an old .doc file as .docx"),
    "zip as Word": ("a.docx", made.archive([("a.txt", b"x")]), "the Word document cannot be read (Could not find main document"),
    "Word with entities": ("a.docx", made.docx((None, "x"), extra='<!DOCTYPE d [<!ENTITY a "b">]>'), "the Word document defines entities"),
    "Word bomb": ("a.docx", made.docx((None, "x" * 30_000_000)), "a.docx:word/document.xml: the member grows 1,0"),
    "Word without text": ("a.docx", made.docx(), "the Word document has no text"),
    "damaged PDF": ("a.pdf", b"%PDF-1.4 broken", "the PDF cannot be read (Failed to load document"),
    "locked PDF": ("a.pdf", made.pdf([(11, 72, 700, "x")], encrypted=True), "the PDF needs a password\n  Save a copy without one."),
    "scanned PDF": ("a.pdf", made.pdf([]), "the PDF holds pictures and no text\n  Run a text recognition (OCR)"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_reason(case):
    name, data, said = REFUSED[case]
    with pytest.raises(ZhikuError) as error:
        note(name, data)
    assert said in str(error.value)
    assert str(error.value).startswith(name)
    assert error.value.hint


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.html", b"<p>x"), ("a.docx", made.docx((None, "x"))), ("a.pdf", made.pdf([(11, 72, 700, "x")]))],
)
def test_a_missing_package_is_named(name, data, monkeypatch):
    for package in ("lxml.html", "mammoth", "pypdfium2"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        ZhikuError, match=r"reading it needs the package \w+, which is not installed\n  pip install 'zhiku\[readers\]'"
    ):
        note(name, data)


PAGES = yaml.safe_load((TESTS / "read" / "pages.yml").read_text("utf-8"))


@pytest.mark.parametrize("case", PAGES)
def test_a_page_becomes_markdown(case):
    page = f"<!doctype html><meta charset=utf-8><body>{PAGES[case]['in']}"
    assert "\n".join(lines("a.html", page.encode())) == PAGES[case]["out"]


def test_what_is_around_the_text_of_a_page_is_dropped_and_stands_in_the_ledger():
    read_note, pieces = note("a.html", CHROME.format(ARTICLE).encode())
    assert uncovered([read_note], pieces) == []
    assert [(p.kind, p.raw.strip()) for p in pieces if not p.is_live] == [
        ("list", "- [首页](/)\n- 登录"),
        ("prose", "版权所有 2020"),
    ]
    assert all(p.why[-1].rule == "page-chrome" for p in pieces if not p.is_live)
    kept = "\n".join(p.raw for p in pieces if p.is_live)
    assert "```go\nif !filter.Has(key) {\n\treturn nil\n}\n```" in kept
    assert "| 空值 | 内存 |" in kept
    assert read_note.how == "saved page, UTF-8, converted to Markdown; 3 of 9 blocks are not its main text"


def test_line_numbers_beside_code_belong_to_the_page():
    page = "<table><tr><td class=gutter><pre>1\n2</pre></td><td class=code><pre>a\n  b</pre></td></tr></table>"
    _, pieces = note("a.html", page.encode())
    assert [(p.raw, p.is_live) for p in pieces] == [("1 2\n", False), ("```\na\n  b\n```", True)]


LEFT_ALONE = {
    "an exported document": "<h1>题</h1><p>短。</p><ul><li>一<li>二</ul>",
    "short answers under a menu": CHROME.format("<article><h1>题</h1><p>短。</p></article>"),
}


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_text_is_not_taken_for_what_is_around_it(case):
    _, pieces = note("a.html", LEFT_ALONE[case].encode())
    assert "短。" in "\n".join(p.raw for p in pieces if p.is_live)


def test_a_page_in_another_encoding_is_believed():
    page = '<meta charset="big5"><p>' + "快取的資料與資料庫不一致時，應該怎麼處理？"
    read_note, pieces = note("a.htm", page.encode("big5"))
    assert "資料庫不一致" in pieces[0].raw
    assert read_note.how.startswith("saved page, big5")


def test_word():
    parts = [
        ("1", "缓存"),
        (None, "穿透是什么？"),
        ("c", "if x {"),
        ("c", "    y"),
        ("c", "}"),
        [["名", "值"], ["甲", "1"]],
    ]
    out = "# 缓存\n\n穿透是什么？\n\n```\nif x {\n    y\n}\n```\n\n| 名 | 值 |\n| --- | --- |\n| 甲 | 1 |"
    assert "\n".join(lines("a.docx", made.docx(*parts))) == out


def sheet(n):
    head, foot = (9, 72, 800, "面试笔记"), (9, 280, 30, f"- {n} -")
    unlike = ["缓存怎么预热", "消息怎么去重", "事务怎么隔离", "协程怎么调度"][n - 1]
    title = [(18, 72, 760, unlike)]
    body = [(11, 72, 730 - 15 * k, f"第{w}段讲{unlike}，要看场景，") for k, w in enumerate("一二三四")]
    code = [(11, 72, 660 - 15 * k - 20 * n, words) for k, words in enumerate(["if x {", "    return", "}"])]
    return [head, *title, *body, *code, foot]


def test_pdf():
    read_note, pieces = note("a.pdf", made.pdf(*[sheet(n) for n in (1, 2, 3, 4)]))
    assert uncovered([read_note], pieces) == []
    headers = [p for p in pieces if not p.is_live]
    assert [p.raw for p in headers][:3] == ["面试笔记", "- 1 -", "面试笔记"]
    assert {p.why[-1].rule for p in headers} == {"running-header"}
    assert len(headers) == 8
    kept = "\n".join(p.raw for p in pieces if p.is_live)
    assert "# 消息怎么去重\n" in kept
    assert "\n第二段讲消息怎么去重，要看场景，\n" in kept
    assert "if x {\n    return\n}" in kept
    assert read_note.how == "PDF of 4 pages"


def test_two_pages_have_no_running_header():
    _, pieces = note("a.pdf", made.pdf(sheet(1), sheet(2)))
    assert all(p.is_live for p in pieces)


def test_readers_of_a_pdf_that_disagree_are_told(monkeypatch):
    monkeypatch.setattr(pdf, "_agreement", lambda *_: 0.5)
    assert "two readers agree on only 50 % of its text: look it over" in note("a.pdf", made.pdf(sheet(1)))[0].how


def test_agreement_counts_chinese_where_there_is_some():
    assert pdf._agreement("缓存abc", "缓存") == 1.0
    assert pdf._agreement("缓存", "缓") == 0.5
    assert pdf._agreement("", "") == 1.0


# Archives


def unzipped(tmp_path, members):
    (tmp_path / "导出.zip").write_bytes(made.archive(members))
    return read([tmp_path / "导出.zip"])


def test_an_archive_is_read_as_a_folder_of_its_name(tmp_path):
    members = [
        ("a/题 1.md", b"# A"),
        ("b.html", b"<p>B"),
        ("a/p.png", b"x"),
        (".hidden.md", b"x"),
        ("__MACOSX/a.md", b"x"),
        ("d/", b""),
    ]
    reading = unzipped(tmp_path, [*members, ("中文.md".encode("gb18030"), b"C"), ("名.md".encode(), b"D")])
    assert [n.path for n in reading.notes] == ["导出/a/题 1.md", "导出/b.html", "导出/中文.md", "导出/名.md"]
    assert reading.remarks == (
        "导出.zip: 1 name of members read as GB18030.",
        "导出.zip: 1 file passed over as no notes (1 .png).",
    )
    assert reading.errors == ()


OUTSIDE = "the member's name leads out of the archive"
HOSTILE = {
    "up": ("../x.md", b"x", OUTSIDE),
    "up inside": ("a/../../x.md", b"x", OUTSIDE),
    "absolute": ("/etc/x.md", b"x", OUTSIDE),
    "Windows": ("..\\x.md", b"x", OUTSIDE),
    "drive": ("C:\\x.md", b"x", OUTSIDE),
    "link": (made.link("x.md"), b"/etc/passwd", "the member is a link, and links are not followed"),
    "line end in the name": ("a\nb.md", b"x", "the member's name cannot be a file's name"),
    "long name": ("a" * 300 + ".md", b"x", "the member's name cannot be a file's name"),
    "archive inside": ("b.zip", b"x", "an archive inside an archive is not opened"),
    "bomb": ("b.md", b"x" * 30_000_000, "the member grows 1,0"),
    "large": ("b.md", b"x" * (archive.MEMBER + 1), "the member unpacks to 50 MB, more than 50 MB"),
    "binary": ("b.md", b"a\0b", "the note is a binary file"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_member_is_refused_and_the_rest_goes_on(case, tmp_path):
    member, data, said = HOSTILE[case]
    reading = unzipped(tmp_path, [(member, data), ("good.md", "缓存".encode())])
    assert [n.path for n in reading.notes] == ["导出/good.md"]
    assert len(reading.errors) == 1
    assert said in str(reading.errors[0])
    assert str(reading.errors[0]).startswith("导出")
    assert reading.errors[0].hint
    assert [p.name for p in tmp_path.iterdir()] == ["导出.zip"]


def test_an_archive_unpacks_to_no_more_than_its_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "UNPACKED", 1000)
    reading = unzipped(tmp_path, [("a.md", b"x" * 600), ("b.md", b"x" * 600), ("c.md", b"x" * 300)])
    assert [n.path for n in reading.notes] == ["导出/a.md", "导出/c.md"]
    assert ["unpacks to more than" in str(e) for e in reading.errors] == [True]


BROKEN = {
    "not one": (b"hello", "the file is no zip archive"),
    "cut": (made.archive([("a.md", b"x" * 999)])[:-30], "the file is no zip archive"),
    "damaged": (made.archive([("a.md", b"abc")]).replace(b"PK\x01\x02", b"XXXX"), "the archive is damaged ("),
    "no notes": (made.archive([("a.png", b"x")]), "the archive holds no notes\n  Notes are files that end in .md"),
    "many": (made.archive([(f"{n}.md", b"x") for n in range(3)]), "the archive has 3 members, more than 2"),
    "wrong sum": (
        made.archive([("a.md", b"abc")]).replace(b"\xc2\x41\x24\x35", b"\0\0\0\0"),
        "the member cannot be unpacked (Bad CRC-32",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_archive_is_refused(case, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MEMBERS", 2)
    data, said = BROKEN[case]
    with pytest.raises(ManyErrors, match=r"a\.zip") as error:
        read([folder(tmp_path, {"a.zip": data}) / "a.zip"])
    assert said in str(error.value)


# Folders


def test_a_folder(tmp_path):
    files = {
        "a.md": "x",
        "b/c.TXT": "x",
        "b/d.htm": "<p>x",
        "页.html": "<p>x",
        "页_files/ad.html": "<p>x",
        "页_files/x.js": "x",
        "z.csv": "x",
        ".git/a.md": "x",
    }
    reading = read([folder(tmp_path, files)])
    assert [n.path for n in reading.notes] == ["a.md", "b/c.TXT", "b/d.htm", "页.html"]
    assert reading.remarks == (
        "页.html has a folder of 2 files beside it; they belong to the page and were passed over.",
        f"{tmp_path}: 1 file passed over as no notes (1 .csv).",
    )


def test_a_link_that_leads_out_is_not_followed(tmp_path):
    home = folder(tmp_path, {"out/secret.md": "x", "in/a.md": "x"}) / "in"
    (home / "b.md").symlink_to(tmp_path / "out" / "secret.md")
    (home / "c").symlink_to(tmp_path / "out")
    (home / "d.md").symlink_to(home / "a.md")
    reading = read([home])
    assert [n.path for n in reading.notes] == ["a.md", "d.md"]
    assert [e.message for e in reading.errors] == ["the link leads out of the folder, and is not followed"] * 2


def test_two_notes_of_one_name_are_told_and_one_given_twice_is_not(tmp_path):
    folder(tmp_path, {"1/a.md": "一", "2/a.md": "二"})
    reading = read([tmp_path / "1", tmp_path / "1" / "a.md", tmp_path / "2"])
    assert [p.raw for p in reading.pieces] == ["一"]
    assert [e.message for e in reading.errors] == ["another note has this name already"]


def test_a_name_that_is_not_utf8_is_read_as_gb18030(tmp_path):
    (Path(str(tmp_path)) / "缓存.md".encode("gb18030").decode("utf-8", "surrogateescape")).write_text("x", "utf-8")
    assert [n.path for n in read([tmp_path]).notes] == ["缓存.md"]


def test_a_note_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["zhiku.notes.read"], "LARGEST", 1024 * 1024)
    with pytest.raises(ManyErrors, match=r"a.md: the note is 2 MB, more than 1 MB\n  Split it."):
        read([folder(tmp_path, {"a.md": "x" * 2 * 1024 * 1024})])


# What comes out


def test_the_lines_of_a_converted_note_can_be_looked_up(tmp_path, small_library):
    page = CHROME.format(ARTICLE.replace("</article>", "<p>写信到 wang.xiaoming@qq.com 问。</p></article>"))
    found = ingest([folder(tmp_path, {"a/页.html": page, "b.md": "# 缓存\n\n字"})], small_library)
    files = {file.path: file.content for file in whole(outputs(found))}
    assert [path for path in files if path.startswith("read/")] == ["read/a/页.html.md"]
    text = files["read/a/页.html.md"].splitlines()
    rows = [json.loads(row) for row in files["ledger.jsonl"].splitlines()]
    last = max(row["to"] for row in rows if row["note"] == "a/页.html")
    code = next(r for r in map(json.loads, files["blocks.jsonl"].splitlines()) if r["kind"] == "code")
    assert len(text) == last
    assert text[code["from"] - 1 : code["to"]] == ["```go", "if !filter.Has(key) {", "\treturn nil", "}", "```"]
    assert "wang.xiaoming@qq.com" not in files["read/a/页.html.md"]
    assert all(p.fate is Fate.DROPPED for p in found.pieces if "登录" in p.raw)
    assert "登录" not in "".join(text for path, text in files.items() if path.startswith("drafts/"))


def test_the_paths_of_converted_notes_fit_a_file_system():
    assert converted.path("a.html") == "read/a.html.md"
    assert converted.path("a.html.md/b.pdf") == "read/a.html.md.d/b.pdf.md"
    assert all(len(part.encode()) <= 255 for part in converted.path("长" * 90 + "/" + "长" * 84 + ".html").split("/"))


def test_the_made_up_notes_are_read_as_they_are():
    reading = read([NOTES])
    assert {n.path for n in reading.notes} == {p.name for p in NOTES.iterdir()}
    assert (reading.remarks, reading.errors, reading.converted) == ((), (), ())


LARGE = {
    "one line": ("a.md", "字" * 1_700_000),
    "one line of a page": ("a.html", CHROME.format("<p>" + "字" * 1_700_000)),
    "white space": ("a.html", "<p>中" + " " * 3_000_000 + "文"),
    "paragraphs": ("a.html", CHROME.format("<p>一段文字。</p>" * 60_000)),
    "marks that are never closed": ("a.html", "<p><b>x<i>y" * 60_000),
    "deep marks": ("a.html", "<span><b>" * 1000 + "<i>y</i>" * 100_000),
    "deep lists": ("a.html", "<ul><li>x" * 900 + "<li>y" * 50_000),
    "one long row": ("a.html", "<table><tr>" + "<td>x" * 60_000 + "<tr><td>y<td>z" * 30_000),
    "wide cells": ("a.html", "<table>" + "<tr><td colspan=9999>x<td>y" * 9_000),
    "nested tables": ("a.html", ("<table><tr><td>x</td><td>" + "<p>a</p>" * 100) * 400),
    "nested line numbers": ("a.html", "<div class=gutter>" * 1900 + "1 " * 300_000 + "<p>x"),
    "levels of lists": ("a.md", "".join(" " * min(n, 500) + "- x\n" for n in range(10_000))),
}


@pytest.mark.parametrize("case", LARGE)
def test_size_and_depth_cost_no_more_than_themselves(case):
    name, text = LARGE[case]
    start = time.process_time()
    lines(name, text.encode())
    assert time.process_time() - start < 10
