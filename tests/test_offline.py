"""The zip for reading without a server: it is whole, every link names a file, and a browser opens it from a folder."""

from __future__ import annotations

import zipfile

import pytest
from conftest import ROOT, TESTS
from crawl import broken

from zhiku.__main__ import main
from zhiku.site.pages import html_file, url

THEMES_OWN = "/search/search_index.js"
"""Which the theme's search asks for; ours does not."""


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


PATHS = {
    "index.md": ("", "index.html", "index.html"),
    "caching/index.md": ("caching/", "caching/index.html", "caching/index.html"),
    "caching/lock.md": ("caching/lock/", "caching/lock/index.html", "caching/lock.html"),
    "a/b/c.md": ("a/b/c/", "a/b/c/index.html", "a/b/c.html"),
}


@pytest.mark.parametrize("path", PATHS)
def test_an_address_is_a_folder_or_a_file(path, monkeypatch):
    folder, file, offline = PATHS[path]
    assert (url(path), html_file(path)) == (folder, file)
    monkeypatch.setenv("ZHIKU_DIRECTORY_URLS", "false")
    assert (url(path), html_file(path)) == (offline, offline)


def test_the_zip_is_one_folder_that_says_how_to_open_it(archive):
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        readme = opened.read("zhiku-offline/README.txt").decode("utf-8")
    assert {name.split("/")[0] for name in names} == {"zhiku-offline"}
    assert "index.html" in readme
    assert "{" not in readme
    assert not {"zhiku-offline/404.html", "zhiku-offline/sitemap.xml"} & set(names), "only servers need them"
    assert [p.name for p in archive.parent.iterdir()] == [archive.name], "nothing is left beside it"


def test_every_link_of_the_zip_names_a_file(unpacked):
    assert broken(unpacked, from_files=True) == []


def test_nothing_in_the_zip_names_an_address_that_only_the_web_has(unpacked):
    page = (unpacked / "caching" / "consistency.html").read_text("utf-8")
    assert "og:image" not in page
    assert 'rel="canonical"' not in page
    assert "ld+json" not in page


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
    page.wait_for_url("**/caching/consistency.html")
    assert page.locator("figure.diagram svg").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky", "styles are in"
    page.goto((unpacked / "caching" / "questions.html").as_uri())
    page.get_by_role("link", name="为什么是删缓存，而不是更新缓存？").first.click()
    page.wait_for_url("**/caching/consistency.html#cache-delete-not-update")
    page.goto((unpacked / "caching" / "cheatsheet.html").as_uri())
    assert page.get_by_role("heading", level=1).is_visible()
    page.close()
    nameless = "Failed to load resource"  # a failed request is told a second time, without its address
    assert [e for e in errors if THEMES_OWN not in e and nameless not in e] == []
