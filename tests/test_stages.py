"""Golden data of each stage: what every made-up note looks like after it. Change a rule, run --accept, read the diff."""

from __future__ import annotations

import pytest
from conftest import NOTES, TESTS, shown

from zhiku.notes import stages
from zhiku.notes.read import note

FILES = sorted(p.name for p in NOTES.iterdir())
SHOWN = ("shreds", "blocks", "structure", "labels", "noise", "questions", "duplicates", "topics")


@pytest.mark.parametrize("name", FILES)
def test_stages(name, small_library, golden):
    _, pieces = note(name, (NOTES / name).read_bytes())
    before: list[str] = []
    for stage, run in stages(small_library):
        pieces = run(pieces)
        lines = [shown(p) + (f" -> {p.topic}" if stage == "topics" else "") for p in pieces]
        if stage in SHOWN:  # what this stage changed, one line a piece
            golden(TESTS / "golden" / f"{name}.yml", stage, [line for line in lines if line not in before])
        before = lines
