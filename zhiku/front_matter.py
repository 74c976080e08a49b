"""What the settings at the head of a page may be, and what is said when one is something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from zhiku.model import Finding, Place

UNREADABLE = "F001"
WRONG_TYPE = "F002"


@dataclass(frozen=True, slots=True)
class Setting:
    """What one setting must be."""

    fits: Callable[[object], bool]
    kind: str
    example: str
    empty: object
    """What stands in its place when it is something else, so that the other pages can be looked at all the same."""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _is_groups(value: object) -> bool:
    return isinstance(value, list) and all(_is_texts(group) and group for group in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_wordings(value: object) -> bool:
    return isinstance(value, dict) and all(_is_texts(texts) for texts in value.values())


def _is_names(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in (*value, *value.values()))


def _is_counts(value: object) -> bool:
    return isinstance(value, dict) and all(_is_number(count) for count in value.values())


def _is_search(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    boost = value.get("boost", 1)
    return (
        _is_flag(value.get("exclude", False)) and isinstance(boost, int | float) and not _is_flag(boost) and boost > 0
    )


def _is_sources(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(entry, str) or (isinstance(entry, dict) and _is_text(entry.get("title"))) for entry in value.values()
    )


SETTINGS: Mapping[str, Setting] = {
    "title": Setting(_is_text, "a text", "title: 缓存一致性", ""),
    "summary": Setting(_is_text, "a text", "summary: 一句话说清读者得到什么", ""),
    "description": Setting(_is_text, "a text", "description: 一句话说清这一页", ""),
    "topic": Setting(_is_text, "a text", "topic: caching", ""),
    "order": Setting(_is_number, "a whole number", "order: 10", 1000),
    "sheet_points": Setting(_is_number, "a whole number", "sheet_points: 3", 1000),
    "go": Setting(_is_text, "a text (a version between quotes)", 'go: "1.27"', ""),
    "words": Setting(_is_texts, "a list of texts", "words: [缓存, Redis]", []),
    "context": Setting(_is_texts, "a list of texts", "context: [Go, golang]", []),
    "aliases": Setting(
        _is_groups,
        "a list of lists of texts, one list for all names of one thing",
        "- [GMP, PMG, 调度模型]. Names that YAML reads as numbers want quotes: '2PC'.",
        [],
    ),
    "prerequisites": Setting(_is_texts, "a list of paths in the docs folder", "prerequisites: [go-runtime/gmp.md]", []),
    "wordings": Setting(
        _is_wordings, "lists of texts by the ids of questions", "wordings:\n    gmp-why-p: [P 解决了什么问题]", {}
    ),
    "asked": Setting(_is_counts, "whole numbers by the ids of questions", "asked:\n    gmp-why-p: 3", {}),
    "unanswered": Setting(_is_texts, "a list of ids of questions", "unanswered: [gmp-why-p]", []),
    "sources": Setting(
        _is_sources,
        "sources by their footnotes, each with a title",
        'sources:\n    proc: {title: "runtime/proc.go", version: go1.27.3, url: "https://…"}',
        {},
    ),
    "robots": Setting(_is_text, "a text", "robots: noindex", ""),
    "moved_from": Setting(_is_texts, "a list of paths in the docs folder", "moved_from: [caching/old.md]", []),
    "former": Setting(_is_names, "new ids by old ones", "former: {gmp-why-p: gmp-what-p-is-for}", {}),
    "chance": Setting(_is_texts, "a list of texts", "chance: [库存预热]", []),
    "stages": Setting(_is_wordings, "lists of topics by names", "stages:\n    入口: [governance, auth]", {}),
    "routes": Setting(_is_wordings, "lists of topics by names", "routes:\n    一次读: [governance, caching]", {}),
    "search": Setting(
        _is_search,
        "a mapping with `exclude` (true or false), `boost` (a number above 0) or both",
        "search: {boost: 0.5}",
        {},
    ),
    "draft": Setting(_is_flag, "true or false", "draft: true", False),
    "hide": Setting(_is_texts, "a list of texts", "hide: [toc]", []),
    "styles": Setting(_is_texts, "a list of names in assets/css", "styles: [bank]", []),
    "scripts": Setting(_is_texts, "a list of names in assets/js", "scripts: [bank]", []),
}
"""Settings that zhiku reads. Others are the theme's, or nobody's, and are left alone."""


def wrong(path: str, text: str, meta: Mapping[str, object]) -> Iterator[tuple[str, Finding]]:
    """Settings of a page that are not what they must be, each by its name. A setting without a value is not written."""
    for name, value in meta.items():
        setting = SETTINGS.get(name)
        if setting and value is not None and not setting.fits(value):
            line = _line(text, name)
            message = f"`{name}` must be {setting.kind}, not {_shown(value)}"
            yield name, Finding(Place(path, line, line), WRONG_TYPE, message, f"Write: {setting.example}")


def _line(text: str, name: str) -> int:
    """The line of a setting; 1 when it is written in a way that is not seen at a glance."""
    found = re.search(rf"^[\"']?{re.escape(name)}[\"']?\s*:", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
