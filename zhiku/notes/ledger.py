"""Pieces → ledger.jsonl and blocks.jsonl, questions → questions.jsonl. One JSON object a line, sorted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from zhiku.notes.piece import Kind, Piece
from zhiku.notes.rows import Row

_JSON = json.JSONEncoder(ensure_ascii=False)
_KEPT = ("as-it-is", "Stands in the drafts as it came.")
_BLOCK_KINDS = (Kind.CODE, Kind.MERMAID, Kind.ASCII, Kind.TABLE, Kind.CONSOLE)


def ledger(pieces: Sequence[Piece]) -> str:
    """Every line of every note, once: what became of it, by which rule, and why."""
    ordered = sorted(pieces, key=lambda p: p.place)
    return _lines(_ledger_row(p) for p in ordered)


def _ledger_row(piece: Piece) -> dict[str, object]:
    row: dict[str, object] = {
        "note": piece.place.path,
        "from": piece.place.first,
        "to": piece.place.last,
        "kind": piece.kind.value,
        "fate": piece.fate.value,
        "rule": piece.why[-1].rule if piece.why else _KEPT[0],
        "why": " ".join(reason.why for reason in piece.why) if piece.why else _KEPT[1],
        "piece": piece.id,
        "topic": piece.topic,
    }
    if piece.same_as:
        row |= {"into": piece.same_as, "score": piece.score}
    if piece.against:
        row["against"] = [other.piece for other in piece.against]
    if piece.news:
        row["news"] = piece.news
    if piece.at:
        row["at"] = piece.at
    return row


def blocks(pieces: Sequence[Piece]) -> str:
    """Code, diagrams, tables and output with the lines that they took in the notes, blank lines around them left out."""
    found = [p for p in sorted(pieces, key=lambda p: p.place) if p.kind in _BLOCK_KINDS and p.fate != "dropped"]
    return _lines(_block_row(p) for p in found)


def _block_row(piece: Piece) -> dict[str, object]:
    lines = piece.raw.split("\n")
    before = next((n for n, line in enumerate(lines) if line.strip()), 0)
    after = next((n for n, line in enumerate(reversed(lines)) if line.strip()), 0)
    first, last = piece.place.first + before, piece.place.last - after
    return {
        "note": piece.place.path,
        "from": first,
        "to": last,
        "kind": piece.kind.value,
        "lang": piece.lang,
        "fenced": piece.fenced,
    }


def questions(rows: Sequence[Row]) -> str:
    return _lines(_question_row(row) for row in rows)


def _question_row(row: Row) -> Mapping[str, object]:
    sources = dict.fromkeys((a.note, a.first, a.last) for a in row.asked)
    answers = dict.fromkeys((a.note, *a.answer) for a in row.asked if a.answer)
    verdict = row.verdict
    return {
        "id": row.id,
        "text": row.text,
        "topic": row.topic,
        "topics": [row.topic, *verdict.others],
        "topic_words": list(verdict.words),
        "topic_uncertain": verdict.is_uncertain,
        "answered": row.is_answered,
        "wordings": list(row.wordings),
        "merged": [{"text": w.text, "score": w.score, "why": w.why} for w in row.merged],
        "sources": [_span(*s) for s in sources],
        "answer": [_span(*s) for s in answers],
        "known": row.known,
        "news": row.news.value,
        "partly": [{"at": hit.at, "text": hit.text, "score": hit.score, "why": hit.apart} for hit in row.partly],
        "near": [{"id": name, "score": score} for name, score in row.near],
    }


def _span(note: str, first: int, last: int) -> dict[str, object]:
    return {"note": note, "from": first, "to": last}


def _lines(rows: Iterable[Mapping[str, object]]) -> str:
    return "".join(_JSON.encode(row) + "\n" for row in rows)
