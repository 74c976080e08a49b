"""When each page was written and changed, and by whom: one pass over git's log, which knows pages by the names they had."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import Path

_LOG = (
    *("log", "-z", "--topo-order", "--no-show-signature", "--encoding=UTF-8"),
    *("--name-status", "--diff-filter=AMRT", "--find-renames", "--relative"),
    "--format=%x00%H%x00%ct%x00%aN%x00%s",  # aN: the author's name as .mailmap has it; no address is read
    *("--", "*.md"),
)
_IGNORED = ".git-blame-ignore-revs"


@dataclass(frozen=True, slots=True)
class Commit:
    """What one commit did to one page."""

    id: str
    time: datetime
    """When it was committed, in UTC."""
    author: str
    subject: str
    path: str
    """The page's path in the docs folder at that time."""
    before: str | None
    """The path before that, another one after a renaming; None when the page came to be."""

    @property
    def date(self) -> date:
        return self.time.date()


@dataclass(frozen=True, slots=True)
class PageHistory:
    """The life of a page under all its names."""

    created: date
    changed: date
    authors: tuple[str, ...]
    """Names, the one with the most commits first."""
    commits: tuple[Commit, ...]
    """Newest first; never none."""


def history(docs: Path) -> Mapping[str, PageHistory]:
    """The history of each page by its path in the docs folder; empty where git cannot tell it (see `why_none`).

    A commit that the repository's .git-blame-ignore-revs names, such as a new layout of all pages, is no change and gives its author no credit.
    """
    if why_none(docs):
        return {}
    ignored = _ignored(Path(_git(docs, "rev-parse", "--show-toplevel").rstrip("\n")) / _IGNORED)
    lives = _lives(_git(docs, *_LOG))
    return {path: _page(lives[path], ignored) for path in _committed(docs) if path in lives}


def why_none(docs: Path) -> str:
    """Why nothing is known of the pages' past, and the remedy; an empty text when it is known."""
    try:
        if _git(docs, "rev-parse", "--is-shallow-repository").strip() == "true":
            return "this clone has no full history, so the pages' dates are unknown; fetch it: git fetch --unshallow"
        committed = _committed(docs)
    except FileNotFoundError:
        return "git is not installed, so the pages' dates are unknown"
    except subprocess.CalledProcessError as error:
        said = next(iter(error.stderr.splitlines()), "git failed")
        return f"{docs}: {said}; so the pages' dates are unknown; they are known in a full clone"
    return "" if committed else f"no page of {docs} is committed, so the pages' dates are unknown"


def texts(docs: Path, versions: Iterable[tuple[str, str]]) -> list[str | None]:
    """What pages held: for each pair of a revision and a path in the docs folder the text, or None where there was none."""
    asked = "".join(f"{revision}:./{path}\n" for revision, path in versions)
    command = ["git", "cat-file", "--batch"]
    rest = subprocess.run(command, cwd=docs, input=asked.encode(), capture_output=True, check=True).stdout  # noqa: S603 - a fixed command
    found: list[str | None] = []
    while rest:
        head, _, rest = rest.partition(b"\n")
        if head.endswith(b" missing"):
            found.append(None)
            continue
        size = int(head.rpartition(b" ")[2])
        found.append(rest[:size].decode("utf-8", "replace"))
        rest = rest[size + 1 :]
    return found


def _committed(docs: Path) -> list[str]:
    return sorted(filter(None, _git(docs, "ls-files", "-z", "--", "*.md").split("\0")))


def _git(folder: Path, *words: str) -> str:
    command = ["git", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=True)  # noqa: S603 - fixed commands
    return done.stdout


def _ignored(file: Path) -> frozenset[str]:
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return frozenset(line.partition("#")[0].strip() for line in lines)


def _lives(log: str) -> dict[str, list[Commit]]:
    """The commits of each page by the last name that it had."""
    lives: dict[str, list[Commit]] = {}
    heirs: dict[str, str | None] = {}
    """By a name of the time that the log has come to: what that page was called last, None for an older page of that name."""
    for commit in _commits(log):
        heir = heirs.get(commit.path, commit.path)
        if commit.before != commit.path:
            heirs[commit.path] = None
        if heir is not None:
            lives.setdefault(heir, []).append(commit)
            if commit.before:
                heirs[commit.before] = heir
    return lives


def _commits(log: str) -> Iterator[Commit]:
    words = iter(log.split("\0"))
    for number in filter(None, words):  # empty words stand between commits
        seconds, author, subject = next(words), next(words), next(words)
        time = datetime.fromtimestamp(int(seconds), UTC)
        for status in takewhile(bool, words):
            letter = status.lstrip("\n")[0]
            before = next(words)
            path = next(words) if letter == "R" else before
            yield Commit(number, time, author, subject, path, None if letter == "A" else before)


def _page(commits: Sequence[Commit], ignored: frozenset[str]) -> PageHistory:
    commits = sorted(commits, key=lambda commit: commit.time, reverse=True)
    counted = [commit for commit in commits if commit.id not in ignored] or commits
    authors = tuple(name for name, _ in Counter(commit.author for commit in counted).most_common())
    return PageHistory(commits[-1].date, counted[0].date, authors, tuple(commits))
