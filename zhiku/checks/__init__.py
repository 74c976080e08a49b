"""Checks of a docs folder: Library → findings. Each has a code that is never used again for another, and a human name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from zhiku.checks import articles, diagrams, heads, home, links, order, questions, redirects, sources, terms, words
from zhiku.library import Library
from zhiku.model import Finding


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    why: str
    """Why readers are better off with it."""
    run: Callable[[Library, Path], Iterable[Finding]]


CHECKS: dict[str, Check] = {
    "A001": Check("summary-missing", "Index pages and search results show the summary.", articles.summaries),
    "A002": Check("points-missing", "The key points make the topic's cheat-sheet.", articles.points),
    "C001": Check(
        "sheet-overflows", "A cheat-sheet of three pages is none. The build finds it: it prints.", articles.sheets
    ),
    "D001": Check("diagram-broken", "Readers would see source where a picture should be.", diagrams.broken),
    "D002": Check("diagram-wide", "Labels of a picture that is wider than the page cannot be read.", diagrams.wide),
    "D003": Check("diagram-mark", "Who loads mermaid waits for 5 MB; only few diagrams are worth it.", diagrams.marks),
    "F001": Check("head-unreadable", "Nothing that the head says can be used.", heads.unreadable),
    "F002": Check("setting-wrong", "A setting of a wrong type counts as not written.", heads.types),
    "G001": Check("term-twice", "Of a name that two terms claim, readers see one explanation by chance.", terms.names),
    "G002": Check("term-unexplained", "A reader who asks what a word means must get an answer.", terms.explained),
    "H001": Check("stop-unknown", "The map of the home page can only show topics that exist.", home.stops),
    "L001": Check("link-broken", "A link that leads nowhere wastes a reader's trust.", links.targets),
    "L002": Check("anchor-broken", "The page opens, but not at the place that was meant.", links.anchors),
    "L003": Check("snippet-missing", "The code that the page shows is not there.", links.snippets),
    "P001": Check("prerequisite-later", "Who reads in order would miss what the article builds on.", order.later),
    "P002": Check("prerequisite-missing", "“Read this first” must lead somewhere.", order.missing),
    "Q001": Check("id-missing", "A question's address must not change when its wording does.", questions.ids),
    "Q002": Check("id-twice", "Two questions with one address cannot both be linked.", questions.unique),
    "Q003": Check("level-wrong", "The question bank sorts by level.", questions.levels),
    "Q004": Check("wording-lost", "Wordings of a question that is not on the page help nobody.", questions.wordings),
    "Q005": Check(
        "question-twice", "Two answers to one question drift apart, and readers find half of it.", questions.twice
    ),
    "R001": Check(
        "redirect-live", "An old address that is a live one again would lead to something else.", redirects.still_live
    ),
    "R002": Check("published-lost", "An address that was published once is kept by readers for good.", redirects.lost),
    "R003": Check("redirect-nowhere", "An old address must lead to the question that it was.", redirects.nowhere),
    "R004": Check("redirect-twice", "An old address can lead to one place.", redirects.twice),
    "S001": Check("source-missing", "A footnote without a source proves nothing.", sources.missing),
    "S002": Check("source-unused", "A source that no statement names looks like proof and is none.", sources.unused),
    "W001": Check("alias-twice", "Of a name in two lines of `aliases` only the first counts.", words.names),
}


def run(library: Library, docs: Path, codes: Iterable[str] = CHECKS) -> list[Finding]:
    """The findings of all checks, or of those named, sorted by place. `docs` is the folder that the library was read from."""
    found = [finding for code in codes for finding in CHECKS[code].run(library, docs)]
    return sorted(found, key=lambda f: (f.place, f.code))
