"""What became of each question of the notes: the knowledge base answers it, a person left it out, or it is missing."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import yaml

from zhiku import yaml_file
from zhiku.errors import ManyErrors, ZhikuError
from zhiku.library import Library, anchors_of
from zhiku.notes.rows import Row

FILE = Path("coverage.yml")
_SECTIONS = ("answered", "left_out")
_EXAMPLE = "Write, by the id of a question or of a piece:\n    answered:\n      q-1a2b3c4d5e: caching/lock.md#redlock\n    left_out:\n      q-5e4d3c2b1a: 问的是候选人自己的经历"


class Fate(Enum):
    COVERED = "covered"
    SKIPPED = "skipped"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person settled, by the id of a question or of a piece of the notes."""

    answered: Mapping[str, str] = field(default_factory=dict)
    """Id → `article#id`, where it is answered in words that no rule matches."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Id → the reason why the knowledge base does without it."""


NOTHING = Decided()


@dataclass(frozen=True, slots=True)
class Judged:
    """A question of the notes and what became of it."""

    row: Row
    fate: Fate
    at: str = ""
    """`article#id` of the answer, when it is covered."""
    reason: str = ""
    """Why it was left out, when it was."""


def judge(rows: Sequence[Row], decided: Decided, *, topics: Collection[str] = ()) -> list[Judged]:
    """What became of each question, or of those of some topics."""
    return [_judged(row, decided) for row in rows if not topics or row.topic in topics]


def _judged(row: Row, decided: Decided) -> Judged:
    names = _names(row)
    at = next((decided.answered[name] for name in names if name in decided.answered), row.known)
    if at:
        return Judged(row, Fate.COVERED, at=at)
    reason = next((decided.left_out[name] for name in names if name in decided.left_out), "")
    return Judged(row, Fate.SKIPPED, reason=reason) if reason else Judged(row, Fate.MISSING)


def _names(row: Row) -> list[str]:
    """What a decision may call a question: its id, or that of a piece that asks it and nothing else."""
    return [row.id, *dict.fromkeys(one.piece for one in row.asked)]


def unused(rows: Sequence[Row], decided: Decided) -> list[str]:
    """Ids that were decided on and that no question of the notes has: it is worded anew, or it is gone."""
    seen = {name for row in rows for name in _names(row)}
    return sorted({*decided.answered, *decided.left_out} - seen)


def counts(judged: Sequence[Judged]) -> dict[str, Counter[Fate]]:
    """How many questions of each topic met which fate."""
    found: dict[str, Counter[Fate]] = defaultdict(Counter)
    for one in judged:
        found[one.row.topic][one.fate] += 1
    return dict(sorted(found.items()))


def as_json(judged: Sequence[Judged]) -> dict[str, object]:
    """The result for programs: {"questions", "covered", "skipped", "missing": [{"id", "text", "note", "line"}]}."""
    fates = Counter(one.fate for one in judged)
    return {
        "questions": len(judged),
        "covered": fates[Fate.COVERED],
        "skipped": fates[Fate.SKIPPED],
        "missing": [
            {"id": one.row.id, "text": one.row.text, "note": one.row.asked[0].note, "line": one.row.asked[0].first}
            for one in judged
            if one.fate is Fate.MISSING
        ],
    }


def record(judged: Sequence[Judged]) -> str:
    """What the site tells of the coverage, without a word of the notes: numbers by topic, and how many notes ask a question."""
    asking: dict[str, set[str]] = defaultdict(set)
    for one in judged:
        if one.at:
            asking[one.at.partition("#")[2]].update(asked.note for asked in one.row.asked)
    topics = {
        topic: {"questions": fates.total(), "covered": fates[Fate.COVERED], "skipped": fates[Fate.SKIPPED]}
        for topic, fates in counts(judged).items()
    }
    asked = {name: len(notes) for name, notes in sorted(asking.items())}
    made = {"made by": "zhiku coverage NOTES --record", "schema": 1, "topics": topics, "asked": asked}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def beside(docs: Path, library: Library) -> Decided:
    """The decisions that belong to a docs folder: `coverage.yml` in the folder around it; none when there is no such file."""
    file = docs.absolute().parent / FILE
    return read(file, library) if file.is_file() else NOTHING


def read(file: Path, library: Library) -> Decided:
    """Read what a person settled. Raises ManyErrors with every mistake in it and its line."""
    root = yaml_file.compose(file, "the decisions", _EXAMPLE)
    errors: list[ZhikuError] = []
    found: dict[str, dict[str, str]] = {section: {} for section in _SECTIONS}
    for section, name, value in _entries(file, root, errors):
        if any(name.value in entries for entries in found.values()):
            errors.append(_error(file, name, f"{name.value} is decided twice", "Keep one line."))
        elif section == "answered" and not _leads_somewhere(library, value.value):
            errors.append(
                _error(file, value, f"{value.value} is no heading of the docs", "Write article.md#id, as a link does.")
            )
        else:
            found[section][name.value] = value.value
    if errors:
        raise ManyErrors(errors)
    return Decided(**found)


def _entries(
    file: Path, root: yaml.Node | None, errors: list[ZhikuError]
) -> Iterator[tuple[str, yaml.ScalarNode, yaml.ScalarNode]]:
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        errors.append(_error(file, root, "the file does not begin with `answered:` or `left_out:`"))
        return
    for label, section in root.value:
        if label.value not in _SECTIONS:
            errors.append(_error(file, label, f"`{label.value}` is neither answered nor left_out"))
        for name, value in section.value if isinstance(section, yaml.MappingNode) else ():
            if isinstance(name, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode) and value.value.strip():
                if label.value in _SECTIONS:
                    yield label.value, name, value
            else:
                errors.append(_error(file, name, "an entry is not an id and one text"))


def _leads_somewhere(library: Library, at: str) -> bool:
    path, _, anchor = at.partition("#")
    page = library.pages.get(path)
    return page is not None and anchor in anchors_of(page)


def _error(file: Path, node: yaml.Node, message: str, hint: str = _EXAMPLE) -> ZhikuError:
    return ZhikuError(message, where=f"{file}:{yaml_file.line(node)}", hint=hint)
