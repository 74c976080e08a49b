"""The programs that are compared: how a site gets each, and how a browser asks it. Pages come back as addresses below the root."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
_OF_OURS = ("partials/header.html", "partials/search.html", "assets/js/search/dialog.js", "assets/js/search/marks.js")
"""What takes the place of the theme's own search."""

# Each script: async (query) => addresses of the pages found, in order; the last value that it waits for is on the screen, or could be.
_OURS = """
async (query) => {
  const input = document.querySelector(".md-search__input");
  const found = new Promise((resolve) => {
    const heard = (e) => { if (e.detail.query === query.trim()) { document.removeEventListener("zhiku:found", heard); resolve(); } };
    document.addEventListener("zhiku:found", heard);
  });
  input.focus();
  input.value = query;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await found;
  return Array.from(document.querySelectorAll(".md-search-result__item > a:first-child"), (a) => a.href);
}
"""
_MATERIAL = """
async (query) => {
  const input = document.querySelector(".md-search__input");
  const meta = document.querySelector(".md-search-result__meta");
  const until = (test) => new Promise((resolve) => {
    const look = () => (test(meta.textContent) ? resolve() : setTimeout(look, 5));
    look();
  });
  const type = (text) => { input.value = text; input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })); };
  input.focus();
  if (input.value) { type(""); await until((text) => text.startsWith("键入")); }
  type(query);
  await until((text) => /个符合条件的结果|没有找到/.test(text));
  return Array.from(document.querySelectorAll(".md-search-result__item > a:first-child"), (a) => a.href);
}
"""
_PAGEFIND = """
async (query) => {
  const pagefind = (window.pagefind ??= await import(new URL("pagefind/pagefind.js", window.zhiku.base).href));
  const { results } = await pagefind.search(query);
  const top = await Promise.all(results.slice(0, 5).map((result) => result.data()));
  return top.map(({ url }) => new URL(url, location).href);
}
"""


@dataclass(frozen=True, slots=True)
class Engine:
    name: str
    build: Callable[[Path, Path], None]
    """Turns the finished site (first) into one with this search (second)."""
    ask: str
    parts: tuple[str, ...]
    """What it loads: beginnings of addresses below the root."""
    index: str
    """The folder of its index."""


def _ours(site: Path, out: Path) -> None:
    shutil.copytree(site, out)


def _material(_: Path, out: Path) -> None:
    theme = out.parent / "theme"
    shutil.rmtree(theme, ignore_errors=True)
    shutil.copytree(ROOT / "overrides", theme)
    for name in _OF_OURS:
        (theme / name).unlink()
    shutil.copytree(ROOT / "build" / "vendor", out.parent / "build" / "vendor", dirs_exist_ok=True)
    config = ROOT / ".compare-search.yml"
    plugins = [{"mermaid2": {"javascript": "assets/vendor/mermaid.js"}}, "search"]
    config.write_text(
        yaml.safe_dump({"INHERIT": "mkdocs.yml", "plugins": plugins, "theme": {"custom_dir": str(theme)}})
    )
    try:
        subprocess.run(  # noqa: S603 - a fixed command
            [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(config), "-d", str(out)],
            cwd=ROOT,
            check=True,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **_ENVIRONMENT},
        )
    finally:
        config.unlink()
    for made in (out / "search").iterdir():  # the pass over the site has run here too
        if made.is_dir():
            shutil.rmtree(made)
        elif made.name != "search_index.json":
            made.unlink()


def _pagefind(site: Path, out: Path) -> None:
    shutil.copytree(site, out)
    command = [sys.executable, "-m", "pagefind", "--site", str(out), "--root-selector", ".md-content__inner"]
    subprocess.run(  # noqa: S603 - a fixed command
        [*command, "--exclude-selectors", ".headerlink, .backlinks, svg"], check=True, capture_output=True
    )


ENGINES = (
    Engine("知库", _ours, _OURS, ("assets/js/search/", "search/"), "search"),
    Engine("Material 自带（装 jieba）", _material, _MATERIAL, ("assets/javascripts/workers/", "search/"), "search"),
    Engine("Pagefind extended", _pagefind, _PAGEFIND, ("pagefind/",), "pagefind"),
)
