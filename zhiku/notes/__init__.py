"""From raw notes to drafts: read → untangle → find blocks → split → take labels off → drop noise → mask what is private → mend characters → find questions → dedupe → classify → tell what is new.

One note is in memory at a time; the pieces of all others wait on disk. Of them a run keeps only what it must know to the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from zhiku import near
from zhiku.bank.encoder import Encode
from zhiku.bank.known import Known, known
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
from zhiku.notes.piece import Note, Piece, Stage, is_whole, uncovered, with_ids
from zhiku.notes.questions import Asked
from zhiku.notes.read import find
from zhiku.notes.rows import Row
from zhiku.notes.spool import Spool, by_note
from zhiku.notes.survey import survey

__all__ = ["Ingest", "Progress", "ingest", "outputs", "stages"]

Progress = Callable[[str, int, int], None]
"""Called with the name of the step at work, and how many of how many notes it has done."""
Stages = tuple[tuple[str, Stage], ...]


def stages(
    library: Library,
    names: Sequence[str] = (),
    pictures: Mapping[str, Path] | None = None,
    decisions: Settled = NOTHING,
) -> Stages:
    """The pipeline in order. Each stage maps pieces to pieces, marks, and drops none."""
    answers = known(library)
    duplicates = partial(dedupe.mark, lexicon=answers.bank.lexicon, settled=decisions)
    return (*_first(names, pictures or {}), ("duplicates", duplicates), *_last(library, answers))


def _first(names: Sequence[str], pictures: Mapping[str, Path]) -> Stages:
    """What is done to each note by itself, before all of them are compared."""
    return (
        ("fences", fences.untangle),
        ("shreds", fences.mend_shreds),
        ("blocks", unfenced.find),
        ("structure", blocks.split),
        ("lists", lists.mark),
        ("images", partial(images.mark, files=pictures)),
        ("labels", labels.mark),
        ("noise", noise.mark),
        ("privacy", partial(privacy.mark, names=names)),
        ("characters", polish.mark),
        ("headings", blocks.under_headings),
        ("questions", questions.mark),
        ("names", partial(with_ids, seen=Counter())),
    )


def _last(library: Library, answers: Known) -> Stages:
    """What is done to each note by itself, when it is known what stands elsewhere too."""
    return (
        ("topics", partial(classify.mark, classifier=classify.Classifier(library.topics))),
        ("news", partial(news.mark, answers=news.Answers(library, answers.bank.lexicon))),
    )


@dataclass(frozen=True, slots=True)
class Ingest:
    """All that a run found out."""

    notes: tuple[Note, ...]
    pieces: Sequence[Piece]
    """In the order of the notes; they wait on disk."""
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
    engine: str = near.LOCAL,
    encode: Encode | None = None,
    folder: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Ingest:
    """Run the whole pipeline. `names` are known names of people, which are masked; what a person settled in `decisions` is obeyed;
    `engine` compares passages (`zhiku.near.ENGINES`); `encode` helps to order near questions; pieces wait on the disk of `folder`.
    Raises ZhikuError when there is nothing to read or no topic to sort into."""
    if not library.topics:
        raise ZhikuError(
            "the docs folder has no topics",
            hint="A topic is a folder with an index.md whose front matter has `words: [term, …]`.",
        )
    found, pictures = find(paths), images.find(paths)
    answers = known(library, encode)
    first, last = _first(names, pictures), _last(library, answers)
    notes: list[Note] = []
    asked: list[Asked] = []

    def cleaned() -> Iterator[Sequence[Piece]]:
        for note, pieces in found.read():
            progress("read", len(notes), len(found.files))
            notes.append(note)
            yield _through(first, note, pieces)

    def judged() -> Iterator[Sequence[Piece]]:
        for n, (note, pieces) in enumerate(zip(notes, by_note(waiting), strict=True)):
            progress("topics", n, len(notes))
            sorted_in = _through(last, note, [twice.apply(piece) for piece in pieces])
            asked.extend(questions.collect(sorted_in, answers.bank.lexicon))
            yield sorted_in

    waiting = Spool(cleaned(), folder=folder)
    progress("duplicates", 0, len(notes))
    twice = dedupe.decide(waiting, answers.bank.lexicon, decisions, engine=engine, folder=folder)
    pieces = Spool(judged(), folder=folder)
    progress("questions", 0, len(notes))
    return Ingest(
        tuple(notes),
        pieces,
        tuple(rows.merge(asked, answers, decisions)),
        tuple(found.errors),
        library,
        tuple(found.remarks),
        tuple(found.converted),
        pictures,
    )


def _through(stages: Stages, note: Note, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces of a note after some stages; that a stage loses none of its lines is looked at each time."""
    for name, stage in stages:
        pieces = stage(pieces)
        lost = () if is_whole(note, pieces) else uncovered([note], pieces)
        if lost:
            raise AssertionError(f"stage {name!r} loses or doubles lines: {', '.join(map(str, lost[:5]))}")
    return pieces


def outputs(found: Ingest, progress: Progress = lambda *_: None) -> Iterator[OutputFile]:
    """Every file of a run: the records, the drafts and the report. Long ones come in parts, as the notes come."""
    known = survey(found.pieces)
    site = drafts.site(known, found.questions)
    is_converted = frozenset(found.converted)
    answered = rows.answers(found.questions)
    yield OutputFile("questions.jsonl", ledger.questions(found.questions))
    yield from map(_draft, drafts.indexes(site, known, found.questions, found.library.topics))
    for n, pieces in enumerate(by_note(found.pieces)):
        note = pieces[0].place.path
        progress("write", n, len(found.notes))
        yield OutputFile(
            "ledger.jsonl", ledger.ledger(news.mark_answers(pieces, answered.get(note, {}))), continues=True
        )
        yield OutputFile("blocks.jsonl", ledger.blocks(pieces), continues=True)
        yield from map(_draft, drafts.files(pieces, known.sheets[note], site))
        if note in is_converted:
            yield converted.file(pieces)
    yield from images.outputs(known.pictures, found.pictures)
    for part in report.page(found.notes, found.pieces, found.questions, found.unreadable, known):
        yield OutputFile("report.html", part, continues=True)


def _draft(file: OutputFile) -> OutputFile:
    return OutputFile(f"drafts/{file.path}", file.content)
