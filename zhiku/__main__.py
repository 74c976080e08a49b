"""The commands. The only module that prints and exits."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from zhiku import checks, notes
from zhiku.errors import ManyErrors, ZhikuError
from zhiku.library import load
from zhiku.model import Finding
from zhiku.notes.piece import Fate
from zhiku.output import write_whole
from zhiku.site import build

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
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        _complain(["stopped; what was there before is unchanged"])
        return 130
    return status if isinstance(status, int) else 0


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhiku")
def commands() -> None:
    """Turn messy notes into a knowledge base that people want to read.

    \b
    zhiku ingest notes/            read raw notes into build/ingest: drafts, ledger, report
    zhiku site                     build docs/ into site/
    zhiku check                    look for mistakes in docs/
    """


@commands.command()
@click.argument("paths", metavar="NOTES...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("build/ingest"),
    show_default=True,
    help="The folder to write, whole or not at all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@_DOCS
def ingest(paths: tuple[Path, ...], out: Path, docs: Path, as_json: bool) -> int:
    """Read raw notes (files or folders) into drafts, a ledger of every line, questions and a report.

    \b
    zhiku ingest notes/
    zhiku ingest notes/ interview.md --out build/ingest

    A note that cannot be read is reported, the others go on, and the exit status is 1.
    """
    with _progress() as progress:
        found = notes.ingest(paths, load(docs), progress=progress)
        progress("write")
        write_whole(out, notes.outputs(found))
    _complain([str(error) for error in found.unreadable])
    _summary(found, out, as_json=as_json)
    return 1 if found.unreadable else 0


@commands.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("site"),
    show_default=True,
    help="The folder to write, whole or not at all.",
)
@_DOCS
def site(docs: Path, out: Path) -> int:
    """Build a docs folder into a static site. Warnings are errors; then the old site stays."""
    load(docs)
    build.build(docs, out)
    return 0


@commands.command()
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
    """Look for mistakes in a docs folder: front matter, questions, links, sources, diagrams. Exit status 1 on findings."""
    findings = checks.run(load(docs), docs)
    if form == "json":
        click.echo(json.dumps([_finding_json(docs, f) for f in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(_github(docs, finding) if form == "github" else _text(docs, finding))
    if form == "text" and not findings:
        click.echo(f"{docs}: no findings")
    return 1 if findings else 0


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
        "out": str(out),
    }
    if as_json:
        click.echo(json.dumps(numbers, ensure_ascii=False))
        return
    click.echo(
        f"{numbers['notes']} notes, {numbers['lines']} lines: {numbers['kept']} kept, {numbers['repaired']} repaired, {numbers['merged']} merged, {numbers['dropped']} dropped, each accounted for."
    )
    click.echo(f"{numbers['questions']} questions, {numbers['known']} of them answered in the knowledge base already.")
    click.echo(f"Look at {out / 'report.html'}; the drafts are in {out / 'drafts'}.")


@contextmanager
def _progress() -> Iterator[notes.Progress]:
    """Shows the stage at work on a terminal; silent when piped."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("…") as status:
        yield lambda stage: status.update(f"{stage} …")


def _complain(messages: Sequence[str]) -> None:
    for message in messages:
        click.secho(
            "error: ", fg="red", bold=True, nl=False, err=True, color=None if "NO_COLOR" not in os.environ else False
        )
        click.echo(message, err=True)


if __name__ == "__main__":
    sys.exit(main())
