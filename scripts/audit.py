"""Lighthouse over site/, served by nginx with compression: scores, weight and layout shift of one page of each kind.

`make audit` installs what this needs. Exit status 1 when a page is below the marks that we hold ourselves to.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nginx import served

MARKS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_BYTES, MOST_SCRIPT, MOST_SHIFT = 250_000, 90_000, 0.02
PAGES = ("", "go-runtime/gmp/", "go-runtime/questions/", "go-runtime/cheatsheet/", "questions/", "glossary/", "quiz/")
LIGHTHOUSE = Path("build/audit/node_modules/.bin/lighthouse")
FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync"


@dataclass(frozen=True, slots=True)
class Audit:
    """What Lighthouse says of a page on a phone."""

    page: str
    scores: Mapping[str, int]
    bytes: int
    """Of all that the first load transfers, compressed."""
    script: int
    shift: float
    """Cumulative layout shift."""
    failed: tuple[str, ...]
    """Audits that cost points."""
    foreign: int
    """Requests to other hosts."""

    @property
    def is_good(self) -> bool:
        return (
            all(self.scores[name] >= mark for name, mark in MARKS.items())
            and self.bytes <= MOST_BYTES
            and self.script <= MOST_SCRIPT
            and self.shift <= MOST_SHIFT
            and not self.foreign
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=Path("site"))
    parser.add_argument("--runs", type=int, default=1, help="runs a page; the one of median performance counts")
    parser.add_argument("pages", nargs="*", default=PAGES)
    args = parser.parse_args()
    for page in args.pages:
        if not (args.site / page / "index.html").is_file():
            parser.error(f"{args.site} has no page {page}: give its address below the site's root, such as {PAGES[1]}")
    with served(args.site) as address:
        audits = [audit(address, page, args.runs) for page in args.pages]
    print("| page | performance | accessibility | best practices | SEO | kB | script kB | shift |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for one in audits:
        scores = " | ".join(str(one.scores[name]) for name in MARKS)
        print(
            f"| /{one.page} | {scores} | {one.bytes / 1000:.0f} | {one.script / 1000:.0f} | {one.shift:.3f} |"
            + ("" if one.is_good else f" below the marks: {', '.join(one.failed) or 'weight'}")
        )
    return 0 if all(one.is_good for one in audits) else 1


def audit(address: str, page: str, runs: int) -> Audit:
    """The median of some runs of Lighthouse with its phone setting."""
    reports = sorted((_lighthouse(address + page) for _ in range(runs)), key=lambda r: _score(r, "performance"))
    report = reports[len(reports) // 2]
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    return Audit(
        page,
        {name: _score(report, name) for name in MARKS},
        sum(int(r.get("transferSize") or 0) for r in requests),
        sum(int(r.get("transferSize") or 0) for r in requests if r.get("resourceType") == "Script"),
        float(audits["cumulative-layout-shift"].get("numericValue") or 0),
        tuple(_failed(report)),
        sum(not str(r["url"]).startswith((address, "data:", "blob:")) for r in requests),
    )


def _lighthouse(url: str) -> dict[str, dict]:
    done = subprocess.run(
        [
            str(LIGHTHOUSE),
            url,
            "--output=json",
            "--quiet",
            f"--chrome-flags={FLAGS}",
            f"--only-categories={','.join(MARKS)}",
        ],
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)


def _score(report: Mapping[str, dict], name: str) -> int:
    return round(100 * float(report["categories"][name]["score"] or 0))


def _failed(report: Mapping[str, dict]) -> Iterator[str]:
    for category in report["categories"].values():
        for ref in category["auditRefs"]:
            score = report["audits"][ref["id"]].get("score")
            if ref["weight"] and score is not None and score < 1:
                yield f"{ref['id']} {score:.2f}"


if __name__ == "__main__":
    sys.exit(main())
