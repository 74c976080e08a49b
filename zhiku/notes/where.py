"""What became of a line: the ledger, the drafts and the questions of a run, read backwards."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from zhiku.errors import ZhikuError
from zhiku.model import Place

_ADDRESS = re.compile(r"(?P<note>.+):(?P<first>\d+)(?:[-–](?P<last>\d+))?")
# A row of a note's page in the drafts: its first and last line, and a link to the page where they stand.
_TRACE = re.compile(
    r'\| <span id="l(?P<first>\d+)">\d+(?:–(?P<last>\d+))?</span> \|.*\| (?:\[.*\]\(\.\./(?P<page>[^()]+)\))? \|'
)
_EXAMPLE = "For example: zhiku where interview.md:120"
_MANY = 8  # names in a message


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that lines ask or answer."""

    id: str
    text: str
    role: str
    """`asks` or `answers`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of some lines of a note."""

    place: Place
    """All lines of the piece."""
    kind: str
    fate: str
    rule: str
    why: str
    piece: str
    page: str | None
    """The draft where it stands, relative to the output folder; none when it stands nowhere."""
    into: str | None
    """What it was merged into: a piece, or an article#id of the knowledge base."""
    score: float | None
    into_place: Place | None
    questions: tuple[Asking, ...]

    @property
    def report(self) -> str:
        """The address of the piece inside the report, relative to the output folder."""
        return f"report.html#{quote(self.place.path)}:{self.place.first}"


class Run:
    """The files of a run, as far as they tell where lines went."""

    def __init__(self, folder: Path) -> None:
        """Read `folder`. Raises ZhikuError when it is not what `zhiku ingest` wrote."""
        self._folder = folder
        self._rows: dict[str, list[Mapping[str, object]]] = {}
        for row in _read(folder / "ledger.jsonl"):
            self._rows.setdefault(str(row["note"]), []).append(row)
        self._by_piece = {str(row["piece"]): row for rows in self._rows.values() for row in rows}
        self._questions = list(_read(folder / "questions.jsonl"))
        self._traces: dict[str, list[tuple[int, int, str | None]]] | None = None

    @property
    def notes(self) -> list[str]:
        return list(self._rows)

    def find(self, address: str) -> list[Found]:
        """What became of `note:line` or `note:first-last`, a row of the ledger each. Raises ZhikuError when there is no such line."""
        matched = _ADDRESS.fullmatch(address)
        if matched is None:
            raise ZhikuError(
                "this names no line", where=address, hint=f"Write NOTE:LINE or NOTE:FIRST-LAST. {_EXAMPLE}"
            )
        note = named(matched["note"], self.notes)
        first, last = int(matched["first"]), int(matched["last"] or matched["first"])
        end = max(_number(row, "to") for row in self._rows[note])
        if not 1 <= first <= last <= end:
            raise ZhikuError(
                f"the note has the lines 1 to {end}",
                where=f"{note}:{matched['first']}{f'-{last}' if matched['last'] else ''}",
                hint=_EXAMPLE.replace("interview.md:120", f"{note}:{end}"),
            )
        return [
            self._found(row) for row in self._rows[note] if _number(row, "from") <= last and _number(row, "to") >= first
        ]

    def _found(self, row: Mapping[str, object]) -> Found:
        into = str(row["into"]) if row.get("into") else None
        target = self._last(into)
        place = _place(row)
        standing = target if into else row
        page = self._page(_place(standing)) if standing is not None and row["fate"] != "dropped" else None
        score = row.get("score")
        return Found(
            place,
            str(row["kind"]),
            str(row["fate"]),
            str(row["rule"]),
            str(row["why"]),
            str(row["piece"]),
            page,
            into,
            score if isinstance(score, float) else None,
            _place(target) if target is not None else None,
            tuple(self._asked(place)),
        )

    def _last(self, piece: str | None) -> Mapping[str, object] | None:
        """The row where a chain of merges ends; none when it ends in the knowledge base."""
        seen: set[str] = set()
        row = None
        while piece and piece not in seen:
            seen.add(piece)
            row = self._by_piece.get(piece)
            piece = str(row["into"]) if row is not None and row.get("into") else None
        return row

    def _page(self, place: Place) -> str | None:
        if self._traces is None:
            self._traces = dict(_trace(file) for file in sorted((self._folder / "drafts" / "notes").glob("*.md")))
        return next(
            (page for first, last, page in self._traces.get(place.path, ()) if first <= place.first <= last), None
        )

    def _asked(self, place: Place) -> Iterable[Asking]:
        for row in self._questions:
            for role, spans in (("asks", row["sources"]), ("answers", row["answer"])):
                if isinstance(spans, list) and any(_overlaps(place, span) for span in spans):
                    yield Asking(str(row["id"]), str(row["text"]), role)


def named(name: str, notes: Sequence[str]) -> str:
    """The note that a person means: its path, its name without the ending, the end of its path, or how it begins."""
    wanted = name.replace("\\", "/").removeprefix("./")
    ways = (
        [n for n in notes if n == wanted],
        [n for n in notes if f"/{wanted}".endswith(f"/{n}")],  # a path from further up
        [n for n in notes if f"/{n}".endswith(f"/{wanted}")],
        [n for n in notes if wanted in (n.rpartition(".")[0], PurePosixPath(n).stem)],
        [n for n in notes if n.startswith(wanted) or PurePosixPath(n).name.startswith(wanted)],
    )
    found = next((way for way in ways if way), [])
    if len(found) == 1:
        return found[0]
    if found:
        raise ZhikuError(
            f"{len(found)} notes have this name: {_list(found)}", where=name, hint="Write more of its path."
        )
    names = {key: n for n in notes for key in (n, PurePosixPath(n).name, PurePosixPath(n).stem)}
    near = list(dict.fromkeys(names[key] for key in get_close_matches(wanted, names, n=3, cutoff=0.5)))
    hint = f"Near it: {_list(near)}" if near else f"The notes are: {_list(notes)}"
    raise ZhikuError("there is no such note in this run", where=name, hint=hint)


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:_MANY]) + (f" and {len(names) - _MANY} more" if len(names) > _MANY else "")


def _read(file: Path) -> list[Mapping[str, object]]:
    try:
        return [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]
    except FileNotFoundError as error:
        raise ZhikuError(
            "there is no such file",
            where=str(file),
            hint="Run `zhiku ingest NOTES` first, or name its output: zhiku where NOTE:LINE --out DIR",
        ) from error
    except (ValueError, OSError) as error:
        raise ZhikuError("the file cannot be read", where=str(file), hint="Run `zhiku ingest NOTES` again.") from error


def _trace(file: Path) -> tuple[str, list[tuple[int, int, str | None]]]:
    """The note that a page of the drafts traces, and (first line, last line, draft page) of its rows."""
    text = file.read_text("utf-8")
    title = re.search(r"^title: (.*)$", text, re.MULTILINE)
    rows = [
        (int(m["first"]), int(m["last"] or m["first"]), f"drafts/{m['page']}" if m["page"] else None)
        for line in text.split("\n")
        if (m := _TRACE.fullmatch(line))
    ]
    return (str(json.loads(title[1])) if title else ""), rows


def _place(row: Mapping[str, object]) -> Place:
    return Place(str(row["note"]), _number(row, "from"), _number(row, "to"))


def _number(row: Mapping[str, object], name: str) -> int:
    return int(str(row[name]))


def _overlaps(place: Place, span: Mapping[str, object]) -> bool:
    return span["note"] == place.path and _number(span, "from") <= place.last and _number(span, "to") >= place.first
