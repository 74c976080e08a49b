"""Chinese typography: line breaks of the source that do not show, and what the browser makes of the styles."""

from __future__ import annotations

import markdown
import pytest
import yaml
from conftest import ROOT, TESTS

from zhiku.site.joining import joins

TABLE = yaml.safe_load((TESTS / "site" / "joining.yml").read_text("utf-8"))
CASES = [(kind, name) for kind, cases in TABLE.items() for name in cases]


class Settings(yaml.SafeLoader):
    """Reads mkdocs.yml as far as Markdown needs it."""


Settings.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)
Settings.add_constructor("!ENV", lambda *_: str(ROOT))


def extensions():
    """The Markdown extensions of the site with their settings, without what only MkDocs can give."""
    found, settings = [], {}
    for entry in yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Settings)["markdown_extensions"]:
        name, config = next(iter(entry.items())) if isinstance(entry, dict) else (entry, {})
        found.append(name)
        if name not in ("toc", "pymdownx.superfences", "pymdownx.snippets"):
            settings[name] = config
    return found, settings


def html(text):
    names, settings = extensions()
    return markdown.markdown(text, extensions=names, extension_configs=settings)


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_line_breaks(kind, name):
    source, expected = TABLE[kind][name]
    assert html(source) == expected


def test_a_footnote_mark_does_not_part_what_stands_around_it():
    assert "够了。<sup" in html("够\n了。[^a]\n然后\n\n[^a]: 甲\n    乙")
    assert "</sup>然后" in html("够了。[^a]\n然后\n\n[^a]: 甲")
    assert "甲乙" in html("够了。[^a]\n\n[^a]: 甲\n    乙")


@pytest.mark.parametrize("pair", ["中文", "，x", "x，", "“中", "中“", "あ漢", "，“"])
def test_joins(pair):
    assert joins(*pair)


@pytest.mark.parametrize("pair", ["ab", "中a", "1中", "“a", "a”", "한국", "a—"])
def test_does_not_join(pair):
    assert not joins(*pair)


@pytest.mark.parametrize("source", ["```text\n甲\n乙\n```", "说明：\n\n    甲\n    乙", "`甲\n乙`"])
def test_code_keeps_its_lines(source):
    assert "甲\n" in html(source)
