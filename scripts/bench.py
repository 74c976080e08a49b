"""Compares near copies with other programs, side by side on the same made corpora, and writes docs/contributing/performance.md.

`make bench SIZES="10000 100000"`. Each program runs in a process of its own; corpora and results stay in build/bench/.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import numpy as np
from bench import corpus, measure, notes, page
from bench.page import Result
from bench.peers import PROGRAMS
from bench.quality import quality, truth

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench"
PAGE = ROOT / "docs" / "contributing" / "performance.md"
SEED = 20


def main() -> None:
    told = _arguments()
    if told.only:
        np.save(told.only[2], PROGRAMS[told.only[0]](Path(told.only[1])))
        return
    results = []
    for size in told.sizes:
        made = _corpus(size)
        results += [_one(program, made, size) for program in told.programs.split()]
        if str(size) in told.notes.split():
            results.append(_ingested(made, size))
    for result in results:
        print(_said(result))
    if told.date:
        PAGE.write_text(page.filled(PAGE.read_text("utf-8"), results, told.date), "utf-8")
        PAGE.with_suffix(".svg").write_text(page.drawn(results), "utf-8")
    else:
        print("The page stays as it is: give the day of the run to renew it, DATE=2026-01-31.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, help="pieces of each corpus")
    parser.add_argument("--date", default="", help="the day of the run, which the page names")
    parser.add_argument("--notes", default="", help="the sizes that `zhiku ingest` reads too")
    parser.add_argument("--programs", default=" ".join(PROGRAMS), help="which programs run")
    parser.add_argument(
        "--only", nargs=3, metavar=("PROGRAM", "CORPUS", "OUT"), help="run one program, as the others do here"
    )
    return parser.parse_args()


def _corpus(size: int) -> Path:
    made, known = WORK / f"{size}.jsonl", WORK / f"{size}.tsv"
    WORK.mkdir(parents=True, exist_ok=True)
    corpus.write(corpus.pieces(corpus.maker(ROOT / "docs", SEED), size), made, known)
    return made


def _one(program: str, made: Path, size: int) -> Result:
    out = WORK / f"{size}-{program}.npy"
    print(f"{size:,} pieces, {program} …", flush=True)
    cost = measure.run([sys.executable, __file__, "--only", program, str(made), str(out)])
    return Result(size, program, cost, quality(np.load(out), *truth(made.with_suffix(".tsv"))))


def _ingested(made: Path, size: int) -> Result:
    folder, out = WORK / f"{size}-notes", WORK / f"{size}-ingested"
    for old in (folder, out):
        shutil.rmtree(old, ignore_errors=True)
    notes.write(made, folder)
    print(f"{size:,} pieces, zhiku ingest …", flush=True)
    cost = measure.run([sys.executable, "-m", "zhiku", "ingest", str(folder), "--out", str(out)])
    return Result(size, "zhiku ingest", cost, None)


def _said(result: Result) -> str:
    cost, judged = result.cost, result.quality
    said = f"{result.size:>9,} {result.program:12} {cost.wall:8.2f} s {cost.cpu:8.2f} CPU s {cost.memory:7.0f} MB"
    if judged:
        said += f"  P {judged.precision:.4f} R {judged.recall:.4f} F1 {judged.f1:.4f} lost {judged.lost}"
    return said


if __name__ == "__main__":
    main()
