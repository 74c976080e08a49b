"""From raw notes to drafts: read → untangle → find blocks → split → take labels off → drop noise → find questions → dedupe → classify."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from zhiku.errors import ZhikuError
from zhiku.library import Library
from zhiku.model import OutputFile
from zhiku.notes import blocks, classify, dedupe, drafts, fences, labels, ledger, noise, questions, report, unfenced
from zhiku.notes.dedupe import Row
from zhiku.notes.piece import Note, Piece, Stage, uncovered, with_ids
from zhiku.notes.read import read

__all__ = ["Ingest", "Progress", "ingest", "outputs", "stages"]

Progress = Callable[[str], None]
"""Called with the name of each stage before it runs."""


def stages(library: Library) -> tuple[tuple[str, Stage], ...]:
    """The pipeline in order. Each stage maps pieces to pieces, marks, and drops none."""
    return (
        ("fences", fences.untangle),
        ("shreds", fences.mend_shreds),
        ("blocks", unfenced.find),
        ("structure", blocks.split),
        ("labels", labels.mark),
        ("noise", noise.mark),
        ("headings", blocks.under_headings),
        ("questions", questions.mark),
        ("names", with_ids),
        ("duplicates", dedupe.mark),
        ("topics", partial(classify.mark, topics=library.topics)),
    )


@dataclass(frozen=True, slots=True)
class Ingest:
    """All that a run found out."""

    notes: tuple[Note, ...]
    pieces: tuple[Piece, ...]
    questions: tuple[Row, ...]
    unreadable: tuple[ZhikuError, ...]
    library: Library


def ingest(paths: Sequence[Path], library: Library, *, progress: Progress = lambda _: None) -> Ingest:
    """Run the whole pipeline. Raises ZhikuError when there is nothing to read or no topic to sort into."""
    if not library.topics:
        raise ZhikuError(
            "the docs folder has no topics",
            hint="A topic is a folder with an index.md whose front matter has `words: [term, …]`.",
        )
    progress("read")
    reading = read(paths)
    pieces = list(reading.pieces)
    for name, stage in stages(library):
        progress(name)
        pieces = stage(pieces)
        lost = uncovered(reading.notes, pieces)
        if lost:
            raise AssertionError(f"stage {name!r} loses or doubles lines: {', '.join(map(str, lost[:5]))}")
    known = {dedupe.key(words): f"{q.article}#{q.id}" for q in library.questions() for words in (q.text, *q.wordings)}
    rows = dedupe.merge(questions.collect(pieces), known)
    return Ingest(reading.notes, tuple(pieces), tuple(rows), reading.errors, library)


def outputs(found: Ingest) -> list[OutputFile]:
    """Every file of a run: the records, the drafts and the report."""
    return [
        OutputFile("ledger.jsonl", ledger.ledger(found.pieces)),
        OutputFile("questions.jsonl", ledger.questions(found.questions)),
        OutputFile("blocks.jsonl", ledger.blocks(found.pieces)),
        *(
            OutputFile(f"drafts/{file.path}", file.content)
            for file in drafts.files(found.pieces, found.questions, found.library)
        ),
        OutputFile("report.html", report.page(found.notes, found.pieces, found.questions, found.unreadable)),
    ]
