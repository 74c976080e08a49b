"""`kill -9` at any moment: what was there before is there, or what comes after it is, whole. ZHIKU_KILLS=50 kills more often than CI does."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from conftest import NOTES, ROOT, TESTS

KILLS = int(os.environ.get("ZHIKU_KILLS", "8"))
SITE_KILLS = max(KILLS // 5, 2)
FEW = [str(NOTES / "slides.md"), str(NOTES / "live-qa.txt")]
ALL = [str(NOTES)]
DOCS = ["--docs", str(TESTS / "docs")]

# Runs a command, and kills it in front of the n-th thing that it does to the disk (0: prints their number when it is done).
AT_STEP = """
import os, signal, sys
step, count = int(sys.argv[1]), 0
ON_DISK = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "ctypes.dlsym", "os.symlink"}
def hook(event, args):
    global count
    if event in ON_DISK or (event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")):
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
from zhiku.__main__ import main
sys.addaudithook(hook)
status = main(sys.argv[2:])
if not step:
    print(count)
sys.exit(status)
"""


def snapshot(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def ingest(out, notes):
    return ["ingest", *notes, "--out", str(out), *DOCS]


def run(arguments, step=0, **options):
    return subprocess.run(
        [sys.executable, "-c", AT_STEP, str(step), *arguments], cwd=ROOT, capture_output=True, text=True, check=False, **options
    )  # fmt: skip


def killed_after(arguments, seconds):
    """Start a command and kill it after a while; only the command itself, as a person who looks up its number does."""
    command = [sys.executable, "-m", "zhiku", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return process


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The two outputs to compare with, how long a run takes, and how many steps it makes on the disk."""
    folder = tmp_path_factory.mktemp("kill")
    assert run(ingest(folder / "old", FEW)).returncode == 0
    shutil.copytree(folder / "old", folder / "new")
    done = run(ingest(folder / "new", ALL))
    start = time.monotonic()
    killed_after(ingest(folder / "once", FEW), 0)
    floor = time.monotonic() - start
    start = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "zhiku", *ingest(folder / "once", ALL)], cwd=ROOT, capture_output=True, check=True
    )
    length = time.monotonic() - start - floor
    steps = int(done.stdout.splitlines()[-1])
    old, new = snapshot(folder / "old"), snapshot(folder / "new")
    assert old != new
    assert steps > len(new)
    return old, new, length, steps


def steps_of(steps, count):
    """Steps to be killed at: the first, the last ones, among which the folders change places, and some between."""
    chosen = {1, steps, steps - 1, steps - 2}
    chance = random.Random(3)
    while len(chosen) < min(count, steps):
        chosen.add(chance.choice((chance.randint(1, steps), chance.randint(max(steps - 40, 1), steps))))
    return sorted(chosen)


def test_a_run_killed_at_any_step_on_the_disk_leaves_old_or_new(made, tmp_path):
    old, new, _, steps = made
    seen = []
    for step in steps_of(steps, KILLS):
        run(ingest(tmp_path / "out", FEW))
        assert snapshot(tmp_path / "out") == old
        assert run(ingest(tmp_path / "out", ALL), step).returncode == -signal.SIGKILL
        after = snapshot(tmp_path / "out")
        assert after in (old, new), f"step {step} of {steps}"
        seen.append(after == new)
    assert seen[0] is False
    assert seen[-1] is True, "no step came after the folders had changed places"
    assert run(ingest(tmp_path / "out", FEW)).returncode == 0
    assert snapshot(tmp_path / "out") == old
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_run_killed_at_any_time_leaves_old_or_new_and_the_next_one_cleans_up(made, tmp_path):
    old, new, length, _ = made
    chance = random.Random(9)
    seen = []
    for n in range(KILLS):
        run(ingest(tmp_path / "out", FEW))
        assert snapshot(tmp_path / "out") == old
        assert [p.name for p in tmp_path.iterdir()] == ["out"], "a killed run's folders are still there"
        killed_after(ingest(tmp_path / "out", ALL), length * 1.1 * (n + chance.random()) / KILLS)
        after = snapshot(tmp_path / "out")
        assert after in (old, new), n
        seen.append(after == new)
    print(f"{KILLS} kills over {length:.2f} s: {seen.count(False)} times old, {seen.count(True)} times new")  # noqa: T201
    assert seen[0] is False


def test_a_first_run_that_is_killed_leaves_nothing_or_all(made, tmp_path):
    _, new, _, steps = made
    for step in steps_of(steps - 30, max(KILLS // 2, 4)):
        out = tmp_path / f"{step}" / "out"
        run(ingest(out, ALL), step)
        assert not out.exists() or snapshot(out) == new
        assert run(ingest(out, ALL)).returncode == 0
        assert snapshot(out) == new
        assert [p.name for p in out.parent.iterdir()] == ["out"]


def site(docs, out):
    return ["site", "--docs", str(docs), "--out", str(out)]


def test_a_site_whose_build_is_killed_is_the_old_one_or_the_new_one(tmp_path):
    docs, out = tmp_path / "docs", tmp_path / "place" / "site"
    shutil.copytree(TESTS / "docs", docs)
    assert run(site(docs, out)).returncode == 0
    old = snapshot(out)
    (docs / "fundamentals" / "index.md").write_text("---\ntitle: 新\nwords: [新]\n---\n\n# 新\n", "utf-8")
    start = time.monotonic()
    assert run(site(docs, tmp_path / "place" / "reference")).returncode == 0
    length = time.monotonic() - start
    new = snapshot(tmp_path / "place" / "reference")
    shutil.rmtree(tmp_path / "place" / "reference")
    shutil.copytree(out, tmp_path / "kept")
    chance = random.Random(27)
    seen = []
    for n in range(SITE_KILLS):
        shutil.rmtree(out)
        shutil.copytree(tmp_path / "kept", out)
        process = killed_after(site(docs, out), length * 1.05 * (n + chance.random()) / SITE_KILLS)
        after = snapshot(out)
        assert after in (old, new), n
        seen.append(after == new)
        end(process)
    print(f"{SITE_KILLS} kills over {length:.2f} s: {seen.count(False)} times old, {seen.count(True)} times new")  # noqa: T201
    assert run(site(docs, out)).returncode == 0
    assert snapshot(out) == new
    assert [p.name for p in out.parent.iterdir()] == ["site"]


def test_a_build_right_after_a_killed_one_is_not_disturbed_by_it(tmp_path):
    """The generator is a process of its own; it must not go on writing when the command that started it is gone."""
    out = tmp_path / "place" / "site"
    process = killed_after(site(TESTS / "docs", out), 1.0)
    try:
        done = run(site(TESTS / "docs", out))
        assert done.returncode == 0, done.stderr
        assert [p.name for p in out.parent.iterdir()] == ["site"]
    finally:
        end(process)


def end(process):
    """End what the killed command has left running; its group has its number."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    while True:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
