"""The zip for reading without a server: it is whole, every link names a file, and a browser opens it from a folder."""

from __future__ import annotations

import zipfile

import pytest
from conftest import ROOT, TESTS
from crawl import broken

from zhiku.__main__ import main
from zhiku.site.offline import with_files


@pytest.fixture(autouse=True)
def at_the_top(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    out = tmp_path_factory.mktemp("zip") / "new" / "zhiku-offline.zip"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["site", "--offline", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def unpacked(archive, tmp_path_factory):
    """Where a reader may well unpack it."""
    folder = tmp_path_factory.mktemp("下载") / "我的 文件 #1"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder / "zhiku-offline"


FOLDERS = {".", "a", "a/b", "缓存"}
LINKS = {
    '<a href="b/">': '<a href="b/index.html">',
    '<a class="x" title="a > b" href="b/#q?">': '<a class="x" title="a > b" href="b/index.html#q?">',
    '<a href="..">': '<a href="../index.html">',
    '<a href=".">': '<a href="./index.html">',
    '<a href="./?q=1">': '<a href="./index.html?q=1">',
    '<a href="../%E7%BC%93%E5%AD%98/">': '<a href="../%E7%BC%93%E5%AD%98/index.html">',
    '<use xlink:href="b/"><link rel="next" href="b/">': '<use xlink:href="b/"><link rel="next" href="b/index.html">',
    '<meta http-equiv="refresh" content="0; url=b/">': '<meta http-equiv="refresh" content="0; url=b/index.html">',
    '<a href="#b/"> <a href="b/x.pdf"> <a href="c/">': '<a href="#b/"> <a href="b/x.pdf"> <a href="c/">',
    '<a href="https://a.b/a/"> <a href="//a.b/a/"> <a href="mailto:b">': '<a href="https://a.b/a/"> <a href="//a.b/a/"> <a href="mailto:b">',
    "<code>&lt;a href=&quot;b/&quot;&gt;</code>": "<code>&lt;a href=&quot;b/&quot;&gt;</code>",
}


@pytest.mark.parametrize("html", LINKS)
def test_links_to_folders_name_their_index(html):
    assert with_files(html, "a/index.html", FOLDERS) == LINKS[html]


def test_the_zip_is_one_folder_that_says_how_to_open_it(archive):
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        readme = opened.read("zhiku-offline/README.txt").decode("utf-8")
    assert {name.split("/")[0] for name in names} == {"zhiku-offline"}
    assert "index.html" in readme
    assert "{" not in readme
    assert not [n for n in names if "404" in n or "sitemap" in n or "assets/og" in n], "only the web needs them"
    assert [p.name for p in archive.parent.iterdir()] == [archive.name], "nothing is left beside it"


def test_every_link_of_the_zip_names_a_file(unpacked):
    assert broken(unpacked, from_files=True) == []


def test_one_commit_makes_one_zip_to_the_byte(tmp_path):
    for name in ("a", "b"):
        folder = tmp_path / name
        assert main(["site", "--docs", str(TESTS / "docs"), "--offline", str(folder / "kb.zip")]) == 0
    assert (tmp_path / "a" / "kb.zip").read_bytes() == (tmp_path / "b" / "kb.zip").read_bytes()


def test_a_mistake_leaves_the_old_zip(tmp_path, capfd):
    docs, out = tmp_path / "docs", tmp_path / "kb.zip"
    docs.mkdir()
    (docs / "index.md").write_text("[x](nowhere.md)\n", "utf-8")
    out.write_bytes(b"old")
    assert main(["site", "--docs", str(docs), "--offline", str(out)]) == 1
    assert "nowhere.md" in "".join(capfd.readouterr())
    assert out.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["docs", "kb.zip"]


@pytest.mark.browser
def test_a_reader_goes_from_page_to_page_without_a_server(browser, unpacked):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("requestfailed", lambda r: errors.append(f"{r.url} {r.failure}"))
    page.goto((unpacked / "index.html").as_uri())
    page.locator("main").get_by_role("link", name="缓存", exact=True).first.click()
    page.wait_for_url("**/caching/index.html")
    page.locator("article").get_by_role("link", name="缓存一致性：为什么先更新库、再删缓存").click()
    page.wait_for_url("**/caching/consistency/index.html")
    assert page.locator("figure.diagram svg").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky", "styles are in"
    page.goto((unpacked / "caching" / "questions" / "index.html").as_uri())
    page.get_by_role("link", name="为什么是删缓存，而不是更新缓存？").first.click()
    page.wait_for_url("**/caching/consistency/index.html#cache-delete-not-update")
    page.goto((unpacked / "caching" / "cheatsheet" / "index.html").as_uri())
    assert page.get_by_role("heading", level=1).is_visible()
    page.evaluate("document.querySelector('main').innerHTML = '<a href=../../mq/>made by a script</a>'")
    page.get_by_text("made by a script").click()
    page.wait_for_url("**/mq/index.html")
    page.close()
    assert [e for e in errors if "ERR_ABORTED" not in e] == [], "but what the next page cut short"
