"""Writes the pages of docs/ that are made from the code: the table of cleaning rules. Run by `make pages`; a test compares."""

from __future__ import annotations

from pathlib import Path

from zhiku.notes import rules

Path("docs/contributing/cleaning.md").write_text(rules.page(), "utf-8")
