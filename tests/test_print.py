"""What a reader gets who prints a page: all of it, nothing but it, and where its links lead."""

from __future__ import annotations

import re

import paper
import pypdfium2
import pytest
from conftest import site_of

from zhiku.site.printing import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium.found() is None, reason="NO BROWSER: install chromium to print"),
]
STEPS = " --> ".join(f'N{n}["第{n}步"]' for n in range(14))
ROWS = "\n".join(f"| 行{n} | {n} |" for n in range(80))
EVERYTHING = f"""---
title: 样张
summary: 每种东西一件。
---

# 样张

见[同一页](#tail)和[外面](https://example.org/far/away)。脚注[^one]。

??? note "折起来的"
    折起来的字。

    ??? tip "里面还有"
        更里面的字。

=== "甲面"
    甲面的字。

=== "乙面"
    乙面的字。

!!! warning "当心"
    当心的字。

```mermaid
flowchart TB
  {STEPS}
```

```go title="很长的一行"
var long = "{"比纸宽得多，" * 30}尾字"
```

| 头一列 | 头二列 |
| --- | --- |
{ROWS}

## 末节 {{ #tail }}

字。

[^one]: 脚注的字。
"""


def written(docs):
    (docs / "topic").mkdir(parents=True)
    (docs / "index.md").write_text("# 首页\n", "utf-8")
    (docs / "topic" / "index.md").write_text("---\ntitle: 印\nwords: [印]\n---\n\n# 印\n", "utf-8")
    (docs / "topic" / "all.md").write_text(EVERYTHING, "utf-8")
    (docs / "topic" / "more.md").write_text(
        EVERYTHING.replace("样张", "又一张") + "\n见[样张](all.md#tail)。\n", "utf-8"
    )
    return docs


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("print")
    return site_of(written(folder / "docs"), folder)


@pytest.fixture(scope="module")
def printed(site, tmp_path_factory):
    """Print a page of the site, or a changed copy of it that lies beside it."""
    folder = tmp_path_factory.mktemp("pdf")
    with chromium.chromium(chromium.found()) as browser:

        def pdf(path, old="", new=""):
            page = site / path / "index.html"
            if old:
                html = page.read_text("utf-8")
                assert old in html
                page = page.with_name("changed.html")
                page.write_text(html.replace(old, new), "utf-8")
            out = folder / f"{path.replace('/', '-')}{page.stem}.pdf"
            out.write_bytes(browser.pdf(page, ""))
            return out

        yield pdf


def test_nothing_stays_folded_or_off_the_paper(printed):
    pdf = printed("topic/all")
    text = paper.text(pdf)
    for words in ("折起来的字", "更里面的字", "甲面的字", "乙面的字", "当心的字", "尾字", "脚注的字", "行79"):
        assert words in text
    assert paper.outside(pdf) == []
    assert set(paper.sizes(pdf)) == {paper.A4}
    assert paper.smallest_type(pdf)[0] >= 7.5
    assert paper.not_embedded(pdf) == []


def test_links_are_readable_and_the_paper_says_where_it_is_from(printed):
    text = paper.text(printed("topic/all"))
    assert "外面<https://example.org/far/away>" in text
    assert "同一页和" in text, "where a link leads within the site is not spelt out"
    assert "/topic/all/" in text
    assert re.search(r"1/\d", text)


def test_no_navigation_is_printed(printed):
    text = paper.text(printed("topic/all"))
    for chrome in ("搜索", "首页", "上一页", "下一页", "¶", "提到这一页", "改进这一页", "文字版", "换成深色", "目录"):
        assert chrome not in text


def test_a_diagram_stands_on_one_page_as_a_whole(printed):
    pdf = printed("topic/all")
    pages = [paper.text(pdf, n) for n in range(len(paper.sizes(pdf)))]
    assert [all(f"第{n}步" in page for n in range(14)) for page in pages].count(True) == 1
    assert [any(f"第{n}步" in page for n in range(14)) for page in pages].count(True) == 1


def test_a_table_repeats_its_head_on_each_page(printed):
    pdf = printed("topic/all")
    pages = [paper.text(pdf, n) for n in range(len(paper.sizes(pdf)))]
    with_rows = [page for page in pages if re.search(r"行\d", page)]
    assert len(with_rows) > 1
    assert all("头一列" in page for page in with_rows)


def test_a_dark_screen_prints_on_white_paper(printed):
    dark = printed("topic/all", 'data-md-color-scheme="default"', 'data-md-color-scheme="slate"')
    with pypdfium2.PdfDocument(dark) as document, pypdfium2.PdfDocument(printed("topic/all")) as light:
        assert len(document) == len(light)
        for one, other in zip(document, light, strict=True):
            assert one.render(scale=0.5).to_pil().tobytes() == other.render(scale=0.5).to_pil().tobytes()
        corner = document[0].render(scale=0.5).to_pil().convert("RGB").getpixel((2, 2))
    assert corner == (255, 255, 255)


def test_a_topic_prints_as_a_whole(printed):
    text = paper.text(printed("topic/print"))
    assert text.index("样张") < text.index("又一张")
    assert text.count("更里面的字") == 2
    assert text.count("尾字") == 2
    assert "打印" not in text


def test_a_whole_topic_is_one_sound_page_that_no_search_finds(site):
    html = (site / "topic" / "print" / "index.html").read_text("utf-8")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    article = html[html.index('class="whole-topic"') :]
    named = set(re.findall(r'href="#([^"]+)"', article[: article.index("</article>")]))
    assert named
    assert named <= set(ids)
    assert "url(#article-1-dg-" in html
    for target in re.findall(r'href="(\.\./[^"#]*)', html):
        assert (site / "topic" / "print" / target).exists(), target
    assert '<meta name="robots" content="noindex">' in html
    assert "edit/main" not in article
    assert "提到这一页的地方" in (site / "topic" / "all" / "index.html").read_text("utf-8")
    assert "提到这一页的地方" not in article
    assert 'href="print/"' in (site / "topic" / "index.html").read_text("utf-8")
    assert '<div class="whole-topic" data-search-exclude' in html
