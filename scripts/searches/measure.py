"""Asks an engine the whole set, and some of it cold: each time a browser that has loaded nothing yet."""

from __future__ import annotations

import gzip
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from searching import Asked

from searches.engines import Engine

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_PACKED = (".gz", ".wasm", ".pagefind", ".pf_index", ".pf_fragment", ".pf_meta", ".pf_filter")  # compressed already


@dataclass(frozen=True, slots=True)
class Right:
    """How many queries a set has, and of how many the right page was found."""

    asked: int
    first: int
    among_three: int
    none: int


@dataclass(frozen=True, slots=True)
class Cold:
    """The first answer: bytes as sent and seconds from the last key, in the middle of the queries tried and at worst."""

    bytes: tuple[int, int]
    seconds: tuple[float, float]


def right(page: Page, root: str, engine: Engine, rows: Sequence[Asked], written: Collection[str]) -> list[int | None]:
    """For each query the place of the right page among the pages found, from 0; 99 when it is not there; None when nothing is. Generated
    pages, which only repeat others, are not counted against anyone."""
    page.goto(root)
    places: list[int | None] = []
    for row in rows:
        links = [
            link.partition("#")[0].partition("?")[0].removeprefix(root) for link in page.evaluate(engine.ask, row.query)
        ]
        distinct = [link for link in dict.fromkeys(links) if link in written]
        places.append(next((n for n, link in enumerate(distinct) if row.is_on(link)), 99) if links else None)
    return places


def counted(places: Sequence[int | None]) -> Right:
    return Right(
        len(places),
        sum(place == 0 for place in places),
        sum(place is not None and place < 3 for place in places),
        sum(place is None for place in places),
    )


def cold(browser: Browser, root: str, engine: Engine, queries: Sequence[str]) -> Cold:
    """Each query in a browser context of its own, once the page has come to rest."""
    sizes, times = [], []
    for query in queries:
        context = browser.new_context()
        page = context.new_page()
        loaded = _counting(page, root, engine.parts)
        page.goto(f"{root}contributing/", wait_until="networkidle")
        start = perf_counter()
        page.evaluate(engine.ask, query)
        times.append(perf_counter() - start)
        page.wait_for_timeout(300)
        sizes.append(sum(loaded.values()))
        context.close()
    return Cold((round(median(sizes)), max(sizes)), (median(times), max(times)))


def _counting(page: Page, root: str, parts: tuple[str, ...]) -> dict[str, int]:
    """Bytes by address, as sent, of what the page and its workers load under these parts, growing as they come."""
    loaded: dict[str, int] = {}

    def note(request: Any) -> None:
        if request.url.removeprefix(root).startswith(parts):
            loaded[request.url] = request.sizes()["responseBodySize"]

    page.context.on("requestfinished", note)
    return loaded


def size(folder: Path) -> int:
    """Bytes of a folder as they are sent."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return sum(
        file.stat().st_size if file.name.endswith(_PACKED) else len(gzip.compress(file.read_bytes(), 6))
        for file in files
    )
