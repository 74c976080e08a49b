"""Two laws, on made-up notes, on the real ones, and on notes that Hypothesis damages: nothing is lost, nothing changes twice."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from conftest import NOTES, note_sets, raw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws import whole

from zhiku.notes import ingest, outputs, stages
from zhiku.notes.piece import Fate, Note, uncovered

LINES = sorted({line for path in NOTES.iterdir() for line in path.read_text("utf-8").splitlines()})
MESS = [
    *LINES,
    "```",
    "```go",
    "~~~",
    "",
    "   ",
    "\t",
    "# ",
    "|",
    "| a | b |",
    "|---|",
    "- ",
    "• ",
    "1、",
    "**",
    "graph TD",
    "<script>",
    "问题 1：",
    "？",
    "\u3000",
    "---",
]


@pytest.mark.parametrize("notes", note_sets())
def test_every_line_lies_in_exactly_one_row(notes, library):
    files = {o.path: o.content for o in whole(outputs(ingest([notes], library)))}
    seen: dict[str, Counter[int]] = {}
    for line in files["ledger.jsonl"].splitlines():
        row = json.loads(line)
        seen.setdefault(row["note"], Counter()).update(range(row["from"], row["to"] + 1))
        assert row["fate"] in [f.value for f in Fate]
        assert row["why"]
    for path in notes.rglob("*.*"):
        count = len(path.read_text("utf-8").splitlines())
        assert seen[path.relative_to(notes).as_posix()] == Counter(range(1, count + 1)), path.name


@pytest.mark.parametrize("notes", note_sets())
def test_a_second_run_changes_nothing(notes, library):
    assert list(outputs(ingest([notes], library))) == list(outputs(ingest([notes], library)))


@pytest.mark.parametrize("notes", note_sets())
def test_every_live_piece_stands_in_one_draft(notes, library):
    found = ingest([notes], library)
    drafts = "\n".join(o.content for o in outputs(found) if o.path.startswith("drafts/"))
    squeezed = "".join(drafts.split())
    for piece in found.pieces:
        if piece.is_live and piece.kind.is_block and piece.fenced:
            for line in piece.text.splitlines():
                assert "".join(line.split()) in squeezed, f"{piece.place}: {line}"


def test_the_same_words_keep_their_ids_in_another_file_and_line(library, tmp_path):
    text = (NOTES / "slides.md").read_text("utf-8")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.md").write_text(text, "utf-8")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "renamed.md").write_text("一句开头。\n\n" + text, "utf-8")
    first, second = (ingest([tmp_path / d], library) for d in "ab")
    assert {q.id for q in first.questions} == {q.id for q in second.questions}
    assert {p.id for p in first.pieces} <= {p.id for p in second.pieces}


@given(st.lists(st.sampled_from(MESS) | st.text(max_size=20).map(lambda t: "".join(t.splitlines())), max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_laws_hold_for_any_mess(small_library, lines):
    before = raw("\n".join(lines))
    pieces = [before]
    for name, stage in stages(small_library):
        pieces = stage(pieces)
        assert uncovered([Note(before.place.path, before.place.last, "")], pieces) == [], name
        assert "\n".join(p.raw for p in pieces) == before.raw, name
