"""The questions of a docs folder, read once and kept on disk, so that one question is answered at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import orjson

from zhiku.bank.encoder import Encode
from zhiku.bank.index import Bank, Postings
from zhiku.bank.known import Entry, Known, known
from zhiku.bank.lexicon import Lexicon
from zhiku.library import load

CACHE = Path(".cache/bank.npz")


def known_at(docs: Path, cache: Path = CACHE, *, encode: Encode | None = None) -> Known:
    """What a docs folder answers, from `cache` as long as no page has changed. Raises ZhikuError as `load` does."""
    state = _state(docs)
    found = _read(cache, state)
    if found is None:
        found = known(load(docs))
        _write(cache, state, found)
    found.bank.encode = encode
    return found


def _state(docs: Path) -> str:
    """Another text as soon as a page, or this code, changes in name, size or time."""
    files = [*_files(docs, ".md"), *_files(Path(__file__).parent, ".py")]
    return hashlib.sha256("\n".join(sorted(files)).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: Path, suffix: str) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        for name in names:
            if name.endswith(suffix):
                path = f"{parent}/{name}"
                stat = os.stat(path)  # noqa: PTH116 - a thousand Path objects take longer than the answer
                yield f"{path} {stat.st_size} {stat.st_mtime_ns}"


def _read(cache: Path, state: str) -> Known | None:
    """What was written; None when it is of another state, or is damaged."""
    try:
        with cache.open("rb") as file, np.load(file) as arrays:
            words = orjson.loads(arrays["words"].tobytes())
            if words["state"] != state:
                return None
            columns = {feature: n for n, feature in enumerate(words["features"])}
            postings = Postings(columns, arrays["starts"], arrays["rows"], arrays["weights"])
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return None
    entries = [Entry(at, text) for at, text in words["entries"]]
    parts = {subject: tuple(found) for subject, found in words["parts"].items()}
    bank = Bank([entry.text for entry in entries], Lexicon(words["names"], parts), postings)
    return Known(entries, bank)


def _write(cache: Path, state: str, found: Known) -> None:
    postings, lexicon = found.bank.postings, found.bank.lexicon
    words = {
        "state": state,
        "features": list(postings.columns),
        "entries": [[entry.at, entry.text] for entry in found.entries],
        "names": dict(lexicon.names),
        "parts": {subject: list(parts) for subject, parts in lexicon.parts.items()},
    }
    cache.parent.mkdir(parents=True, exist_ok=True)
    fresh = cache.with_name(f".{cache.name}.{os.getpid()}.npz")
    np.savez(
        fresh,
        words=np.frombuffer(orjson.dumps(words), np.uint8),
        starts=postings.starts,
        rows=postings.rows,
        weights=postings.weights,
    )
    fresh.replace(cache)
