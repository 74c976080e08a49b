"""What the tests of zhiku.near share: pieces into files, and the same answers without any cleverness."""

from __future__ import annotations

import json
import random
import unicodedata

from zhiku import near

ALPHABET = "".join(chr(0x4E00 + 7 * n) for n in range(600))


def written(folder, texts, parts=1):
    """The texts as so many files."""
    folder.mkdir(parents=True, exist_ok=True)
    size, paths = -(-len(texts) // parts) or 1, []
    for part in range(parts):
        rows = [{"id": f"p{n}", "text": text} for n, text in list(enumerate(texts))[part * size : (part + 1) * size]]
        paths.append(folder / f"{part}.jsonl")
        paths[-1].write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return paths


def found(folder, texts, threshold=near.THRESHOLD):
    """What `find` says of the texts, in this process."""
    return near.find(written(folder, texts), threshold=threshold, engine=near.engine(workers=1))


def scores(edges):
    """(a, b) → score."""
    return {(int(edge["a"]), int(edge["b"])): float(edge["score"]) for edge in edges}


def folded(text):
    """The fold by the standard library, one character at a time."""
    return "".join(lower for char in text if (lower := _folded(char)).isalnum())


def _folded(char):
    wide = unicodedata.normalize("NFKC", char)
    wide = wide if len(wide) == 1 else char
    return wide.lower() if len(wide.lower()) == 1 else wide


def naive(a, b):
    """The share of common runs of five, by sets of strings."""
    left, right = (
        {one[i : i + 5] for i in range(max(len(one) - 4, 1))} if one else set() for one in (folded(a), folded(b))
    )
    return len(left & right) / len(left | right) if left and right else 0.0


def prose(seed, length=300):
    """A text like no other."""
    return "".join(random.Random(seed).choices(ALPHABET, k=length))


def edges(*rows):
    """Edges by hand."""
    import numpy as np

    return np.array(list(rows), near.EDGE)
