"""Every link of the built site leads to a file, and to a place in it."""

from __future__ import annotations

import pytest
from conftest import SITE_URL
from crawl import broken

PAGES = {
    "a link to a file that is there": ('<a href="b/#here">', []),
    "a link to the root": ('<a href="."><img src="b/x.png">', []),
    "another site": ('<a href="https://example.com/x"><a href="mailto:a@example.org">', []),
    "a file that is not there": ('<img src="c.png">', ["index.html: c.png is no file"]),
    "a page without that id": ('<a href="b/#gone">', ["index.html: b/#gone has no #gone"]),
    "an id of its own": ('<p id="一"><a href="#%E4%B8%80"><a href="#二">', ["index.html: #二 has no #二"]),
    "its own whole address": ('<link href="https://example.org/kb/c/">', [f"index.html: {SITE_URL}c/ is no file"]),
    "a path from the host": ('<a href="/b/">', ["index.html: /b/ leaves the site by its root"]),
    "a path from the host, whole": ('<a href="/kb/b/">', []),
}


@pytest.mark.parametrize("case", PAGES)
def test_what_the_crawl_finds(tmp_path, case):
    html, problems = PAGES[case]
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.png").write_bytes(b"x")
    (tmp_path / "b" / "index.html").write_text('<p id="here">', "utf-8")
    (tmp_path / "index.html").write_text(f'<meta charset="utf-8">{html}', "utf-8")
    assert broken(tmp_path, SITE_URL) == problems


def test_without_a_server_a_link_must_name_a_file(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "index.html").write_text('<a href="../index.html">', "utf-8")
    (tmp_path / "index.html").write_text('<a href="b/"><a href="/b/"><a href="b/index.html">', "utf-8")
    assert broken(tmp_path, from_files=True) == [
        "index.html: b/ is no file",
        "index.html: /b/ begins at the root of the host",
    ]


@pytest.mark.parametrize("name", ["whole_site", "small_site"])
def test_every_link_of_the_site_leads_somewhere(request, name):
    site = request.getfixturevalue(name)
    assert broken(site, SITE_URL) == []
    not_found = (site / "404.html").read_text("utf-8")
    assert 'href="/kb/assets/css/zhiku.css"' in not_found, (
        "a page that stands for any address names files from the root"
    )
