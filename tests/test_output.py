"""Whole or not at all."""

from __future__ import annotations

import pytest

from zhiku.errors import ZhikuError
from zhiku.model import OutputFile
from zhiku.output import beside, room, write_whole


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    out = tmp_path / "deep" / "out"
    write_whole(out, [OutputFile("a/b.txt", "1\n"), OutputFile("c.txt", "2\n")])
    write_whole(out, [OutputFile("a/b.txt", "3\n")])
    assert [p.name for p in out.rglob("*") if p.is_file()] == ["b.txt"]
    assert (out / "a" / "b.txt").read_bytes() == b"3\n"
    assert not beside(out, "new").exists()


def test_a_run_that_breaks_half_way_leaves_the_old_folder(tmp_path):
    out = tmp_path / "out"
    write_whole(out, [OutputFile("a.txt", "old")])

    def files():
        yield OutputFile("a.txt", "new")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_whole(out, files())
    assert (out / "a.txt").read_text() == "old"
    write_whole(out, [OutputFile("a.txt", "new")])  # what the broken run left behind does not disturb
    assert (out / "a.txt").read_text() == "new"


def test_a_long_file_comes_in_parts(tmp_path):
    for _ in range(2):  # a second run does not go on where the first one stopped
        write_whole(
            tmp_path / "out",
            [
                OutputFile("a/long.txt", "1\n", continues=True),
                OutputFile("b.txt", "b"),
                OutputFile("a/long.txt", "二\n", continues=True),
                OutputFile("a/long.txt", b"3\n", continues=True),
            ],
        )
        assert (tmp_path / "out" / "a" / "long.txt").read_text("utf-8") == "1\n二\n3\n"
        assert (tmp_path / "out" / "b.txt").read_text("utf-8") == "b"


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x"])
def test_no_file_is_written_outside(tmp_path, path):
    with pytest.raises(ZhikuError, match="outside the output folder"):
        write_whole(tmp_path / "out", [OutputFile(path, "")])
    assert not (tmp_path / "x").exists()


def test_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ZhikuError, match="not a folder"):
        write_whole(tmp_path / "out", [OutputFile("a", "")])
    assert (tmp_path / "out").read_text() == "mine"


def test_what_a_run_sets_aside_goes_with_it_and_with_the_next_one_when_it_was_killed(tmp_path):
    left = tmp_path / ".out.room" / "of a killed run"
    left.mkdir(parents=True)

    def breaking():
        with room(tmp_path / "out") as folder:
            assert folder.parent == tmp_path
            assert not left.exists()
            (folder / "aside").write_text("1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaking()
    assert list(tmp_path.iterdir()) == []
    with room(tmp_path / "not" / "yet" / "out") as folder:
        assert folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []
