"""What all tests share: the made-up notes, the real ones where they are, golden files."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from serving import served

from zhiku.__main__ import main
from zhiku.library import load
from zhiku.model import Place
from zhiku.notes.piece import Kind, Piece

TESTS = Path(__file__).parent
ROOT = TESTS.parent
NOTES = TESTS / "notes"


def pytest_addoption(parser):
    parser.addoption(
        "--accept",
        action="store_true",
        help="write what comes out into the golden files; read the diff before you commit it",
    )


def real_notes() -> Path | None:
    """The owner's notes: $ZHIKU_NOTES, or shared/notes beside the repository."""
    named = os.environ.get("ZHIKU_NOTES")
    for path in [Path(named)] if named else [ROOT.parent / "shared" / "notes"]:
        if path.is_dir():
            return path
    return None


def note_sets():
    """Test parameters: the made-up notes always, the real ones where they are."""
    real = real_notes()
    skip = pytest.mark.skip(reason="NO REAL NOTES: set ZHIKU_NOTES to the folder that holds them")
    return [
        pytest.param(NOTES, id="made-up"),
        pytest.param(real or Path("absent"), id="real", marks=[pytest.mark.notes] + ([] if real else [skip])),
    ]


@pytest.fixture(scope="session")
def library():
    """The committed knowledge base."""
    return load(ROOT / "docs")


@pytest.fixture(scope="session")
def small_library():
    """A knowledge base of five topics that changes only with the tests."""
    return load(TESTS / "docs")


@pytest.fixture
def golden(request):
    """Compare with, or with --accept write, `expected` under a key of a golden YAML file."""

    def check(path: Path, key: str, value: object) -> None:
        data = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
        if request.config.getoption("--accept"):
            data[key] = value
            path.write_text(yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=1000), "utf-8")
        assert data.get(key) == value, f"{path.name}: run pytest --accept and read the diff"

    return check


class Dumper(yaml.SafeDumper):
    """YAML with texts of several lines as blocks."""


Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)


def raw(text: str, path: str = "note.md") -> Piece:
    """A note as the reader hands it on."""
    lines = text.split("\n")
    return Piece(Place(path, 1, len(lines)), Kind.RAW, text, text)


def piece_of(text: str, line: int = 1, note: str = "a.md") -> Piece:
    """A paragraph of a note."""
    return Piece(Place(note, line, line + text.count("\n")), Kind.PROSE, text, text)


def shown(piece: Piece) -> str:
    """A piece on one line of a golden file: lines, kind, what became of it, text."""
    span = f"{piece.place.first}-{piece.place.last}"
    kind = piece.kind.value + (str(piece.level) if piece.kind is Kind.HEADING or piece.level else "")
    lang = f" {piece.lang}" if piece.lang else ""
    fate = f" {piece.fate.value}[{', '.join(r.rule for r in piece.why)}]" if piece.why else ""
    asks = f" asks {list(piece.asks)}" if piece.asks else ""
    return f"{span} {kind}{lang}{fate}{asks}: {piece.text[:60]!r}"


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """A real browser; without one the tests that ask for it are skipped, and say so."""
    from playwright.sync_api import Error, sync_playwright

    named = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=named, args=FLAGS)
        except Error:
            pytest.skip("NO BROWSER: install chromium to run the browser tests")
        yield opened
        opened.close()


SITE_URL = "https://example.org/kb/"
"""Where the sites of the tests say that they are; they are served below the same path."""


def site_of(docs, folder):
    """Build docs as a site below a folder; gives the site's own folder, which is called as the path of its address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("ZHIKU_SITE_URL", SITE_URL)
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        assert main(["site", "--docs", str(docs), "--out", str(folder / "kb")]) == 0
    return folder / "kb"


@contextmanager
def hosted(docs, folder):
    """The address of docs, built as a site below a folder and served."""
    with served(site_of(docs, folder).parent) as root:
        yield f"{root}kb/"


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory):
    """The committed knowledge base, built once for all tests, which only read it."""
    return site_of(ROOT / "docs", tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session")
def whole(whole_site):
    """Its address."""
    with served(whole_site.parent) as root:
        yield f"{root}kb/"


@pytest.fixture(scope="session")
def small_site(tmp_path_factory):
    """The knowledge base that changes only with the tests, built once for all tests, which only read it."""
    return site_of(TESTS / "docs", tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def small(small_site):
    """Its address."""
    with served(small_site.parent) as root:
        yield f"{root}kb/"


@pytest.fixture(scope="session")
def practice_site(tmp_path_factory):
    """A site with four answered questions in two topics, which tests only read."""
    return site_of(TESTS / "practice", tmp_path_factory.mktemp("practice"))


@pytest.fixture(scope="session")
def practice(practice_site):
    """Its address."""
    with served(practice_site.parent) as root:
        yield f"{root}kb/"


@pytest.fixture
def reader(browser):
    """The browser of one reader in China, at noon of the first of March 2026; an error on any of its pages fails the test."""
    opened = browser.new_context(timezone_id="Asia/Shanghai", locale="zh-CN", viewport={"width": 1280, "height": 900})
    errors = []
    opened.on("weberror", lambda e: errors.append(str(e.error)))
    opened.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    opened.clock.set_fixed_time("2026-03-01T12:00:00+08:00")
    yield opened
    opened.close()
    assert errors == []
