"""Asks the search of a built site as a reader does: through its dialog, in a real browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import yaml

_MARKS = re.compile(r"\?[^#]*")
_ASK = """
async (queries) => {
  const input = document.querySelector(".md-search__input");
  const answers = [];
  for (const query of queries) {
    const found = new Promise((resolve) => document.addEventListener("zhiku:found", resolve, { once: true }));
    input.value = query;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await found;
    answers.push(Array.from(document.querySelectorAll(".md-search-result__item"), (item) =>
      Array.from(item.querySelectorAll("a"), (link) => link.href)));
  }
  return answers;
}
"""


@dataclass(frozen=True)
class Asked:
    """A query of the set and the pages (or questions on them) that answer it."""

    kind: str
    query: str
    wanted: tuple[str, ...]

    def is_on(self, address: str) -> bool:
        """Whether an address below the site's root is on an accepted page."""
        page = address.partition("#")[0]
        return any(page == want.partition("#")[0] + "/" for want in self.wanted)


def asked(file: Path) -> list[Asked]:
    """The queries of a set."""
    return [
        Asked(kind, query, (wanted,) if isinstance(wanted, str) else tuple(wanted))
        for kind, rows in yaml.safe_load(file.read_text("utf-8")).items()
        for query, wanted in rows
    ]


def answers(page, root: str, queries: list[str]) -> list[list[list[str]]]:
    """For each query the pages that the open dialog lists, each with the addresses of its links below the root."""
    found = page.evaluate(_ASK, queries)
    return [[[_MARKS.sub("", unquote(link)).removeprefix(root) for link in item] for item in items] for items in found]
