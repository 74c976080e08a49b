"""From raw notes to drafts: read → untangle → find blocks → split → take labels off → drop noise → mask what is private → mend characters → find questions → dedupe → classify → tell what is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from zhiku.bank.known import known, words
from zhiku.bank.settled import NOTHING, Settled
from zhiku.errors import ZhikuError
from zhiku.library import Library
from zhiku.model import OutputFile
from zhiku.notes import (
    blocks,
    classify,
    converted,
    dedupe,
    drafts,
    fences,
    images,
    labels,
    ledger,
    lists,
    news,
    noise,
    polish,
    privacy,
    questions,
    report,
    rows,
    unfenced,
)
from zhiku.notes.piece import Note, Piece, Stage, uncovered, with_ids
from zhiku.notes.read import read
from zhiku.notes.rows import Row

__all__ = ["Ingest", "Progress", "ingest", "outputs", "stages"]

Progress = Callable[[str], None]
"""Called with the name of each stage before it runs."""


def stages(
    library: Library,
    names: Sequence[str] = (),
    pictures: Mapping[str, Path] | None = None,
    decisions: Settled = NOTHING,
) -> tuple[tuple[str, Stage], ...]:
    """The pipeline in order. Each stage maps pieces to pieces, marks, and drops none."""
    lexicon = words(library)
    return (
        ("fences", fences.untangle),
        ("shreds", fences.mend_shreds),
        ("blocks", unfenced.find),
        ("structure", blocks.split),
        ("lists", lists.mark),
        ("images", partial(images.mark, files=pictures or {})),
        ("labels", labels.mark),
        ("noise", noise.mark),
        ("privacy", partial(privacy.mark, names=names)),
        ("characters", polish.mark),
        ("headings", blocks.under_headings),
        ("questions", questions.mark),
        ("names", with_ids),
        ("duplicates", partial(dedupe.mark, lexicon=lexicon, settled=decisions)),
        ("topics", partial(classify.mark, topics=library.topics)),
        ("news", partial(news.mark, answers=news.Answers(library, lexicon))),
    )


@dataclass(frozen=True, slots=True)
class Ingest:
    """All that a run found out."""

    notes: tuple[Note, ...]
    pieces: tuple[Piece, ...]
    questions: tuple[Row, ...]
    unreadable: tuple[ZhikuError, ...]
    library: Library
    remarks: tuple[str, ...] = ()
    """How notes were read when that was not plain, and what was passed over; sentences for the user."""
    converted: tuple[str, ...] = ()
    """Notes whose lines are not those of their file."""
    pictures: Mapping[str, Path] = field(default_factory=dict)
    """Picture files beside the notes, by their paths relative to the folder given."""


def ingest(
    paths: Sequence[Path],
    library: Library,
    *,
    names: Sequence[str] = (),
    decisions: Settled = NOTHING,
    progress: Progress = lambda _: None,
) -> Ingest:
    """Run the whole pipeline. `names` are known names of people, which are masked. Raises ZhikuError when there is nothing to read or no topic to sort into."""
    if not library.topics:
        raise ZhikuError(
            "the docs folder has no topics",
            hint="A topic is a folder with an index.md whose front matter has `words: [term, …]`.",
        )
    progress("read")
    reading = read(paths)
    pictures = images.find(paths)
    pieces = list(reading.pieces)
    for name, stage in stages(library, names, pictures, decisions):
        progress(name)
        pieces = stage(pieces)
        lost = uncovered(reading.notes, pieces)
        if lost:
            raise AssertionError(f"stage {name!r} loses or doubles lines: {', '.join(map(str, lost[:5]))}")
    progress("questions")
    answers = known(library)
    found = rows.merge(questions.collect(pieces, answers.bank.lexicon), answers, decisions)
    return Ingest(
        reading.notes,
        tuple(pieces),
        tuple(found),
        reading.errors,
        library,
        reading.remarks,
        reading.converted,
        pictures,
    )


def outputs(found: Ingest) -> list[OutputFile]:
    """Every file of a run: the records, the drafts and the report."""
    return [
        OutputFile("ledger.jsonl", ledger.ledger(news.mark_answers(found.pieces, rows.answers(found.questions)))),
        OutputFile("questions.jsonl", ledger.questions(found.questions)),
        OutputFile("blocks.jsonl", ledger.blocks(found.pieces)),
        *(
            OutputFile(f"drafts/{file.path}", file.content)
            for file in drafts.files(found.pieces, found.questions, found.library)
        ),
        *images.outputs(found.pieces, found.pictures),
        *converted.files(found.converted, found.pieces),
        OutputFile("report.html", report.page(found.notes, found.pieces, found.questions, found.unreadable)),
    ]
