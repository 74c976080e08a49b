"""Prints a page of the built site on as few sheets of A4 as it fits, with the browser of the machine or else with WeasyPrint; cached by content."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote

from zhiku.errors import ZhikuError
from zhiku.site.printing import chromium
from zhiku.site.printing.pdf import boxes, pages
from zhiku.text import digest

CACHE = Path(".cache/sheets")
SIZES = (7.5, 7.75, 8.0, 8.25, 8.5, 8.75, 9.0, 9.25, 9.5, 9.75, 10.0)
"""Sizes of type in pt: a sheet takes the largest with which it fits. Below the first nobody reads."""
MOST_PAGES = 2
_FORM = 1  # raise it when the printing changes, so that cached sheets are printed anew
_STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^":?#]+)')

Print = Callable[[Path, str], bytes]
"""A page on the disk, and rules besides its own → PDF."""


@dataclass(frozen=True, slots=True)
class Press:
    """Something that prints."""

    name: Callable[[], str]
    """Its name and version: another one prints other bytes. Raises ZhikuError when it is not there."""
    start: Callable[[], AbstractContextManager[Print]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed page."""

    pdf: bytes
    size: float
    """Of its type, in pt."""
    pages: int


def sheets(press: Press, built: list[Path]) -> list[Sheet]:
    """Print built pages, in their order. The press is started once, and not at all when all are cached. Raises ZhikuError."""
    name = press.name()
    with ExitStack() as running:
        start = cache(lambda: running.enter_context(press.start()))
        return [_cached(page, name) or _kept(page, name, _fitted(page, start())) for page in built]


def _fitted(page: Path, printed: Print) -> Sheet:
    """The page on one sheet with the largest type that fits, or else on two; one that fits neither is printed small."""

    @cache
    def at(size: float) -> Sheet:
        pdf = printed(page, size_rule(size))
        return Sheet(pdf, size, pages(pdf))

    for most in range(1, MOST_PAGES + 1):
        if fitting := bisect_right(SIZES, most, key=lambda size: at(size).pages):
            return at(SIZES[fitting - 1])
    return at(SIZES[0])


def size_rule(size: float) -> str:
    return f".sheet {{ --sheet-size: {size:g}pt !important; }}"


def _key(page: Path, name: str) -> str:
    """What the print depends on: the page, its style sheets, the press."""
    html = page.read_text("utf-8")
    files = [page.parent / unquote(href) for href in _STYLESHEET.findall(html)]
    styles = [file.read_text("utf-8") for file in files if file.is_file()]
    return digest("\0".join([f"{_FORM} {SIZES} {MOST_PAGES} {name}", html, *styles]), 16)


def _cached(page: Path, name: str) -> Sheet | None:
    file = next(CACHE.glob(f"{_key(page, name)}_*.pdf"), None)
    if file is None:
        return None
    _, size, count = file.stem.split("_")
    return Sheet(file.read_bytes(), float(size), int(count))


def _kept(page: Path, name: str, sheet: Sheet) -> Sheet:
    """The sheet, put into the cache. Raises ZhikuError for one that nobody should be given."""
    if missing := boxes(sheet.pdf):
        raise ZhikuError(
            f"the fonts of this machine lack {missing} of its characters",
            where=page.parent.name,
            hint="Install a Chinese font, such as Noto Sans CJK (Debian: apt-get install fonts-noto-cjk), and build again.",
        )
    file = CACHE / f"{_key(page, name)}_{sheet.size:g}_{sheet.pages}.pdf"
    CACHE.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{id(sheet)}.tmp")
    fresh.write_bytes(sheet.pdf)
    fresh.replace(file)
    return sheet


def _browser_name() -> str:
    browser = chromium.found()
    if browser is None:
        raise ZhikuError(f"there is no browser ({', '.join(chromium.NAMES)})")
    return chromium.version(browser)


@contextmanager
def _browser() -> Iterator[Print]:
    with chromium.chromium(chromium.found() or "") as browser:
        yield browser.pdf


def _weasyprint_name() -> str:
    try:
        import weasyprint  # noqa: F401, PLC0415 - takes a second, and is seldom needed
    except (ImportError, OSError) as error:  # OSError: Pango is not there
        raise ZhikuError(f"WeasyPrint does not work: {str(error).splitlines()[0]}") from error
    return f"WeasyPrint {version('weasyprint')}"


@contextmanager
def _weasyprint() -> Iterator[Print]:
    from weasyprint import CSS, HTML  # noqa: PLC0415 - takes a second, and is seldom needed

    def printed(page: Path, css: str) -> bytes:
        return bytes(HTML(filename=str(page)).write_pdf(stylesheets=[CSS(string=css)], pdf_tags=True))

    yield printed


PRESSES = (Press(_browser_name, _browser), Press(_weasyprint_name, _weasyprint))
"""In the order in which they are tried."""
