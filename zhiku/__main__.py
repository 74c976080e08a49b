"""The commands. The only module that prints and exits."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from click.shell_completion import CompletionItem, get_completion_class
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from zhiku import checks, near, notes
from zhiku.bank import settled
from zhiku.bank.cache import CACHE, known_at
from zhiku.bank.encoder import encoder as named_encoder
from zhiku.bank.known import Hit
from zhiku.errors import ManyErrors, ZhikuError
from zhiku.library import RECORD, load, read
from zhiku.model import Finding, Place
from zhiku.notes import coverage as covering
from zhiku.notes import shown
from zhiku.notes.piece import Fate
from zhiku.notes.where import Found, Run
from zhiku.output import room, write_whole
from zhiku.site import build, offline

_INGEST = Path("build/ingest")
_SHELLS = ("bash", "zsh", "fish")
_WRONG = "1 the input is wrong: the message says what, where and what to do; 2 a wrong call; 130 stopped."
_ENCODER = click.option(
    "--encoder",
    metavar="MODULE:FUNCTION",
    help="An embedding of yours, texts → (n, d) float32, that helps to order what is near. It merges nothing.",
)
_DOCS = click.option(
    "--docs",
    type=click.Path(path_type=Path),
    default=Path("docs"),
    show_default=True,
    help="The docs folder: topics, and what is answered already.",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 well, 1 findings or a mistake of the user, 2 a wrong call."""
    try:
        status = commands.main(args=list(argv) if argv is not None else None, prog_name="zhiku", standalone_mode=False)
    except ManyErrors as errors:
        _complain([str(error) for error in errors.errors])
        return 1
    except ZhikuError as error:
        _complain([str(error)])
        return 1
    except OSError as error:
        if error.filename is None:  # not about a file of the user: a bug
            raise
        _complain(
            [f"{error.filename}: {error.strerror}\n  Look at the path, its permissions and the space on the disk."]
        )
        return 1
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        _complain(["stopped; what was there before is unchanged"])
        return 130
    return status if isinstance(status, int) else 0


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"Exit status: 0 well; 1 findings, or {_WRONG[2:]} Errors go to stderr. NO_COLOR=1 turns colours off. Each command has --help with examples; `zhiku completion` lets the shell complete them.",
)
@click.version_option(package_name="zhiku")
def commands() -> None:
    """Turn messy notes into a knowledge base that people want to read.

    \b
    zhiku ingest notes/            read raw notes into build/ingest: drafts, ledger, report
    zhiku where interview.md:120   tell what became of that line
    zhiku similar "为什么要有 P？"   find the questions that are most like it
    zhiku site                     build docs/ into site/
    zhiku check                    look for mistakes in docs/
    zhiku coverage notes/          tell which questions of the notes docs/ does not answer
    """


@commands.command(
    epilog=f"Exit status: 0 all notes were read; 1 a note could not be read (the others are written), or {_WRONG[2:]}"
)
@click.argument("paths", metavar="NOTES...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=_INGEST,
    show_default=True,
    help="The folder to write, whole or not at all.",
)
@click.option(
    "--names",
    "names_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Names of people to mask, one a line; # begins a comment.",
)
@click.option(
    "--decisions",
    "decisions_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What a person settled: which questions and passages are the same, and which are not. [default: decisions.yml beside the docs folder, if there]",
)
@click.option(
    "--engine",
    type=click.Choice(near.ENGINES),
    default=near.LOCAL,
    show_default=True,
    help="What compares passages: this machine's processors, or Daft (which runs here, or on a Ray cluster).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@_ENCODER
@_DOCS
def ingest(
    paths: tuple[Path, ...],
    out: Path,
    names_file: Path | None,
    decisions_file: Path | None,
    engine: str,
    encoder: str | None,
    docs: Path,
    as_json: bool,
) -> int:
    """Read raw notes (files or folders) into drafts, a ledger of every line, questions and a report.

    \b
    zhiku ingest notes/
    zhiku ingest notes/ interview.md --out build/ingest
    zhiku ingest notes/ --names people.txt --json
    """
    names = _names(names_file) if names_file else ()
    decisions = settled.read(decisions_file) if decisions_file else settled.beside(docs)
    encode = named_encoder(encoder) if encoder else None
    library = load(docs)
    with room(out) as folder, _progress() as progress:
        found = notes.ingest(
            paths,
            library,
            names=names,
            decisions=decisions,
            engine=engine,
            encode=encode,
            folder=folder,
            progress=progress,
        )
        write_whole(out, notes.outputs(found, progress))
    for remark in found.remarks:
        click.echo(f"note: {remark}", err=True)
    _complain([str(error) for error in found.unreadable])
    _summary(found, out, as_json=as_json)
    return 1 if found.unreadable else 0


def _names(file: Path) -> tuple[str, ...]:
    """The names that a file lists. Raises ZhikuError when it cannot be read."""
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise ZhikuError(
            f"the list of names cannot be read: {error.strerror}", where=str(file), hint="It has one name a line."
        ) from error
    except UnicodeDecodeError as error:
        raise ZhikuError(
            "the list of names is not UTF-8", where=str(file), hint="Save it as UTF-8, one name a line."
        ) from error
    bare = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(dict.fromkeys(name for name in bare if name))


def _complete_note(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The notes of the run, for the shell."""
    try:
        run = Run(context.params.get("out") or _INGEST)
    except ZhikuError:
        return []
    return [CompletionItem(note) for note in run.notes if note.startswith(incomplete)]


@commands.command(epilog=f"Exit status: 0 well; {_WRONG}")
@click.argument("line", metavar="NOTE:LINE", shell_complete=_complete_note)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=_INGEST,
    show_default=True,
    help="The folder that `zhiku ingest` wrote.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects, one a row of the ledger.")
def where(line: str, out: Path, as_json: bool) -> int:
    """Tell what became of a line of a note: kept, repaired, merged or dropped, by which rule, and where it stands now.

    NOTE is the note's path, the end of it, its name with or without the ending, or how it begins.

    \b
    zhiku where interview.md:120
    zhiku where 2024/interview:120-140
    zhiku where inter:120 --out build/ingest --json
    """
    found = Run(out).find(line)
    if as_json:
        click.echo(json.dumps([_found_json(one) for one in found], ensure_ascii=False, indent=1))
    else:
        click.echo("\n\n".join(_found_text(one, out) for one in found))
    return 0


def _found_text(found: Found, out: Path) -> str:
    lines = [
        f"{_span(found.place)}  {found.fate} · {found.kind} · {found.rule}",
        f"  {found.why}",
        f"  piece      {found.piece}",
    ]
    if found.into:
        at = f" at {_span(found.into_place)}" if found.into_place else ""
        score = f" (score {found.score:.2f})" if found.score is not None else ""
        lines.append(f"  merged into {found.into}{score}{at}")
    if found.page:
        lines.append(f"  stands in  {out / found.page}")
    lines += [f"  {asking.role:<10} {asking.id} {asking.text}" for asking in found.questions]
    return "\n".join([*lines, f"  look at    {out.absolute().as_uri()}/{found.report}"])


def _found_json(found: Found) -> dict[str, object]:
    return {
        **_place_json(found.place),
        "kind": found.kind,
        "fate": found.fate,
        "rule": found.rule,
        "why": found.why,
        "piece": found.piece,
        "page": found.page,
        "into": found.into,
        "score": found.score,
        "into_at": _place_json(found.into_place) if found.into_place else None,
        "questions": [{"id": one.id, "text": one.text, "role": one.role} for one in found.questions],
        "report": found.report,
    }


def _place_json(place: Place) -> dict[str, object]:
    return {"note": place.path, "from": place.first, "to": place.last}


def _span(place: Place) -> str:
    return str(place) if place.first == place.last else f"{place}-{place.last}"


@commands.command(epilog=f"Exit status: 0 well, whether something is near or not; {_WRONG}")
@click.argument("question")
@click.option("--most", type=click.IntRange(1, 50), default=5, show_default=True, help="How many questions to show.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
@_ENCODER
@_DOCS
def similar(question: str, most: int, docs: Path, encoder: str | None, as_json: bool) -> int:
    """Tell which questions of the knowledge base are most like another one, and whether one of them is the same.

    \b
    zhiku similar "怎样保证消息的有序性？"
    zhiku similar "GMP 模型" --most 10 --json
    """
    encode = named_encoder(encoder) if encoder else None
    hits = known_at(docs, docs.absolute().parent / CACHE, encode=encode).find(question, most=most)
    if as_json:
        click.echo(json.dumps([_hit_json(hit) for hit in hits], ensure_ascii=False, indent=1))
    elif hits:
        click.echo("\n".join(_hit_text(hit) for hit in hits))
    else:
        click.echo("nothing is near: the question is new")
    return 0


def _hit_text(hit: Hit) -> str:
    why = hit.same.why if hit.same else f"Apart: {hit.apart}." if hit.apart else "Near, and nothing decides."
    return f"{hit.score:.2f} {'same' if hit.same else 'near'}  {hit.text}\n           {hit.at}\n           {why}"


def _hit_json(hit: Hit) -> dict[str, object]:
    why = hit.same.why if hit.same else hit.apart
    return {"at": hit.at, "text": hit.text, "score": hit.score, "same": hit.same is not None, "why": why}


@commands.command(epilog=f"Exit status: 0 well; {_WRONG}")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("site"),
    show_default=True,
    help="The folder to write, whole or not at all.",
)
@click.option(
    "--offline",
    "archive",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Instead of a folder, write a zip that is unpacked and read without a server.",
)
@_DOCS
def site(docs: Path, out: Path, archive: Path | None) -> int:
    """Build a docs folder into a static site. Warnings are errors; then the old site stays.

    \b
    zhiku site
    zhiku site --docs build/ingest/drafts --out /tmp/site
    zhiku site --offline build/zhiku-offline.zip
    """
    if archive:
        offline.pack(docs, archive)
    else:
        build.build(docs, out)
    return 0


@commands.command(epilog=f"Exit status: 0 no findings; 1 findings, or {_WRONG[2:]}")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
@_DOCS
def check(docs: Path, form: str) -> int:
    """Look for mistakes in a docs folder: front matter, questions, links, sources, diagrams.

    \b
    zhiku check
    zhiku check --docs docs --format github
    """
    findings = checks.run(read(docs), docs)
    if form == "json":
        click.echo(json.dumps([_finding_json(docs, f) for f in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(_github(docs, finding) if form == "github" else _text(docs, finding))
    if form == "text" and not findings:
        click.echo(f"{docs}: no findings")
    return 1 if findings else 0


@commands.command(epilog=f"Exit status: 0 nothing is missing; 1 something is, or {_WRONG[2:]}")
@click.argument("paths", metavar="NOTES...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--topic", "topics", metavar="TOPIC", multiple=True, help="Look at this topic only; may be repeated.")
@click.option("--record", is_flag=True, help="Write coverage.json beside the docs folder, for the site: numbers only.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@_DOCS
def coverage(paths: tuple[Path, ...], topics: tuple[str, ...], docs: Path, *, record: bool, as_json: bool) -> int:
    """Tell which questions of the notes the knowledge base answers, which a person left out, and which are missing.

    What a person decided stands in coverage.yml beside the docs folder, by the id of a question or of a piece.

    \b
    zhiku coverage notes/
    zhiku coverage notes/ --topic caching --topic mq --json
    """
    library = load(docs)
    unknown = sorted(set(topics) - {topic.id for topic in library.topics})
    if unknown:
        raise click.UsageError(f"No topic {', '.join(unknown)}; there are: {', '.join(t.id for t in library.topics)}")
    if record and topics:
        raise click.UsageError("--record wants all topics: call it without --topic")
    decided = covering.beside(docs, library)
    with TemporaryDirectory() as folder, _progress() as progress:
        found = notes.ingest(paths, library, decisions=settled.beside(docs), folder=Path(folder), progress=progress)
    judged = covering.judge(found.questions, decided, topics=topics)
    if record:
        (docs.absolute().parent / RECORD).write_text(covering.record(judged), "utf-8")
    for name in covering.unused(found.questions, decided):
        click.echo(f"note: {covering.FILE} speaks of {name}, which no question of these notes has", err=True)
    _complain([str(error) for error in found.unreadable])
    click.echo(json.dumps(covering.as_json(judged), ensure_ascii=False, indent=1) if as_json else _covered_text(judged))
    return 1 if found.unreadable or any(one.fate is covering.Fate.MISSING for one in judged) else 0


def _covered_text(judged: Sequence[covering.Judged]) -> str:
    lines = []
    for topic, fates in covering.counts(judged).items():
        covered, skipped, missing = (fates[fate] for fate in covering.Fate)
        lines.append(
            f"{topic:<16} {fates.total():>4} questions: {covered} answered, {skipped} left out, {missing} missing"
        )
        lines += [
            f"    {one.row.id}  {one.row.asked[0].note}:{one.row.asked[0].first}  {one.row.text}"
            for one in judged
            if one.row.topic == topic and one.fate is covering.Fate.MISSING
        ]
    return "\n".join(lines)


@commands.command(epilog="Exit status: 0 well; 2 a wrong call, or a shell that is not known.")
@click.argument("shell", type=click.Choice(_SHELLS), required=False)
def completion(shell: str | None) -> int:
    """Print the script that lets a shell complete the commands; without a name, for the shell in $SHELL.

    \b
    eval "$(zhiku completion bash)"      in ~/.bashrc
    eval "$(zhiku completion zsh)"       in ~/.zshrc
    zhiku completion fish > ~/.config/fish/completions/zhiku.fish
    """
    name = shell or Path(os.environ.get("SHELL", "")).name
    script = get_completion_class(name)
    if name not in _SHELLS or script is None:
        raise click.UsageError(f"Say which shell: zhiku completion [{'|'.join(_SHELLS)}]")
    click.echo(script(commands, {}, "zhiku", "_ZHIKU_COMPLETE").source())
    return 0


def _text(docs: Path, finding: Finding) -> str:
    name = checks.CHECKS[finding.code].name
    hint = f"\n  {finding.hint}" if finding.hint else ""
    return f"{docs / finding.place.path}:{finding.place.first}: {finding.code} {name}: {finding.message}{hint}"


def _github(docs: Path, finding: Finding) -> str:
    message = f"{finding.message} {finding.hint}".strip().replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::error file={docs / finding.place.path},line={finding.place.first},endLine={finding.place.last},title={finding.code} {checks.CHECKS[finding.code].name}::{message}"


def _finding_json(docs: Path, finding: Finding) -> dict[str, object]:
    return {
        "path": str(docs / finding.place.path),
        "line": finding.place.first,
        "code": finding.code,
        "name": checks.CHECKS[finding.code].name,
        "message": finding.message,
        "hint": finding.hint,
    }


def _summary(found: notes.Ingest, out: Path, *, as_json: bool) -> None:
    lines: Counter[Fate] = Counter()
    for piece in found.pieces:
        lines[piece.fate] += piece.place.lines
    numbers = {
        "notes": len(found.notes),
        "unreadable": len(found.unreadable),
        "lines": sum(note.lines for note in found.notes),
        **{fate.value: lines[fate] for fate in Fate},
        "questions": len(found.questions),
        "known": sum(1 for row in found.questions if row.known),
        "unanswered": sum(1 for row in found.questions if not row.is_answered and not row.known),
        "private": sum(1 for piece in found.pieces if shown.private(piece)),
        "out": str(out),
    }
    if as_json:
        click.echo(json.dumps(numbers, ensure_ascii=False))
        return
    click.echo(
        f"{numbers['notes']} notes, {numbers['lines']} lines: {numbers['kept']} kept, {numbers['repaired']} repaired, {numbers['merged']} merged, {numbers['dropped']} dropped, each accounted for."
    )
    click.echo(
        f"{numbers['questions']} questions, {numbers['known']} of them answered in the knowledge base already, {numbers['unanswered']} answered nowhere."
    )
    if numbers["private"]:
        click.echo(
            f"{numbers['private']} pieces held private data, which is masked or dropped: see the report and confirm."
        )
    click.echo(f"Look at {out / 'report.html'}; the drafts are in {out / 'drafts'}.")


@contextmanager
def _progress() -> Iterator[notes.Progress]:
    """Shows a bar with the name of the step at work and its notes on a terminal; silent when piped."""
    console = Console(stderr=True)
    if not (sys.stderr.isatty() and console.is_interactive):
        yield lambda *_: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("")

        def advance(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        yield advance


def _complain(messages: Sequence[str]) -> None:
    for message in messages:
        click.secho(
            "error: ", fg="red", bold=True, nl=False, err=True, color=False if os.environ.get("NO_COLOR") else None
        )
        click.echo(message, err=True)


if __name__ == "__main__":
    sys.exit(main())
