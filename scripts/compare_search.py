"""Compares the search of the site with others on the set of tests/search/, in one run and a real browser, and writes docs/contributing/search.md.

`make compare-search DATE=2026-01-31`, which installs what is compared (requirements-bench.txt).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from bench.page import machine
from nginx import served
from searches import measure, page
from searches.engines import ENGINES, Engine
from searches.grown import grown
from searches.page import Result, Size
from searching import asked

from zhiku.bank.lexicon import lexicon
from zhiku.library import Library, load
from zhiku.site.address import url
from zhiku.site.search.files import files
from zhiku.site.search.pages import Page, pages
from zhiku.site.search.postings import index

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
WORK = ROOT / "build" / "search"
REPORT = ROOT / "docs" / "contributing" / "search.md"
EVERY = 12
"""Of so many queries one is asked cold."""
TIMES, SEED = 10, 20


def main() -> None:
    told = _arguments()
    shutil.rmtree(WORK, ignore_errors=True)
    library = load(ROOT / "docs")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=told.browser, args=["--no-sandbox", "--disable-gpu"])
        results = [_compared(browser, engine, library) for engine in ENGINES]
        sizes = [_sized(browser, library, f"{times} 倍" if times > 1 else "现在", times) for times in (1, TIMES)]
        browser.close()
    for result in (*results, *sizes):
        print(result)
    if told.date:
        run = f"{told.date}，{machine()}，Chromium。jieba {version('jieba')}、pagefind {version('pagefind')}。"
        REPORT.write_text(page.filled(REPORT.read_text("utf-8"), results, sizes, run), "utf-8")
    else:
        print("The page stays as it is: give the day of the run to renew it, --date 2026-01-31.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", default="", help="the day of the run, which the page names")
    parser.add_argument("--browser", default=shutil.which("chromium"), help="the browser to run")
    return parser.parse_args()


def _compared(browser: Browser, engine: Engine, library: Library) -> Result:
    out = WORK / str(ENGINES.index(engine)) / "site"
    out.parent.mkdir(parents=True)
    engine.build(SITE, out)
    rows = asked(ROOT / "tests" / "search" / "queries.yml")
    held = [row for name in ("held-out", "plain") for row in asked(ROOT / "tests" / "search" / f"{name}.yml")]
    with served(out) as root:
        tab = browser.new_page()
        places = measure.right(tab, root, engine, [*rows, *held], {url(path) for path in library.pages})
        tab.close()
        cold = measure.cold(browser, root, engine, [row.query for row in rows[::EVERY]])
    return Result(
        engine.name,
        measure.counted(places),
        measure.counted(places[len(rows) :]),
        cold,
        measure.size(out / engine.index),
    )


def _sized(browser: Browser, library: Library, name: str, times: int) -> Size:
    """Our index of so many times our pages, in a copy of the site."""
    out = WORK / f"times-{times}"
    shutil.copytree(SITE, out)
    shutil.rmtree(out / "search")
    every: list[Page] = grown(pages(SITE, library), times, SEED)
    entries = index(every, lexicon(group for topic in library.topics for group in topic.aliases))
    for file in files(every, entries):
        target = out / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(str(file.content), "utf-8")
    queries = [row.query for row in asked(ROOT / "tests" / "search" / "queries.yml")[::EVERY]]
    with served(out) as root:
        cold = measure.cold(browser, root, ENGINES[0], queries)
    sections = sum(len(found.sections) for found in every)
    return Size(name, sections, len(entries), measure.size(out / "search"), cold)


if __name__ == "__main__":
    main()
