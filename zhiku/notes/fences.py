"""Fenced blocks. Notes lose fences, double them, and wrap prose in them; this stage finds the cheapest reading of them all.

Every bare fence may open or close, every block may have lost its end. Each reading of a note's fences has a price, made of
small costs (`_opening_cost` and so on); dynamic programming over the lines finds the reading with the lowest sum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from zhiku.notes.languages import block_kind, guess, without_comments
from zhiku.notes.piece import Fate, Kind, Piece, part
from zhiku.text import HAN, han_share

_TAGGED = re.compile(
    r"^\s*(?:(?:[-*+]|\d{1,2}[.)、])\s+)*"  # a fence may open on the line of a list item
    r"(`{3,}|~{3,})\s*([A-Za-z][\w+#.-]*)(?P<words>[\s:：{][^`]*)?$"
)
_LONG = re.compile(r"^\s*(`{4,}|~{3,})")
_BARE = re.compile(r"^\s*(`{3,}|~{3,})\s*$")
_HEADING = re.compile(r"^#{2,6}\s+\S")
_LABEL = re.compile(r"[:：]\s*\**\s*$")
_MARKUP = re.compile(r"^\s*(?:[-*•]\s+\S|\d+[.、)]\s*\S|#{2,6}\s|>\s)|\*\*[^*]+\*\*", re.MULTILINE)
_ALIGNED = re.compile(r"\S {2,}\S")
_LANGUAGES = {
    "golang": "go",
    "sh": "bash",
    "shell": "bash",
    "zsh": "bash",
    "yml": "yaml",
    "protobuf": "proto",
    "py": "python",
    "js": "javascript",
}

_PROSE = 0.35  # of Chinese characters; code outside its comments and strings has less

_TAGS_OF_CODE = frozenset({"bash", "go", "java", "python", "sql", "c", "cpp", "javascript"})
_MOSTLY_HAN = 0.5
STRAY, LOST_END, NESTED_TAG, HEADING_INSIDE = 4.0, 4.0, 5.0, 0.5


class State(IntEnum):
    OUTSIDE = 0
    BARE = 1
    TAGGED = 2
    TAGGED_IN_BARE = 3


@dataclass(frozen=True, slots=True)
class _Mark:
    """What was decided at a line, and all that was decided before."""

    line: int
    what: str
    before: _Mark | None


@dataclass(frozen=True, slots=True)
class _Step:
    """One way to read the lines so far."""

    price: float
    state: State
    marks: _Mark | None


def untangle(pieces: Sequence[Piece]) -> list[Piece]:
    """RAW notes → fenced blocks, fences that fence nothing, and RAW between."""
    return [cut for piece in pieces for cut in (_untangle(piece) if piece.kind is Kind.RAW else [piece])]


def _untangle(piece: Piece) -> list[Piece]:
    lines = piece.raw.split("\n")
    return [p for first, past, role, lang in _spans(lines) for p in _role(piece, lines, first, past, role, lang)]


@dataclass(frozen=True, slots=True)
class _Fenced:
    """A pair of marks, or one whose other mark is lost."""

    first: int
    past: int
    role: str
    """bare, tagged or stray"""
    is_closed: bool
    nested: tuple[_Fenced, ...] = ()


def _spans(lines: Sequence[str]) -> list[tuple[int, int, str, str]]:
    """Split all lines into (first, past, role, language); roles: raw, block, wrapper (a fence around prose), stray."""
    spans: list[tuple[int, int, str, str]] = []
    position = 0
    for first, past, role, lang in [s for f in _pair(_read(lines)) for s in _roles(f, lines)]:
        if position < first:
            spans.append((position, first, "raw", ""))
        spans.append((first, past, role, lang))
        position = past
    if position < len(lines):
        spans.append((position, len(lines), "raw", ""))
    return spans


def _pair(marks: Sequence[tuple[int, str]]) -> list[_Fenced]:
    """The blocks that a reading's marks make; what stands inside a bare one is its `nested`."""
    found: list[_Fenced] = []
    opened: list[tuple[int, str, list[_Fenced]]] = []
    for line, what in marks:
        if what in ("open", "tag"):
            opened.append((line, "bare" if what == "open" else "tagged", []))
        elif what == "stray":
            (opened[-1][2] if opened else found).append(_Fenced(line, line + 1, "stray", is_closed=True))
        else:
            first, role, nested = opened.pop()
            is_closed = what in ("close", "untag")
            block = _Fenced(first, line + 1 if is_closed else line, role, is_closed, tuple(nested))
            (opened[-1][2] if opened else found).append(block)
    return found


def _roles(block: _Fenced, lines: Sequence[str]) -> list[tuple[int, int, str, str]]:
    if block.role == "stray":
        return [(block.first, block.past, "stray", "")]
    last = block.past - 1 if block.is_closed else block.past
    holds_blocks = any(inner.role == "tagged" for inner in block.nested)
    if block.role == "bare" and (holds_blocks or _is_wrapper(lines[block.first + 1 : last])):
        inside = [span for inner in block.nested for span in _roles(inner, lines)]
        end = [(last, block.past, "wrapper", "")] if block.is_closed else []
        return [(block.first, block.first + 1, "wrapper", ""), *inside, *end]
    lang = _language(lines[block.first])
    past = block.past if block.is_closed or not lang else _code_past(lines, block.first, block.past, lang)
    return [(block.first, past, "block", lang)]


def _code_past(lines: Sequence[str], first: int, past: int, lang: str) -> int:
    """Where code that has lost its end ends: before the prose that a blank line parts from it."""
    end = past
    for n in range(past - 1, first, -1):
        if not lines[n].strip():
            end = n
        elif han_share(without_comments(lines[n], lang)) <= _PROSE:
            break
    return end


def _read(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The cheapest reading: (line, open | close | tag | untag | lost | lost-tag | stray) in order."""
    best: dict[State, _Step] = {State.OUTSIDE: _Step(0.0, State.OUTSIDE, None)}
    shown = _shown(lines)
    for n, line in enumerate(lines):
        if n in shown:
            continue
        if _TAGGED.match(line):
            best = _cheapest([step for old in best.values() for step in _tagged(old, n)])
        elif _BARE.match(line):
            best = _cheapest([step for old in best.values() for step in _bare(old, n, lines)])
        elif _HEADING.match(line):
            best = _cheapest([step for old in best.values() for step in _heading(old, n)])
    ends: list[tuple[float, _Mark | None]] = []
    for step in best.values():
        price, marks = step.price, step.marks
        if step.state in (State.TAGGED, State.TAGGED_IN_BARE):
            price, marks = price + LOST_END, _Mark(len(lines), "lost-tag", marks)
        if step.state in (State.BARE, State.TAGGED_IN_BARE):
            price, marks = price + LOST_END, _Mark(len(lines), "lost", marks)
        ends.append((price, marks))
    found: list[tuple[int, str]] = []
    mark = min(ends, key=lambda end: end[0])[1]
    while mark is not None:
        found.append((mark.line, mark.what))
        mark = mark.before
    return found[::-1]


def _shown(lines: Sequence[str]) -> frozenset[int]:
    """Lines between two fences of four backticks or of tildes: a note that shows fences, whose marks mean nothing."""
    found: set[int] = set()
    hopeless: set[str] = set()  # marks that nothing closes from here to the end
    n = 0
    while n < len(lines):
        opened = _LONG.match(lines[n])
        if opened and opened[1] not in hopeless:
            closed = next((k for k in range(n + 1, len(lines)) if _closes(lines[k], opened[1])), None)
            if closed is None:
                hopeless.add(opened[1])
            else:
                found.update(range(n + 1, closed))
                n = closed
        n += 1
    return frozenset(found)


def _closes(line: str, mark: str) -> bool:
    bare = _BARE.match(line)
    return bare is not None and bare[1].startswith(mark)


def _cheapest(steps: list[_Step]) -> dict[State, _Step]:
    best: dict[State, _Step] = {}
    for step in steps:
        if step.state not in best or step.price < best[step.state].price:
            best[step.state] = step
    return best


def _tagged(old: _Step, n: int) -> list[_Step]:
    """A fence with a language opens, always; inside another one, that one has lost its end."""
    if old.state is State.OUTSIDE:
        return [_Step(old.price, State.TAGGED, _Mark(n, "tag", old.marks))]
    if old.state is State.BARE:
        lost = _Step(old.price + LOST_END, State.TAGGED, _Mark(n, "tag", _Mark(n, "lost", old.marks)))
        return [_Step(old.price, State.TAGGED_IN_BARE, _Mark(n, "tag", old.marks)), lost]
    return [_Step(old.price + NESTED_TAG, old.state, _Mark(n, "tag", _Mark(n, "lost-tag", old.marks)))]


def _bare(old: _Step, n: int, lines: Sequence[str]) -> list[_Step]:
    stray = _Step(old.price + STRAY, old.state, _Mark(n, "stray", old.marks))
    if old.state is State.OUTSIDE:
        return [_Step(old.price + _opening_cost(lines, n), State.BARE, _Mark(n, "open", old.marks)), stray]
    if old.state is State.BARE:
        return [_Step(old.price + _closing_cost(lines, n), State.OUTSIDE, _Mark(n, "close", old.marks)), stray]
    after = State.OUTSIDE if old.state is State.TAGGED else State.BARE
    return [_Step(old.price, after, _Mark(n, "untag", old.marks))]


def _heading(old: _Step, n: int) -> list[_Step]:
    """A heading inside a fence is odd: perhaps the fence has lost its end above it."""
    if old.state is State.BARE:
        lost = _Step(old.price + LOST_END, State.OUTSIDE, _Mark(n, "lost", old.marks))
        return [replace(old, price=old.price + HEADING_INSIDE), lost]
    return [old]


def _opening_cost(lines: Sequence[str], n: int) -> float:
    before, after = lines[n - 1] if n else "", lines[n + 1] if n + 1 < len(lines) else ""
    above = _nonblank(lines, n, -1)
    cost = 0.0
    if not (_LABEL.search(above) or above.lstrip().startswith("#")):
        cost += 1 + (1 if before.strip() else 0)
    return cost + (0.5 if not after.strip() else 0)


def _closing_cost(lines: Sequence[str], n: int) -> float:
    before, after = lines[n - 1] if n else "", lines[n + 1] if n + 1 < len(lines) else ""
    cost = 3.0 if _LABEL.search(before) else 0.0
    return cost + (1.0 if after.strip() else 0) + (0.5 if not before.strip() else 0)


def _nonblank(lines: Sequence[str], n: int, step: int) -> str:
    n += step
    while 0 <= n < len(lines) and not lines[n].strip():
        n += step
    return lines[n] if 0 <= n < len(lines) else ""


def _is_wrapper(body: Sequence[str]) -> bool:
    """Whether a bare fence holds prose: mostly Chinese sentences or Markdown marks, nothing aligned by spaces."""
    text = "\n".join(body)
    if not text.strip():
        return False
    if block_kind(text) is not Kind.TEXT or guess(text):
        return False
    written = [line for line in body if line.strip()]
    aligned = sum(1 for line in written if _ALIGNED.search(line.strip()))
    if han_share(text) <= _PROSE or aligned > len(written) * 0.1:
        return False
    sentences = sum(1 for line in written if line.rstrip().endswith(("。", "；", "！", "？")))
    return (
        len(_MARKUP.findall(text)) * 4 >= len(written)
        or max(len(line) for line in written) > 60
        or sentences * 2 >= len(written)
    )


def _language(line: str) -> str:
    match = _TAGGED.match(line)
    name = match[2].lower() if match else ""
    return _LANGUAGES.get(name, name)


def _role(piece: Piece, lines: Sequence[str], first: int, past: int, role: str, lang: str) -> list[Piece]:
    if role == "raw":
        return [part(piece, lines, first, past, Kind.RAW)]
    if role == "wrapper":
        return [part(piece, lines, first, past, Kind.FENCE).dropped("prose-fence")]
    if role == "stray":
        return [part(piece, lines, first, past, Kind.FENCE).dropped("stray-fence")]
    return [_block(part(piece, lines, first, past, Kind.CODE), lines[first:past], lang)]


def _block(piece: Piece, lines: Sequence[str], lang: str) -> Piece:
    closed = _is_closed(lines)
    text = _dedent(_inside(lines))
    if lang in _TAGS_OF_CODE and han_share(without_comments(text, lang)) > _MOSTLY_HAN:
        lang = ""  # prose under a language's name
    kind = block_kind(text, lang)
    if kind in (Kind.CODE, Kind.TEXT) and not lang:
        lang = guess(text)
        kind = Kind.CODE if lang else kind
    opened = _TAGGED.match(lines[0])
    words = (opened["words"] or "").strip() if opened else ""
    piece = piece.but(
        lead=words if HAN.search(words) else "",
        kind=kind,
        text=text,
        lang="mermaid" if kind is Kind.MERMAID else lang,
        fenced=True,
    )
    if not text.strip():
        return piece.dropped("empty-fence")
    if not closed:
        return piece.repaired("unclosed-fence")
    return piece


def _is_closed(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and bool(_BARE.match(lines[-1]))


def _inside(lines: Sequence[str]) -> Sequence[str]:
    return lines[1:-1] if _is_closed(lines) else lines[1:]


def _dedent(lines: Sequence[str]) -> str:
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines).strip("\n")


def mend_shreds(pieces: Sequence[Piece]) -> list[Piece]:
    """Fences of one line each, one after the other, are one block that an export has shredded; blank lines between them go with it."""
    out: list[Piece] = []
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if (
            piece is not None
            and piece.kind is Kind.RAW
            and not piece.raw.strip()
            and run
            and piece.place.path == run[-1].place.path
        ) or (piece is not None and _is_shred(piece) and (not run or _is_of_one_block(piece, run[0]))):
            run.append(piece)
        else:
            out += _join_shreds(run)
            run = [piece] if piece is not None and _is_shred(piece) else []
            if piece is not None and not run:
                out.append(piece)
    return out


def _is_shred(piece: Piece) -> bool:
    return (
        piece.fenced
        and piece.fate is Fate.KEPT
        and piece.kind in (Kind.CODE, Kind.TEXT, Kind.CONSOLE)
        and "\n" not in piece.text
    )


def _is_of_one_block(a: Piece, b: Piece) -> bool:
    return a.place.path == b.place.path and _tag(a) == _tag(b)


def _tag(piece: Piece) -> str:
    """The language that its fence names; '' for a bare one."""
    return _language(piece.raw.split("\n", 1)[0])


def _join_shreds(run: list[Piece]) -> list[Piece]:
    tail: list[Piece] = []
    while run and not run[-1].fenced:
        tail.insert(0, run.pop())
    blocks = [p for p in run if p.fenced]
    if len(blocks) < 3:
        return [*run, *tail]
    text = _dedent([line for p in blocks for line in _inside(p.raw.split("\n"))])
    lang = guess(text) or blocks[0].lang
    whole = Piece(
        place=replace(run[0].place, last=run[-1].place.last),
        kind=Kind.CODE if lang else block_kind(text),
        text=text,
        raw="\n".join(p.raw for p in run),
        lang=lang,
        fenced=True,
    )
    return [whole.repaired("shredded-fences", f"There were {len(blocks)}."), *tail]
