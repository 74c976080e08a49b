"""The commands as a user calls them: what they print, their exit status, and that nothing is lost when the input is bad."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from conftest import NOTES, ROOT, TESTS

from zhiku.__main__ import commands, main

DOCS = ["--docs", str(TESTS / "docs")]


def snapshot(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_ingest_writes_the_contracted_files(tmp_path, capsys):
    assert main(["ingest", str(NOTES), "--out", str(tmp_path / "out"), *DOCS]) == 0
    out = capsys.readouterr().out
    assert "5 notes" in out
    assert str(tmp_path / "out" / "report.html") in out
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "ledger.jsonl",
        "questions.jsonl",
        "blocks.jsonl",
        "drafts",
        "report.html",
    }
    rows = [json.loads(line) for line in (tmp_path / "out" / "questions.jsonl").read_text("utf-8").splitlines()]
    assert set(rows[0]) == {"id", "text", "topic", "answered", "wordings", "sources", "answer", "known", "near"}
    known = {row["text"]: row["known"] for row in rows if row["known"]}
    assert known == {
        "什么是缓存污染？": "caching/pollution.md#pollution-what",
        "怎么预热缓存": "caching/warm-up.md#warm-up-how",
    }


def test_ingest_writes_the_same_bytes_again_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    main(["ingest", str(NOTES), "--out", str(out), *DOCS])
    first = snapshot(out)
    (out / "stale.txt").write_text("old", "utf-8")
    main(["ingest", str(NOTES), "--out", str(out), *DOCS])
    assert snapshot(out) == first
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_summary_as_json(tmp_path, capsys):
    main(["ingest", str(NOTES), "--out", str(tmp_path / "out"), "--json", *DOCS])
    numbers = json.loads(capsys.readouterr().out)
    assert numbers["lines"] == numbers["kept"] + numbers["repaired"] + numbers["merged"] + numbers["dropped"]


BAD = {
    "no such folder": (lambda d: d / "none", "there is no such file or folder", "Check the spelling"),
    "an empty folder": (lambda d: (d / "empty").mkdir() or d / "empty", "the folder holds no notes", "end in .md"),
    "an empty file": (lambda d: write(d / "a.md", b" \n"), "the note is empty", "put the note into it"),
    "a binary file": (lambda d: write(d / "a.md", b"a\0b"), "binary file (a NUL byte at 1)", "Export it as Markdown"),
    "not UTF-8": (lambda d: write(d / "a.txt", "一\n缓存".encode("gb18030")), "not UTF-8", "iconv -f GB18030"),
}


def write(path, data):
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_clear_message_and_the_old_output_stays(tmp_path, capsys, case):
    make, message, hint = BAD[case]
    out = tmp_path / "out"
    main(["ingest", str(NOTES), "--out", str(out), *DOCS])
    before = snapshot(out)
    capsys.readouterr()
    path = make(tmp_path)
    assert main(["ingest", str(path), "--out", str(out), *DOCS]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("error: ") == 1
    assert path.name in said.err
    assert message in said.err
    assert hint in said.err
    assert "Traceback" not in said.err
    assert snapshot(out) == before


def test_one_unreadable_note_is_reported_and_the_others_go_on(tmp_path, capsys):
    notes = tmp_path / "notes"
    notes.mkdir()
    write(notes / "good.md", "# 缓存\n\n缓存怎么预热？\n".encode())
    write(notes / "bad.md", b"\xff\xff")
    assert main(["ingest", str(notes), "--out", str(tmp_path / "out"), *DOCS]) == 1
    said = capsys.readouterr()
    assert "bad.md:1: the note is not UTF-8" in said.err
    assert "1 notes" in said.out
    assert '"note": "good.md"' in (tmp_path / "out" / "ledger.jsonl").read_text("utf-8")
    assert "bad.md" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_note_without_a_heading_is_sorted_by_its_words(tmp_path):
    note = write(tmp_path / "n.txt", "预热就是先把会被读的数据放进 Redis。\n".encode())
    assert main(["ingest", str(note), "--out", str(tmp_path / "out"), *DOCS]) == 0
    [page] = [p for p in (tmp_path / "out" / "drafts" / "caching").iterdir() if p.name != "index.md"]
    assert "预热就是先把会被读的数据放进 Redis" in page.read_text("utf-8")


def test_front_matter_that_is_not_yaml_stops_the_run(tmp_path, capsys):
    docs = tmp_path / "docs" / "t"
    docs.mkdir(parents=True)
    write(docs / "index.md", b"---\ntitle: a: b\n---\n")
    assert main(["check", "--docs", str(docs.parent)]) == 1
    assert "t/index.md:2: the front matter is not YAML" in capsys.readouterr().err


def test_check_prints_findings_in_three_forms(tmp_path, capsys):
    docs = tmp_path / "docs"
    (docs / "t").mkdir(parents=True)
    write(docs / "t" / "index.md", b"---\ntitle: T\nwords: [a]\n---\n[x](no.md)\n")
    assert main(["check", "--docs", str(docs)]) == 1
    assert (
        f"{docs}/t/index.md:5: L001 link-broken: the link to no.md leads to no page\n  Links are"
        in capsys.readouterr().out
    )
    assert main(["check", "--docs", str(docs), "--format", "github"]) == 1
    assert (
        f"::error file={docs}/t/index.md,line=5,endLine=5,title=L001 link-broken::the link" in capsys.readouterr().out
    )
    assert main(["check", "--docs", str(docs), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["code"] == "L001"


def test_a_wrong_call_is_told_from_a_mistake_in_the_input(capsys):
    assert main(["ingest"]) == 2
    assert "Missing argument" in capsys.readouterr().err


def test_every_command_has_help_and_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, command in commands.commands.items():
        assert command.help
        assert f"zhiku {name}" in readme


def test_colour_and_progress_stay_out_of_a_pipe(tmp_path):
    command = [sys.executable, "-m", "zhiku", "ingest", str(NOTES), "--out", str(tmp_path / "out"), *DOCS]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "NO_COLOR": "1"}, check=True
    )
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
