"""Pictures of what became of the notes, as SVG without styles of its own: a strip along the lines of each note, a bar a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import chain
from urllib.parse import quote

from zhiku.notes.piece import Fate, Note
from zhiku.notes.rules import RULES
from zhiku.notes.survey import Run, Survey

FATES: Mapping[Fate, str] = {Fate.KEPT: "保留", Fate.REPAIRED: "修复", Fate.MERGED: "合并", Fate.DROPPED: "去掉"}
_SEEN = 600  # parts of a strip: what is narrower would not be seen


def lines_by_fate(runs: Iterable[Run]) -> Counter[Fate]:
    counts: Counter[Fate] = Counter()
    for fate, _, lines in runs:
        counts[fate] += lines
    return counts


def whole(found: Survey) -> str:
    """One bar for all lines, with its legend."""
    counts = lines_by_fate(chain.from_iterable(found.runs.values()))
    total = max(sum(counts.values()), 1)
    legend = "".join(
        f'<a href="#?fate={fate.value}"><i class="{fate.value}"></i>{name} <b>{counts[fate]:,}</b> 行 <small>{_percent(counts[fate], total)}</small></a>'
        for fate, name in FATES.items()
    )
    return f'{_bar(counts, total, "whole")}<p class="legend">{legend}</p>'


def strip(note: Note, runs: Sequence[Run]) -> str:
    """The lines of a note from left to right, coloured by what became of them."""
    counts = lines_by_fate(runs)
    rects = dict.fromkeys(FATES, "")
    for fate, start, width in runs:
        wide = max(width, note.lines / _SEEN) if fate is not Fate.KEPT else width
        rects[fate] += (
            f'<rect class="{fate.value}" x="{min(start, max(note.lines - wide, 0)):g}" width="{wide:g}" height="1"/>'
        )
    said = "，".join(f"{name} {counts[fate]:,} 行" for fate, name in FATES.items() if counts[fate])
    numbers = "".join(
        f'<a href="#?note={quote(note.path, safe="")}&amp;fate={fate.value}"><i class="{fate.value}"></i>{name} {_percent(counts[fate], note.lines)}</a>'
        for fate, name in FATES.items()
        if counts[fate]
    )
    return (
        f'<div class="note"><p><a href="#{quote(note.path)}:1"><bdi>{escape(note.path)}</bdi></a> <span>{note.lines:,} 行 · {escape(note.how)}</span></p>'
        f'<svg class="strip" data-note="{escape(note.path)}" data-lines="{note.lines}" viewBox="0 0 {note.lines} 1" preserveAspectRatio="none" role="img" aria-label="{said}">{"".join(rects.values())}</svg>'
        f'<p class="legend">{numbers}<output></output></p></div>'
    )


def rules(found: Survey) -> str:
    """A bar a rule: how many lines it touched, by what became of them in the end."""
    most = max((sum(counts.values()) for counts in found.rules.values()), default=1)
    ordered = sorted(found.rules.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    body = "".join(
        f'<a href="#?rule={quote(rule, safe="")}"><code>{escape(rule)}</code><span>{escape(meaning(rule))}</span>{_bar(counts, most, "bar")}<b>{sum(counts.values()):,}</b></a>'
        for rule, counts in ordered
    )
    return f'<div class="rules">{body}</div>'


def meaning(rule: str) -> str:
    """What a rule does, in Chinese."""
    return RULES[rule].zh if rule in RULES else ""


def _bar(counts: Counter[Fate], total: int, name: str) -> str:
    position = 0
    rects = []
    for fate in FATES:
        rects.append(f'<rect class="{fate.value}" x="{position}" width="{counts[fate]}" height="1"/>')
        position += counts[fate]
    return f'<svg class="{name}" viewBox="0 0 {total} 1" preserveAspectRatio="none" aria-hidden="true">{"".join(rects)}</svg>'


def _percent(part: int, total: int) -> str:
    share = 100 * part / max(total, 1)
    return "&lt;0.1%" if 0 < share < 0.1 else f"{share:.1f}%"
