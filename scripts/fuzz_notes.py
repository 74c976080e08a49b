"""Search for notes that break the engine, guided by the code that they reach. Needs atheris, which is not among the pins:

    python3.11 -m venv /tmp/fuzzvenv && /tmp/fuzzvenv/bin/pip install atheris click pyyaml rich
    PYTHONPATH=. nice /tmp/fuzzvenv/bin/python scripts/fuzz_notes.py /tmp/fuzz -max_total_time=900

Notes that reach new code are kept in FOLDER/corpus, so that the next run goes on from there; for each way to break, the
smallest note that does it and what it says stand in FOLDER/found. ZHIKU_NOTES names more notes to start from.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import traceback
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
with atheris.instrument_imports(include=["zhiku"]):
    import hostile
    import laws

    from zhiku.library import Library, load

TRACED = 4.0  # how much slower the engine runs while its branches are counted
LARGEST = 64 * 1024
_SLICE = 50  # lines of a seed


def main() -> None:
    folder = Path(sys.argv.pop(1))
    corpus, found = folder / "corpus", folder / "found"
    for path in (corpus, found):
        path.mkdir(parents=True, exist_ok=True)
    for seed in seeds():
        (corpus / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as scratch:  # noqa: S108
        target = Target(load(ROOT / "tests" / "docs"), Path(scratch) / "note.md", found)
        options = [
            sys.argv[0],
            "-timeout=300",
            "-rss_limit_mb=4096",
            f"-artifact_prefix={found}/",
            f"-max_len={LARGEST}",
        ]
        atheris.Setup([*options, *sys.argv[1:], str(corpus)], target, custom_mutator=mutate)
        atheris.Fuzz()


def seeds() -> Iterator[bytes]:
    """All notes, in slices."""
    for folder in (ROOT / "tests" / "notes", Path(os.environ.get("ZHIKU_NOTES", "."))):
        for note in sorted(folder.glob("*.*")) if folder != Path() else []:
            lines = note.read_text("utf-8").splitlines()
            for n in range(0, len(lines), _SLICE):
                yield "\n".join(lines[n : n + _SLICE]).encode()
    for texts in hostile.COMMONMARK.values():
        yield "\n\n".join(texts).encode()


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """A few damages to lines; now and then libFuzzer's own to bytes."""
    chance = random.Random(seed)  # noqa: S311
    if chance.random() < 0.1:
        return bytes(atheris.Mutate(data, max_size))
    lines = data.decode("utf-8", "ignore").split("\n")
    words = (
        *hostile.MARKS,
        *hostile.CHARACTERS,
        chance.choice(hostile.STRINGS)[: chance.choice((30, 300, 3000))],
        chance.choice(lines),
    )
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        change = chance.choice(hostile.CHANGES)
        if change in ("many", "deep") and chance.random() < 0.8:
            continue  # large notes are slow; some are enough
        lines = hostile.changed(lines, change, chance.randrange(1 << 16), chance.choice(words))
    return "\n".join(lines).encode()[:max_size]


class Target:
    """Runs the laws over one input, and keeps the smallest input for each way to break them."""

    def __init__(self, library: Library, file: Path, found: Path) -> None:
        self._library, self._file, self._found = library, file, found

    def __call__(self, data: bytes) -> None:
        text = data.decode("utf-8", "ignore").encode()
        self._file.write_bytes(text)
        try:
            laws.hold(self._file, self._library, seconds=TRACED * laws.SECONDS)
        except Exception as error:  # noqa: BLE001
            self._keep(text, error)

    def _keep(self, text: bytes, error: Exception) -> None:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if "zhiku" in f.filename]
        place = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
        said = " ".join(w for w in str(error).split()[:4] if not any(c.isdigit() for c in w))
        name = sha256(f"{type(error).__name__} {place} {said}".encode()).hexdigest()[:8]
        note = self._found / f"{name}.md"
        if note.exists() and note.stat().st_size <= len(text):
            return
        print(f"FOUND {name} {len(text)} bytes {type(error).__name__} {place}: {str(error)[:200]}", flush=True)
        note.write_bytes(text)
        note.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), "utf-8")


if __name__ == "__main__":
    main()
