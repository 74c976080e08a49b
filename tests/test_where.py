"""From a line of a note to what became of it: every line of the made-up notes, names of notes, and messages."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from conftest import NOTES

from zhiku import notes
from zhiku.errors import ZhikuError
from zhiku.model import Place
from zhiku.notes.piece import Fate, Kind, Note
from zhiku.notes.where import Run, named
from zhiku.output import write_whole
from zhiku.text import fold


@pytest.fixture(scope="module")
def found(small_library):
    return notes.ingest([NOTES], small_library)


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    out = tmp_path_factory.mktemp("where") / "ingest"
    write_whole(out, notes.outputs(found))
    return out


@pytest.fixture(scope="module")
def run(folder):
    return Run(folder)


def test_every_line_of_every_note_has_one_answer(found, run):
    piece_of = {(p.place.path, n): p for p in found.pieces for n in range(p.place.first, p.place.last + 1)}
    for note in found.notes:
        for line in range(1, note.lines + 1):
            [one] = run.find(f"{note.path}:{line}")
            piece = piece_of[note.path, line]
            assert (one.place, one.piece, one.fate) == (piece.place, piece.id, piece.fate)


def test_the_page_is_the_draft_that_holds_the_words(found, run, folder):
    checked = 0
    for piece in found.pieces:
        [one] = run.find(f"{piece.place.path}:{piece.place.first}")
        if not piece.is_live:
            assert (one.page is None) == (piece.fate == "dropped")
        elif fold(piece.text) and not piece.asks and piece.kind is not Kind.HEADING:
            assert fold(piece.text) in fold((folder / one.page).read_text("utf-8")), piece.place
            checked += 1
    assert checked > 20


def test_a_merged_line_names_the_piece_and_its_page(tmp_path, small_library):
    words = "预热是先把会被读的数据放进缓存，再让流量进来；放的时候要分批，免得把数据库压垮，放多少看内存还剩多少。"
    (tmp_path / "in").mkdir()
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / "in" / name).write_text(f"# 缓存 {name}\n\n{words}\n", "utf-8")
    write_whole(tmp_path / "out", notes.outputs(notes.ingest([tmp_path / "in"], small_library)))
    run = Run(tmp_path / "out")
    [first], [second] = run.find("a:3"), run.find("b.md:3")
    assert second.fate == "merged"
    assert (second.into, second.score, second.into_place) == (first.piece, 1.0, first.place)
    assert second.page == first.page == "drafts/caching/缓存-a-md.md"


def test_a_chain_of_merges_is_followed_to_its_end(found, tmp_path, small_library):
    a, b, c = (replace(p, place=Place("n.md", n, n), why=()) for n, p in enumerate(found.pieces[:3], 1))
    a = replace(a, kind=Kind.PROSE, text="最后的话", fate=Fate.KEPT, same_as="", id="p-a")
    b, c = (
        replace(b, id="p-b").merged(a.id, a.place, 0.9, "near-copy"),
        replace(c, id="p-c").merged("p-b", b.place, 1, "same-words"),
    )
    write_whole(
        tmp_path / "out",
        notes.outputs(replace(found, notes=(Note("n.md", 3, "UTF-8"),), pieces=(a, b, c), questions=())),
    )
    [one] = Run(tmp_path / "out").find("n.md:3")
    assert (one.into, one.into_place) == ("p-b", Place("n.md", 1, 1))
    assert one.page == Run(tmp_path / "out").find("n.md:1")[0].page


def test_questions_that_a_line_asks_and_answers(found, run):
    row = next(r for r in found.questions if r.asked[0].answer)
    asked = row.asked[0]
    here = [q for one in run.find(f"{asked.note}:{asked.first}") for q in one.questions]
    assert (row.id, row.text, "asks") in [(q.id, q.text, q.role) for q in here]
    there = [q for one in run.find(f"{asked.note}:{asked.answer[0]}-{asked.answer[1]}") for q in one.questions]
    assert (row.id, row.text, "answers") in [(q.id, q.text, q.role) for q in there]


def test_a_range_gives_each_row_once(found, run):
    note = found.notes[0]
    rows = run.find(f"{note.path}:1-{note.lines}")
    assert [r.place for r in rows] == sorted(p.place for p in found.pieces if p.place.path == note.path)


def test_the_report_is_linked_at_the_first_line_of_the_piece(run):
    [one] = run.find("live-qa:2")
    assert one.report == f"report.html#live-qa.txt:{one.place.first}"


PATHS = ["a/interview.md", "b/interview.md", "b/redis.md", "mq.txt", "mq-2.txt", "深入/缓存 100%.md"]


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("a/interview.md", "a/interview.md"),
        ("./mq.txt", "mq.txt"),
        ("redis.md", "b/redis.md"),  # the end of a path
        ("notes/b/redis.md", "b/redis.md"),  # a path from further up
        ("/home/me/notes/mq.txt", "mq.txt"),
        ("b\\redis.md", "b/redis.md"),
        ("a/interview", "a/interview.md"),  # without its ending
        ("mq", "mq.txt"),  # the whole name comes before the beginning of another
        ("red", "b/redis.md"),  # a beginning
        ("深入", "深入/缓存 100%.md"),
        ("缓存", "深入/缓存 100%.md"),
    ],
)
def test_a_note_is_found_by(name, note):
    assert named(name, PATHS) == note


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("interview.md", "2 notes have this name: a/interview.md, b/interview.md", "Write more of its path."),
        ("m", "2 notes have this name: mq.txt, mq-2.txt", "Write more of its path."),
        ("rediss.md", "there is no such note in this run", "Near it: b/redis.md"),
        ("中间件", "there is no such note in this run", f"The notes are: {', '.join(PATHS)}"),
    ],
)
def test_a_name_that_fits_none_or_several(name, message, hint):
    with pytest.raises(ZhikuError) as error:
        named(name, PATHS)
    assert (error.value.where, error.value.message, error.value.hint) == (name, message, hint)


def test_a_long_list_of_names_is_cut():
    with pytest.raises(ZhikuError, match=r"n-7\.md and 92 more"):
        named("n-", [f"n-{n}.md" for n in range(100)])


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("live-qa.txt", "live-qa.txt: this names no line"),
        ("live-qa.txt:", "live-qa.txt:: this names no line"),
        ("live-qa.txt:x", "live-qa.txt:x: this names no line"),
        ("live-qa.txt:0", "live-qa.txt:0: the note has the lines 1 to {lines}"),
        ("live-qa.txt:9999", "live-qa.txt:9999: the note has the lines 1 to {lines}"),
        ("live-qa.txt:5-2", "live-qa.txt:5-2: the note has the lines 1 to {lines}"),
    ],
)
def test_an_address_of_no_line(found, run, address, message):
    lines = next(n.lines for n in found.notes if n.path == "live-qa.txt")
    with pytest.raises(ZhikuError) as error:
        run.find(address)
    assert str(error.value).startswith(message.format(lines=lines))


def test_a_folder_that_no_run_wrote(tmp_path):
    with pytest.raises(ZhikuError, match="there is no such file") as error:
        Run(tmp_path)
    assert "zhiku ingest" in error.value.hint
    (tmp_path / "ledger.jsonl").write_text('{"note": ', "utf-8")
    with pytest.raises(ZhikuError, match="the file cannot be read"):
        Run(tmp_path)


def test_notes_with_names_that_markdown_would_read(tmp_path, small_library):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a|b.md", "[x](y).md", 'q"t: 1.md', "a#b?.md", "a:7.md"):
        (folder / name).write_text("# 缓存\n\n缓存要预热，数据才在里面。\n", "utf-8")
    write_whole(tmp_path / "out", notes.outputs(notes.ingest([folder], small_library)))
    run = Run(tmp_path / "out")
    for name in run.notes:
        [one] = run.find(f"{name}:1")
        assert one.place.path == name
        assert one.page
        assert (tmp_path / "out" / one.page).is_file()


def test_rows_of_a_ledger_that_a_newer_version_wrote_still_read(folder, tmp_path):
    rows = [json.loads(line) for line in (folder / "ledger.jsonl").read_text("utf-8").splitlines()]
    (tmp_path / "ledger.jsonl").write_text("".join(json.dumps(row | {"new": 1}) + "\n" for row in rows), "utf-8")
    (tmp_path / "questions.jsonl").write_text("", "utf-8")
    [one] = Run(tmp_path).find("slides.md:1")
    assert one.page is None, "there are no drafts"
