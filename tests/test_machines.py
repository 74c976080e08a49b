"""What programs read of the site: Markdown, llms.txt, JSON-LD, the sitemap, the feed, pictures for shared links."""

from __future__ import annotations

import gzip
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import lxml.html
import pytest
import yaml
from conftest import ROOT, TESTS
from conftest import SITE_URL as URL
from PIL import Image
from repository import Repository

from zhiku.__main__ import main
from zhiku.library import load
from zhiku.site.built import BuiltPage, Site, built_page
from zhiku.site.history import Commit, PageHistory, history
from zhiku.site.machines import feed, head, linked_data, llms, picture, portable, sitemap, typeset

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture
def built(small_site):
    return small_site


def lived(*days):
    """A history with a commit on each of these days of January 2026, the newest first."""
    commits = tuple(
        Commit(
            f"{day:040d}", datetime(2026, 1, day, tzinfo=UTC), "甲", "s", "p.md", "p.md" if day != days[-1] else None
        )
        for day in days
    )
    return PageHistory(commits[-1].date, commits[0].date, ("甲",), commits)


@pytest.fixture
def site(small_library):
    """The small knowledge base as the passes get it, without a build."""
    texts = {
        path: "\n".join((TESTS / "docs" / path).read_text("utf-8").split("---\n")[2:]) for path in small_library.pages
    }
    pages = tuple(BuiltPage(path, load_title(small_library, path), f"{path} 的一句话", texts[path]) for path in texts)
    past = {"caching/warm-up.md": lived(9, 2), "caching/pollution.md": lived(5), "caching/index.md": lived(1)}
    return Site(
        Path("site"), TESTS / "docs", small_library, URL, "小知识库", "说明", "https://example.org/by", past, pages
    )


def load_title(library, path):
    article = library.article(path)
    return article.title if article else path


def page(markdown, path="caching/x.md", **rest):
    return BuiltPage(path, "标题", "一句话", markdown, **rest)


# Markdown

PORTABLE = {
    "links to pages lead to their Markdown": (
        "见[预热](warm-up.md)、[问](../mq/index.md#q)、[本页](#a)。",
        f"见[预热]({URL}caching/warm-up/index.md)、[问]({URL}mq/index.md#q)、[本页]({URL}caching/x/index.md#a)。",
    ),
    "what only a script reads goes": ("[自测](../quiz.md?topic=caching)", f"[自测]({URL}quiz/index.md)"),
    "pictures and files are whole addresses": ("![图](../a.svg)", f"![图]({URL}a.svg)"),
    "other sites stay": ("[外](https://a.example/x.md) <mailto:a@b.c>", "[外](https://a.example/x.md) <mailto:a@b.c>"),
    "HTML links count from the page": ('<a href="../b/">', f'<a href="{URL}caching/b/">'),
    "code stays": ("`a[i](x.md)` 和 `{ .x }`", "`a[i](x.md)` 和 `{ .x }`"),
    "fenced code stays": ("```go\nm[k](a.md) { .b }\n<div>\n```", "```go\nm[k](a.md) { .b }\n<div>\n```"),
    "an empty line at the head of code goes": ("```go\n\nx\n\ny\n```", "```go\nx\n\ny\n```"),
    "ids stay, looks go": (
        '## 问？ { #q level=2 }\n\n字\n{: .page-notes }\n\n[x](https://a.b){ .button data-a="1 2" }',
        "## 问？ { #q level=2 }\n\n字\n\n[x](https://a.b)",
    ),
    "a box becomes a quotation": (
        '!!! warning "易错"\n    一。\n\n    ```go\n    f(a)\n    ```\n\n后',
        "> **易错**\n>\n> 一。\n>\n> ```go\n> f(a)\n> ```\n\n后",
    ),
    "a box in a box too": ('??? note\n    !!! tip "内"\n        一\n', "> **note**\n>\n> > **内**\n> >\n> > 一\n>"),
    "a box in code is code": ("```\n!!! note\n    a\n```", "```\n!!! note\n    a\n```"),
    "wrappers and forms go": (
        '<div class="bank" markdown>\n一\n</div>\n<form id="f">\n<input>\n</form>\n二',
        "一\n二",
    ),
    "diagrams stay": ("```mermaid\nflowchart LR\n  A --> B\n```", "```mermaid\nflowchart LR\n  A --> B\n```"),
    "footnotes stay": ("一[^a]\n\n[^a]: 源", "一[^a]\n\n[^a]: 源"),
}


@pytest.mark.parametrize("case", PORTABLE)
def test_a_page_becomes_portable(site, case):
    written, expected = PORTABLE[case]
    assert portable.body(site, page(written)).strip() == expected.strip()


def test_the_home_page_lists_its_topics(site):
    text = portable.body(site, page("# 库\n\n<!-- topics -->\n", "index.md"))
    assert f"- [缓存]({URL}caching/index.md)：缓存的一句话。" in text


def test_code_stands_in_the_place_of_snippets(site):
    written = '```go title="分批"\n--8<-- "tests/docs/warm.go:batch"\n```'
    settings = {"base_path": ["."], "check_paths": True, "dedent_subsections": True}
    made = built_page(site, "caching/x.md", "标题", {}, written, snippets=settings)
    assert "func Batch" in made.markdown
    assert "8<" not in made.markdown


def test_each_page_has_its_markdown_beside_it(built):
    pages = {p.relative_to(built).with_suffix(".md") for p in built.rglob("index.html")}
    assert {p.relative_to(built) for p in built.rglob("*.md")} == pages
    text = (built / "caching" / "warm-up" / "index.md").read_text("utf-8")
    _, told, body = text.split("---\n", 2)
    told = yaml.safe_load(told)
    assert told["title"] == "缓存预热"
    assert told["url"] == f"{URL}caching/warm-up/"
    assert told["sources"] == {"redis": "Redis documentation https://redis.io/docs/"}
    assert "license" not in told, "nobody said under which licence these pages are"
    assert "func Batch" in body
    assert "[原文](https://redis.io/docs/)" in body
    assert "先读：" in (built / "caching" / "pollution" / "index.md").read_text("utf-8"), "with what the build added"
    assert "缓存怎么预热？" in (built / "caching" / "questions" / "index.md").read_text("utf-8")


# llms.txt


def test_llms_txt_has_its_form_and_leads_to_files(built):
    lines = (built / "llms.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("# ")] == lines[:1]
    assert lines[2].startswith("> ")
    entries = [re.fullmatch(r"- \[(.+)\]\((\S+)\)(?:: (.+))?", line) for line in lines if line.startswith("- ")]
    assert all(entries), "each is a link and a sentence"
    assert [e[1] for e in entries][:2] == ["缓存污染", "缓存预热"]
    for entry in entries:
        assert (built / entry[2].removeprefix(URL)).is_file(), entry[2]
    linked = re.findall(rf"{URL}\S+?\.(?:txt|json)", "\n".join(lines))
    assert linked
    assert all((built / one.removeprefix(URL)).is_file() for one in linked)


def test_llms_full_holds_every_article_in_reading_order(built, small_library):
    text = (built / "llms-full.txt").read_text("utf-8")
    places = [text.index(f"# {article.title}\n") for article in small_library.articles]
    assert places == sorted(places)


def test_topics_come_in_their_order_and_the_rest_is_optional(library):
    pages = tuple(BuiltPage(a.path, a.title, "", "") for a in reversed(library.articles))
    text = llms.overview(Site(Path(), Path(), library, URL, "库", pages=(*pages, page("", "about.md"))))
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == [*(t.title for t in library.topics if library.topic_articles(t.id)), "Optional"]
    assert text.endswith(f"- [标题]({URL}about/index.md): 一句话\n")


# JSON-LD


def graph(html_or_text):
    text = html_or_text
    if "<html" in text:
        [text] = lxml.html.fromstring(text).xpath("//script[@type='application/ld+json']/text()")
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def test_an_article_tells_what_it_is_and_answers_its_questions(site):
    nodes = graph(linked_data.json_ld(site, next(p for p in site.pages if p.path == "caching/warm-up.md"), picture="P"))
    article = nodes["TechArticle"]
    assert (article["headline"], article["description"]) == ("缓存预热", "先把会被读的放进去。")
    assert (article["datePublished"], article["dateModified"]) == ("2026-01-02", "2026-01-09")
    assert (article["inLanguage"], article["articleSection"], article["image"]) == ("zh-CN", "缓存", "P")
    assert article["author"] == {"@type": "Organization", "name": "小知识库", "url": URL}
    assert article["license"] == "https://example.org/by"
    assert article["citation"] == [
        {"@type": "CreativeWork", "name": "Redis documentation", "url": "https://redis.io/docs/"}
    ]
    assert article["mainEntityOfPage"] == {"@id": nodes["FAQPage"]["@id"]}
    [question] = nodes["FAQPage"]["mainEntity"]
    assert question["name"] == "缓存怎么预热？"
    assert question["alternateName"] == ["怎么预热缓存"]
    assert question["url"] == f"{URL}caching/warm-up/#warm-up-how"
    assert question["acceptedAnswer"]["text"] == "先算出会被读的键，分批读库写缓存。"
    trail = nodes["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in trail] == [
        (1, "小知识库", URL),
        (2, "缓存", f"{URL}caching/"),
        (3, "缓存预热", f"{URL}caching/warm-up/"),
    ]


def test_the_home_page_tells_how_to_search(site):
    nodes = graph(linked_data.json_ld(site, page("", "index.md")))
    assert set(nodes) == {"WebPage", "WebSite"}
    assert nodes["WebSite"]["potentialAction"]["target"]["urlTemplate"] == f"{URL}?q={{search_term_string}}"


def test_structured_data_cannot_end_its_element(site):
    text = linked_data.json_ld(site, BuiltPage("x.md", "</script><script>alert(1)//", "<!--", ""))
    assert "<" not in text
    assert graph(text)["WebPage"]["name"] == "</script><script>alert(1)//"


def test_unanswered_questions_are_not_told_as_answered(site, tmp_path):
    docs = tmp_path / "docs"
    (docs / "a").mkdir(parents=True)
    (docs / "a" / "index.md").write_text("---\ntitle: 甲\nwords: []\n---\n", "utf-8")
    (docs / "a" / "b.md").write_text(
        "---\ntitle: 乙\nunanswered: [q]\n---\n# 乙\n\n## 问？ { #q }\n\n待答\n\n## 再问？ { #r }\n", "utf-8"
    )
    nodes = graph(linked_data.json_ld(Site(Path(), docs, load(docs), URL, "库"), page("", "a/b.md")))
    assert set(nodes) == {"WebPage", "TechArticle", "BreadcrumbList"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("一。二。", "一。二。"), ("一二三。四五六七八。", "一二三。"), ("一二三四五六七八九", "一二三四五六七…")],
)
def test_an_answer_is_cut_at_a_sentence(text, expected):
    assert linked_data.trimmed(text, 8) == expected


# heads of pages


def test_the_head_of_a_page(built):
    html = lxml.html.fromstring((built / "caching" / "warm-up" / "index.html").read_text("utf-8"))
    meta = {m.get("property") or m.get("name"): m.get("content") for m in html.xpath("//head/meta")}
    assert meta["description"] == meta["og:description"] == "先把会被读的放进去。"
    assert meta["og:title"] == "缓存预热"
    assert meta["og:type"] == "article"
    assert meta["og:url"] == f"{URL}caching/warm-up/"
    assert meta["og:locale"] == "zh_CN"
    assert "robots" not in meta
    if "og:image" in meta:
        assert (built / meta["og:image"].removeprefix(URL)).is_file()
        assert meta["twitter:card"] == "summary_large_image"
    [alternate] = html.xpath("//head/link[@type='text/markdown']/@href")
    assert alternate == "index.md"
    assert set(graph((built / "index.html").read_text("utf-8"))) == {"WebPage", "WebSite"}


def test_quotes_in_a_summary_stay_in_their_attribute(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("---\ntitle: 库\nsummary: '\"一\" & <二>'\nrobots: noindex\n---\n# 库\n", "utf-8")
    assert main(["site", "--docs", str(docs), "--out", str(tmp_path / "site")]) == 0
    html = lxml.html.fromstring((tmp_path / "site" / "index.html").read_text("utf-8"))
    for name in ("@name='description'", "@property='og:description'"):
        assert html.xpath(f"//meta[{name}]/@content") == ['"一" & <二>']
    assert html.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_a_site_without_an_address_has_nothing_for_programs(site):
    nowhere = Site(site.folder, site.docs, site.library, "", site.name, history=site.history, pages=site.pages)
    assert head.head(nowhere, page(""), quick=False) is None
    for made in (portable.files, llms.files, sitemap.files, feed.files, picture.files):
        assert list(made(nowhere)) == []


# the sitemap


def test_the_sitemap_gives_each_page_the_day_of_its_last_commit(site):
    files = {file.path: file.content for file in sitemap.files(site)}
    entries = {
        e.findtext(f"{SITEMAP}loc"): e.findtext(f"{SITEMAP}lastmod") for e in ET.fromstring(files["sitemap.xml"])
    }
    assert entries[f"{URL}caching/warm-up/"] == "2026-01-09"
    assert entries[f"{URL}caching/pollution/"] == "2026-01-05"
    assert entries[f"{URL}caching/"] == "2026-01-09", "a topic changes with its articles"
    assert entries[URL] == "2026-01-09"
    assert entries[f"{URL}fundamentals/"] is None, "git does not know that page"
    assert gzip.decompress(files["sitemap.xml.gz"]).decode() == files["sitemap.xml"]
    assert files["sitemap.xml.gz"] == {f.path: f.content for f in sitemap.files(site)}["sitemap.xml.gz"]
    assert f"Sitemap: {URL}sitemap.xml" in files["robots.txt"]


def test_pages_that_are_not_public_are_in_no_list(site):
    hidden = replace(site, pages=(page("", "caching/draft.md", is_public=False), page("", "caching/open.md")))
    [text] = [file.content for file in sitemap.files(hidden) if file.path == "sitemap.xml"]
    assert re.findall(r"<loc>(.*)</loc>", text) == [f"{URL}caching/open/"]
    assert not picture.is_shown(hidden.pages[0])
    assert "caching/draft/" not in llms.overview(hidden)


def test_the_sitemap_of_a_build_is_ours_and_whole(built):
    locations = [e.findtext(f"{SITEMAP}loc") for e in ET.parse(built / "sitemap.xml").getroot()]
    public = [p for p in built.rglob("index.html") if 'content="noindex"' not in p.read_text("utf-8")]
    files = [p.parent.relative_to(built).as_posix() for p in public]
    assert sorted(locations) == sorted(URL if f == "." else f"{URL}{f}/" for f in files)
    assert (built / "robots.txt").is_file()


# the feed


@pytest.fixture
def changed(tmp_path):
    """A knowledge base with a past: written, a question added, a section rewritten, moved."""
    repository = Repository(tmp_path / "kb")
    repository.write("a/index.md", "---\ntitle: 甲\nwords: [甲]\n---\n")
    text = "---\ntitle: 乙\nsummary: 一句话\n---\n# 乙\n\n开头\n\n## 原理\n\n" + "说明，够长，好认出来。\n" * 9
    repository.write("a/b.md", text)
    repository.commit("Write", 1)
    repository.write("a/b.md", text + "\n## 为什么？ { #why }\n\n因为。\n\n## 更多\n\n一\n")
    repository.commit("Add", 2, author="乙")
    repository.write(
        "a/b.md", text.replace("够长", "够长了") + "\n## 为什么？ { #why }\n\n因为\x02如此。\n\n## 更多\n\n一\n"
    )
    repository.commit("Rewrite", 3)
    (repository.docs / "a" / "b.md").rename(repository.docs / "a" / "c.md")
    repository.commit("Move <&\x01>", 4)
    return Site(
        Path(), repository.docs, load(repository.docs), URL, "库", "说明", history=history(repository.docs)
    ), repository


def test_the_feed_tells_what_changed(changed):
    site, _ = changed
    [file] = feed.files(site)
    root = ET.fromstring(file.content)
    assert root.findtext(f"{ATOM}id") == URL
    assert root.findtext(f"{ATOM}updated") == "2026-01-04T12:00:00Z"
    assert {(x.get("rel"), x.get("href")) for x in root.findall(f"{ATOM}link")} == {
        ("self", f"{URL}feed.xml"),
        ("alternate", URL),
    }
    entries = root.findall(f"{ATOM}entry")
    assert [(e.findtext(f"{ATOM}title"), e.findtext(f"{ATOM}summary")) for e in entries] == [
        ("更新：乙", "Move <&>"),
        ("更新：乙", "改写：“原理”、“为什么？”。"),
        ("更新：乙", "新问题：“为什么？”。新增：“更多”。"),
        ("新文章：乙", "一句话"),
    ]
    assert [e.findtext(f"{ATOM}author/{ATOM}name") for e in entries] == ["甲", "甲", "乙", "甲"]
    assert {e.find(f"{ATOM}link").get("href") for e in entries} == {f"{URL}a/c/"}
    assert {e.find(f"{ATOM}category").get("term") for e in entries} == {"a"}


def test_entries_keep_their_ids_when_more_happens(changed):
    site, repository = changed
    before = re.findall(r"<id>(tag:.*?)</id>", next(iter(feed.files(site))).content)
    assert len(set(before)) == 4
    assert all(re.fullmatch(r"tag:example\.org,2026-01-0\d:[0-9a-f]{12}/a/[bc]\.md", one) for one in before)
    (repository.docs / "a" / "c.md").rename(repository.docs / "a" / "d.md")
    repository.commit("Move again", 5)
    later = Site(Path(), repository.docs, load(repository.docs), URL, "库", history=history(repository.docs))
    assert re.findall(r"<id>(tag:.*?)</id>", next(iter(feed.files(later))).content)[1:] == before


def test_the_feed_holds_the_newest(site, monkeypatch):
    monkeypatch.setattr(feed, "NEWEST", 2)
    assert [(c.article.path, c.commit.time.day) for c in feed.newest(site)] == [
        ("caching/warm-up.md", 9),
        ("caching/pollution.md", 5),
    ]


def test_drafts_and_pages_without_a_past_make_no_feed(tmp_path, small_library):
    assert list(feed.files(Site(Path(), TESTS / "docs", small_library, URL, "库"))) == []
    repository = Repository(tmp_path / "kb")
    repository.write("a/index.md", "---\nwords: []\n---\n")
    repository.write("a/b.md", "---\ndraft: true\n---\n# 乙\n")
    repository.commit("Write", 1)
    site = Site(Path(), repository.docs, load(repository.docs), URL, "库", history=history(repository.docs))
    assert list(feed.files(site)) == []
    assert not feed.is_made(site)


def test_many_changes_are_counted():
    new = "".join(f"## 节 {n}\n\n" for n in range(7))
    assert feed.what_changed("", new) == "新增：“节 0”、“节 1”、“节 2”、“节 3”、“节 4”等 7 处。"
    assert feed.what_changed("---\na: b: c\n---\n# x\n", "# x\n") == ""


# pictures


def test_chinese_is_broken_where_it_may_be():
    def width(text):
        return sum(2 if ord(c) > 255 else 1 for c in text)

    def lines(text, size, most=9):
        return typeset.lines(text, size, width, most=most)

    assert lines("缓存一致性：为什么先更新库、再删缓存", 26) == ["缓存一致性：", "为什么先更新库、再删缓存"]
    assert lines("一二三四五六七八九十", 12) == ["一二三四五", "六七八九十"], "even lines, no last word alone"
    assert lines("短", 12) == ["短"]
    assert lines("", 12) == [""]
    assert lines("一二三四，五六七八九十", 8, most=2) == ["一二三", "四，五…"], "what is cut says so"
    assert lines("x" * 30, 8, most=2) == ["x" * 8, "x" * 7 + "…"], "a word that is wider than a line is broken"
    text = "用 goroutine（轻量线程）和“通道”，写 sync.Map、io.Reader；再谈 GOMAXPROCS=8。"
    for size in range(24, 60, 2):
        found = lines(text, size)
        assert "".join(found).replace(" ", "") == text.replace(" ", "")
        assert all(width(line) <= size for line in found)
        assert not any(line[0] in "，。、；：）”" or line[-1] in "（“" for line in found), found
        assert not re.search(r"[A-Za-z0-9.=]$", found[0]) or not re.match(r"[A-Za-z0-9.=]", found[1])


@pytest.fixture
def faces():
    found = picture._faces()
    if not found:
        pytest.skip("NO CHINESE FONT: install Noto Sans CJK to draw pictures")
    return found


WORDS = {
    "short": ("知库", "", "知库", ""),
    "usual": ("知库", "缓存", "缓存一致性：为什么先更新库、再删缓存", "用穷举交错说明哪种顺序会把旧值留在缓存里。" * 3),
    "long": ("很长的名字" * 9, "很长的主题" * 9, "很长的标题" * 30, "很长的说明" * 90),
    "one long word": ("知库", "主题", "x" * 200, ""),
    "empty": ("", "", "", ""),
}


@pytest.mark.parametrize("case", WORDS)
def test_a_picture_is_small_and_the_same_to_the_byte(faces, case):
    made = picture.draw(faces, *WORDS[case])
    assert picture.draw(faces, *WORDS[case]) == made
    assert len(made) <= 60_000
    image = Image.open(io.BytesIO(made))
    assert (image.size, image.mode, image.format) == ((1200, 630), "P", "PNG")


def test_words_stay_inside_their_picture(faces):
    for case in ("usual", "long"):
        image = Image.open(io.BytesIO(picture.draw(faces, *WORDS[case]))).convert("RGB")
        margin = {image.getpixel((x, y)) for x in (*range(60), *range(1140, 1200)) for y in range(540)}
        assert margin == {(255, 255, 255)}, "nothing is written on the margin"


def test_pictures_are_drawn_once(faces, site, tmp_path, monkeypatch):
    monkeypatch.setattr(picture, "CACHE", tmp_path / "og")
    first = {file.path: file.content for file in picture.files(site)}
    assert "assets/og/caching/warm-up.png" in first
    monkeypatch.setattr(picture, "draw", lambda *_: pytest.fail("drawn again"))
    assert {file.path: file.content for file in picture.files(site)} == first


def test_without_a_chinese_font_there_are_no_pictures_and_it_is_said(site, monkeypatch):
    monkeypatch.setattr(picture, "_faces", lambda: None)
    assert list(picture.files(site)) == []
    assert "install Noto Sans CJK" in picture.why_none()
    made = head.head(site, site.pages[0], quick=False)
    assert made.picture == ""
    assert "primaryImageOfPage" not in made.json_ld


def test_a_quick_build_promises_no_pictures(faces, site):
    assert head.head(site, site.pages[0], quick=True).picture == ""
    assert head.head(site, site.pages[0], quick=False).picture


def test_days(site):
    assert sitemap.changed(site, "caching/questions.md") == date(2026, 1, 9)
