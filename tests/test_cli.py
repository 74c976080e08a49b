"""The commands as a user calls them: what they print, their exit status, and that nothing is lost when the input is bad."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys

import pytest
from conftest import NOTES, ROOT, TESTS

from zhiku import notes
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
    assert set(rows[0]) == {
        "id",
        "text",
        "topic",
        "topics",
        "topic_words",
        "topic_uncertain",
        "answered",
        "wordings",
        "merged",
        "sources",
        "answer",
        "known",
        "news",
        "partly",
        "near",
    }
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
    "no encoding that is known": (
        lambda d: write(d / "a.txt", b"\xff\xff\x81 \x80abc\xff"),
        "not UTF-8",
        "Save it as UTF-8",
    ),
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


def test_how_a_note_was_read_is_said(tmp_path, capsys):
    note = write(tmp_path / "old.txt", "预热就是先把会被读的数据放进缓存。\n".encode("gb18030"))
    assert main(["ingest", str(note), "--out", str(tmp_path / "out"), *DOCS]) == 0
    said = capsys.readouterr().err
    assert "old.txt" in said
    assert "GB18030" in said


def test_a_note_in_gb18030_is_read_and_told(tmp_path, small_library):
    note = write(tmp_path / "a.txt", "一\n缓存怎么预热？".encode("gb18030"))
    assert main(["ingest", str(note), "--out", str(tmp_path / "out"), *DOCS]) == 0
    assert "缓存怎么预热" in (tmp_path / "out" / "questions.jsonl").read_text("utf-8")
    told = "a.txt was read as GB18030 (it is not UTF-8: byte 0xbb in line 2)."
    assert notes.ingest([note], small_library).remarks == (told,)


def test_a_note_without_a_heading_is_sorted_by_its_words(tmp_path):
    note = write(tmp_path / "n.txt", "预热就是先把会被读的数据放进 Redis。\n".encode())
    assert main(["ingest", str(note), "--out", str(tmp_path / "out"), *DOCS]) == 0
    [page] = [p for p in (tmp_path / "out" / "drafts" / "caching").iterdir() if p.name != "index.md"]
    assert "预热就是先把会被读的数据放进 Redis" in page.read_text("utf-8")


def test_front_matter_that_is_not_yaml_is_a_finding(tmp_path, capsys):
    docs = tmp_path / "docs" / "t"
    docs.mkdir(parents=True)
    write(docs / "index.md", b"---\ntitle: a: b\n---\n")
    assert main(["check", "--docs", str(docs.parent)]) == 1
    assert "t/index.md:2: F001 head-unreadable: the front matter is not YAML" in capsys.readouterr().out


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


@pytest.fixture(scope="module")
def ingested(tmp_path_factory):
    out = tmp_path_factory.mktemp("cli") / "ingest"
    assert main(["ingest", str(NOTES), "--out", str(out), *DOCS]) == 0
    return out


def test_where_tells_what_became_of_a_line(ingested, capsys):
    assert main(["where", "scraped-blog:1", "--out", str(ingested)]) == 0
    said = capsys.readouterr().out.splitlines()
    row = json.loads(
        next(r for r in (ingested / "ledger.jsonl").read_text("utf-8").splitlines() if "scraped-blog" in r)
    )
    assert said[0].startswith("scraped-blog.txt:1")
    assert said[0].endswith(f"  {row['fate']} · {row['kind']} · {row['rule']}")
    assert said[1] == f"  {row['why']}"
    assert said[2] == f"  piece      {row['piece']}"
    assert said[-1] == f"  look at    {ingested.as_uri()}/report.html#scraped-blog.txt:1"


def test_where_names_a_draft_that_exists(ingested, capsys):
    assert main(["where", "live-qa:1-40", "--out", str(ingested)]) == 0
    pages = re.findall(r"stands in  (.*)", capsys.readouterr().out)
    assert pages
    assert all(os.path.isfile(page) for page in pages)  # noqa: PTH113


def test_where_as_json(ingested, capsys):
    assert main(["where", "live-qa:1-40", "--out", str(ingested), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [set(row) for row in rows] == [
        {
            "note",
            "from",
            "to",
            "kind",
            "fate",
            "rule",
            "why",
            "piece",
            "page",
            "into",
            "score",
            "into_at",
            "questions",
            "report",
        }
    ] * len(rows)
    assert rows[0]["from"] == 1


def test_where_without_such_a_note_is_one_message_on_stderr(ingested, capsys):
    assert main(["where", "nothing:1", "--out", str(ingested)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: nothing: there is no such note in this run\n")


def test_names_are_read_one_a_line(tmp_path, monkeypatch):
    given = []
    ingest = notes.ingest
    monkeypatch.setattr(notes, "ingest", lambda *a, names, **k: given.append(names) or ingest(*a, names=names, **k))
    file = write(tmp_path / "names.txt", "\ufeff# 同事\n张小三  # 前同事\n\n 李四四 \n张小三\n".encode())
    note = write(tmp_path / "n.md", "# 缓存\n\n张小三说缓存要预热。\n".encode())
    assert main(["ingest", str(note), "--names", str(file), "--out", str(tmp_path / "out"), *DOCS]) == 0
    assert given == [("张小三", "李四四")]
    for path, data in snapshot(tmp_path / "out").items():
        assert "张小三" not in data.decode(), path


@pytest.mark.parametrize(
    ("data", "message"), [(None, "the list of names cannot be read"), (b"\xff\xfe", "the list of names is not UTF-8")]
)
def test_names_that_cannot_be_read_stop_the_run(tmp_path, capsys, data, message):
    file = tmp_path / "names.txt"
    if data:
        file.write_bytes(data)
    assert main(["ingest", str(NOTES), "--names", str(file), "--out", str(tmp_path / "out"), *DOCS]) == 1
    assert f"error: {file}: {message}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_no_traceback(tmp_path, capsys):
    write(tmp_path / "file", b"")
    assert main(["ingest", str(NOTES), "--out", str(tmp_path / "file" / "out"), *DOCS]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Not a directory" in said.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_the_shell_reads(shell, capsys, tmp_path):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_ZHIKU_COMPLETE={shell}_complete" in script
    if found := shutil.which(shell):
        subprocess.run([found, "-n", str(write(tmp_path / "s", script.encode()))], check=True)


def test_completion_is_for_the_shell_at_work(monkeypatch, capsys):
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert main(["completion"]) == 0
    assert "fish_complete" in capsys.readouterr().out
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    assert main(["completion"]) == 2
    assert "Say which shell: zhiku completion [bash|zsh|fish]" in capsys.readouterr().err


def test_the_shell_completes_commands_and_notes(ingested):
    def completed(*words):
        environment = {
            "_ZHIKU_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(len(words) - 1),
        }
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from zhiku.__main__ import main; sys.exit(main())"],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment},
            check=False,
        )
        return done.stdout.split()

    assert completed("zhiku", "whe") == ["plain,where"]
    assert completed("zhiku", "where", "--out", str(ingested), "live") == ["plain,live-qa.txt"]


def test_every_command_tells_its_exit_status_and_an_example():
    for name, command in commands.commands.items():
        assert f"zhiku {name}" in command.help
        assert command.epilog.startswith("Exit status: 0")
    assert "NO_COLOR" in commands.epilog


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


def on_a_terminal(arguments, **environment):
    """What a command writes to a terminal (both streams)."""
    main_end, child_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "zhiku", *arguments],
        stdin=child_end,
        stdout=child_end,
        stderr=child_end,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": "100", **environment},
    )
    os.close(child_end)
    said = b""
    while True:
        try:
            said += (more := os.read(main_end, 65536))
        except OSError:  # the other end was closed
            break
        if not more:
            break
    os.close(main_end)
    assert process.wait() in (0, 1)
    return said.decode("utf-8", "replace")


def test_a_terminal_shows_a_bar_with_the_names_of_stages(tmp_path):
    said = on_a_terminal(["ingest", str(NOTES), "--out", str(tmp_path / "out"), *DOCS])
    assert "write" in said
    assert re.search(r"\d+/\d+", said)
    assert "\x1b[2K5 notes" in said, "the bar is wiped out, the summary stays"


def test_no_color_leaves_no_colour_on_a_terminal(tmp_path):
    colour = re.compile(r"\x1b\[[\d;]*3\d(;[\d;]*)?m")
    arguments = ["ingest", str(tmp_path / "none"), "--out", str(tmp_path / "out"), *DOCS]
    assert colour.search(on_a_terminal(arguments))
    assert not colour.search(on_a_terminal(arguments, NO_COLOR="1"))
