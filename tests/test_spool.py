"""Pieces come back from disk as they went there; a run has the pieces of few notes in memory, whatever the number of its notes."""

from __future__ import annotations

import gc

import pytest
from conftest import piece_of

from zhiku.notes import ingest, outputs
from zhiku.notes.piece import Kind, Piece
from zhiku.notes.spool import Spool, by_note


@pytest.fixture
def notes():
    """Three notes of 3, 1 and 2 pieces."""
    return [
        [piece_of(f"{name}{n}", n, f"{name}.md") for n in range(1, count + 1)]
        for name, count in (("a", 3), ("b", 1), ("c", 2))
    ]


def test_pieces_come_back_as_they_were(notes):
    spool = Spool([*notes, []])
    every = [piece for pieces in notes for piece in pieces]
    assert list(spool) == every
    assert list(spool) == every, "a second time too"
    assert list(by_note(spool)) == notes
    assert len(spool) == 6
    assert spool[0].kind is Kind.PROSE


def test_any_piece_can_be_asked_for(notes):
    spool = Spool(notes)
    every = list(spool)
    assert [spool[n] for n in (5, 0, 3, -1, 2)] == [every[n] for n in (5, 0, 3, -1, 2)]
    assert spool[1:5:2] == every[1:5:2]
    assert spool[:2] == every[:2]
    with pytest.raises(IndexError):
        spool[6]


def test_asking_while_walking_disturbs_nothing(notes):
    spool = Spool(notes)
    assert [(piece.text, spool[5].text) for piece in spool] == [(piece.text, "c2") for piece in list(spool)]


def test_nothing_is_nothing():
    assert list(Spool()) == []
    assert len(Spool()) == 0


def test_no_file_can_be_seen(notes, tmp_path):
    spool = Spool(notes, folder=tmp_path)
    assert len(spool) == 6
    assert list(tmp_path.iterdir()) == []


def test_a_note_that_breaks_leaves_no_file(notes, tmp_path):
    def breaking():
        yield notes[0]
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  our own
        Spool(breaking(), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_run_has_the_pieces_of_few_notes_in_memory(tmp_path, small_library):
    for n in range(30):
        text = "\n\n".join(f"第 {n} 份的第 {k} 段说缓存。" for k in range(10))
        (tmp_path / f"{n:02}.md").write_text(text, "utf-8")
    found = ingest([tmp_path], small_library)
    most = max(_alive() for file in outputs(found) if file.path == "ledger.jsonl")
    assert len(found.pieces) == 300
    assert most <= 30


def _alive():
    return sum(isinstance(thing, Piece) for thing in gc.get_objects())
