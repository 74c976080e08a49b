"""What a person settled: a file that says which questions, or passages, are the same and which are not. Later runs obey it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from zhiku import yaml_file
from zhiku.bank.same import key
from zhiku.errors import ManyErrors, ZhikuError

FILE = Path("decisions.yml")
_KINDS = ("same", "different")
_EXAMPLE = "Write a line each: - [什么是缓存雪崩？, 缓存雪崩是什么？]"


@dataclass(frozen=True, slots=True)
class Settled:
    """Pairs by the names of both sides: the key of a question's words, the id of a question or of a piece, or article#id."""

    same: frozenset[frozenset[str]] = frozenset()
    different: frozenset[frozenset[str]] = frozenset()

    def are_same(self, a: Sequence[str], b: Sequence[str]) -> bool:
        """Whether anything known as one of the names `a` is the same as anything known as one of `b`."""
        return _meets(self.same, a, b)

    def are_different(self, a: Sequence[str], b: Sequence[str]) -> bool:
        return _meets(self.different, a, b)

    @property
    def names(self) -> frozenset[str]:
        """Everything that the file speaks of."""
        return frozenset(name for pair in (*self.same, *self.different) for name in pair)


NOTHING = Settled()


def read(file: Path) -> Settled:
    """Read a decisions file. Raises ManyErrors with every mistake in it and its line."""
    root = yaml_file.compose(file, "the decisions", _EXAMPLE)
    errors: list[ZhikuError] = []
    found = {kind: frozenset[frozenset[str]]() for kind in _KINDS}
    for kind, value in _settings(file, root, errors):
        found[kind] |= frozenset(pair for group in _groups(file, kind, value, errors) for pair in _pairs(group))
    errors += [
        ZhikuError(f"{' and '.join(pair)} stand under both same and different", where=str(file), hint="Keep one.")
        for pair in sorted(map(sorted, found["same"] & found["different"]))
    ]
    if errors:
        raise ManyErrors(errors)
    return Settled(found["same"], found["different"])


def beside(docs: Path) -> Settled:
    """The decisions that belong to a docs folder: `decisions.yml` in the folder around it; none when there is no such file."""
    file = docs.absolute().parent / FILE
    return read(file) if file.is_file() else NOTHING


def name(text: str) -> str:
    """What a side of a decision is known by: an id stands as it is, words by their key."""
    return text if text.startswith(("q-", "p-")) or ".md#" in text else key(text)


def _settings(file: Path, root: yaml.Node | None, errors: list[ZhikuError]) -> Iterator[tuple[str, yaml.Node]]:
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        errors.append(_error(file, root, "the file does not begin with `same:` or `different:`"))
        return
    for label, value in root.value:
        if label.value in _KINDS:
            yield label.value, value
        else:
            errors.append(_error(file, label, f"`{label.value}` is neither same nor different"))


def _groups(file: Path, kind: str, value: yaml.Node, errors: list[ZhikuError]) -> Iterator[list[str]]:
    if isinstance(value, yaml.ScalarNode) and not value.value:
        return
    for group in value.value if isinstance(value, yaml.SequenceNode) else [value]:
        sides = group.value if isinstance(group, yaml.SequenceNode) else []
        texts = [side.value for side in sides if isinstance(side, yaml.ScalarNode) and side.value]
        if len(texts) < 2 or len(texts) != len(sides):
            errors.append(_error(file, group, f"an entry of `{kind}` is not a list of two or more questions or ids"))
        else:
            yield [name(text) for text in texts]


def _pairs(group: Sequence[str]) -> Iterator[frozenset[str]]:
    return (frozenset((a, b)) for n, a in enumerate(group) for b in group[n + 1 :] if a != b)


def _error(file: Path, node: yaml.Node, message: str) -> ZhikuError:
    return ZhikuError(message, where=f"{file}:{yaml_file.line(node)}", hint=_EXAMPLE)


def _meets(pairs: frozenset[frozenset[str]], a: Sequence[str], b: Sequence[str]) -> bool:
    return bool(pairs) and any(frozenset((one, other)) in pairs for one in a for other in b)
