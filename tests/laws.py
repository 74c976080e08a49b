"""What must hold for any note whatsoever: no line is lost, the same comes out twice, and what comes out can be read."""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager
from dataclasses import replace

from zhiku import markdown
from zhiku.errors import ZhikuError
from zhiku.notes import ingest, outputs, stages
from zhiku.notes.piece import uncovered
from zhiku.notes.read import read

SECONDS = 5.0
"""Of processor time, for a note of up to 64 KB; twice the size may take twice the time, not four times."""
_SIZE = 64 * 1024


class LawBrokenError(AssertionError):
    """Says which law, and after which stage."""


def hold(file, library, *, seconds=SECONDS):
    """Run everything over one note and return the outputs; a note that cannot be read has none. Raises LawBrokenError,
    or what the engine raises."""
    with within(seconds * max(file.stat().st_size / _SIZE, 1)):
        try:
            reading = read([file])
        except ZhikuError:
            return []
        return _lawful(file, library, reading)


@contextmanager
def within(seconds):
    """Raises LawBrokenError where the time is over; it is the processor's, so that a busy machine does not matter."""

    def too_long(_number, _frame):
        raise LawBrokenError(f"slow: more than {seconds:.2f} s")

    before = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _lawful(file, library, reading):
    pieces = _nothing_lost(reading, library)
    found = ingest([file], library)
    if list(found.pieces) != pieces:
        raise LawBrokenError("two runs of the stages differ")
    files = whole(outputs(found))
    if files != whole(outputs(found)):
        raise LawBrokenError("the same run is written in two ways")
    _can_be_read(files)
    return files


def whole(files):
    """The files as they will stand on the disk: parts of one file are put together."""
    found = {}
    for file in files:
        if file.path in found and not file.continues:
            raise LawBrokenError(f"two files have one name: {file.path!r}")
        before = found[file.path].content if file.path in found else ""
        found[file.path] = replace(file, content=before + file.content if before else file.content)
    return list(found.values())


def _nothing_lost(reading, library):
    pieces = list(reading.pieces)
    before = "\n".join(piece.raw for piece in pieces)
    for name, stage in stages(library):
        pieces = stage(pieces)
        lost = uncovered(reading.notes, pieces)
        if lost:
            raise LawBrokenError(f"{name}: loses or doubles {', '.join(map(str, lost[:5]))}")
        if "\n".join(piece.raw for piece in pieces) != before:
            raise LawBrokenError(f"{name}: changes the raw lines")
        wrong = next((p for p in pieces if p.raw.count("\n") + 1 != p.place.lines), None)
        if wrong:
            raise LawBrokenError(f"{name}: {wrong.place} does not count its lines")
    return pieces


def _can_be_read(files):
    """Records are JSON, drafts have a head that parses, paths are their own and stay inside, an id stands once a page."""
    paths = [file.path for file in files]
    if len({path.lower() for path in paths}) != len(paths):
        raise LawBrokenError("two files have one name")
    for file in files:
        file.content.encode("utf-8")
        if any(part in ("", ".", "..") or len(part.encode()) > 255 for part in file.path.split("/")):
            raise LawBrokenError(f"a path that cannot be written: {file.path!r}")
        if file.path.endswith(".jsonl"):
            for line in file.content.split("\n")[:-1]:
                json.loads(line)
        elif file.path.endswith(".md"):
            page = markdown.read(file.path, file.content)
            if not page.meta.get("title"):
                raise LawBrokenError("a draft without a title")
            ids = [h.attributes["id"] for h in page.headings if "id" in h.attributes]
            if len(set(ids)) != len(ids):
                raise LawBrokenError("a draft with an id twice")
