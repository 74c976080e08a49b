"""The index as small classic scripts, which load from file: addresses too: a table, the keys in order cut into runs, the sections' texts.

Each script calls `zhiku.search.take(kind, number, data)`. A key lies in the last run whose first key is not above it. All but the table lie
in a folder named by their content: a table that a browser has kept never reads runs of another build.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from zhiku.model import OutputFile
from zhiku.site.search.entry import Entry, Posting
from zhiku.site.search.pages import Page
from zhiku.text import digest

RUN = 3_000
"""About how long a run of keys is, in characters."""
TEXT = 1_500
"""The same for the texts of sections, which are fetched only for hits that are in sight."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def files(pages: Sequence[Page], entries: Mapping[str, Entry]) -> Iterator[OutputFile]:
    """The table, the runs of keys and the texts."""
    lines = [(key, _line(key, entries[key])) for key in sorted(entries, key=_as_scripts_sort)]
    runs = list(_cut(lines, RUN))
    texts = ["\n".join(block.text for block in section.blocks) for page in pages for section in page.sections]
    chunks = list(_cut([(str(n), text) for n, text in enumerate(texts)], TEXT))
    table = {
        "pages": [
            [
                page.url,
                page.title,
                [[s.anchor, s.title, *([] if s.level is None else [s.level])] for s in page.sections],
            ]
            for page in pages
        ],
        "keys": [run[0][0] for run in runs],
        "texts": [int(chunk[0][0]) for chunk in chunks],
    }
    folder = digest(_json([table, lines, texts])) + "/"
    yield _script("search/table", "table", 0, {"folder": folder, **table})
    for number, run in enumerate(runs):
        yield _script(f"search/{folder}keys/{number}", "keys", number, "\n".join(line for _, line in run))
    for number, chunk in enumerate(chunks):
        yield _script(f"search/{folder}texts/{number}", "texts", number, [text for _, text in chunk])


def _line(key: str, entry: Entry) -> str:
    """`key⇥postings⇥also`: a posting is how far the section is from the one before, in base 36, and a capital for its impact (A is 1)."""
    also = "\t" + "|".join(entry.also) if entry.also else ""
    return f"{key}\t{_packed(entry.postings)}{also}"


def _packed(postings: Iterable[Posting]) -> str:
    out = []
    before = 0
    for section, impact in postings:
        out.append(f"{_base36(section - before)}{chr(64 + impact)}")
        before = section
    return "".join(out)


def _base36(number: int) -> str:
    out = ""
    while number:
        number, digit = divmod(number, 36)
        out = _DIGITS[digit] + out
    return out


def _cut(items: Iterable[tuple[str, str]], size: int) -> Iterator[list[tuple[str, str]]]:
    """Runs of neighbours, each as long as `size` or by one item longer."""
    run: list[tuple[str, str]] = []
    length = 0
    for item in items:
        run.append(item)
        length += len(item[1])
        if length >= size:
            yield run
            run, length = [], 0
    if run:
        yield run


def _script(path: str, kind: str, number: int, data: object) -> OutputFile:
    return OutputFile(f"{path}.js", f'zhiku.search.take("{kind}",{number},{_json(data)})\n')


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _as_scripts_sort(key: str) -> bytes:
    """The order in which JavaScript compares texts."""
    return key.encode("utf-16-be")
