"""Notes that nobody would write: both laws hold for them, nothing breaks, and nothing takes long."""

from __future__ import annotations

from dataclasses import replace

import hostile
import laws
import pytest
from conftest import NOTES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NOTE_LINES = {path.name: path.read_text("utf-8").splitlines() for path in sorted(NOTES.iterdir())}
AROUND = "# 缓存\n\n什么是缓存？\n\n{}\n\n- {}\n  - x {} y\n\n## {}\n\n| a | {} |\n|---|---|\n| {} | b |\n\n```\n{}\n```\n\n**{}**\n\n问题 1：{}"
SECONDS = 2.0
LONG = 4000  # characters; a longer one stands once, by itself

changes = st.tuples(
    st.sampled_from(hostile.CHANGES),
    st.integers(0, 1 << 16),
    st.sampled_from([*hostile.MARKS, *hostile.CHARACTERS]) | st.text(max_size=8),
)


@pytest.fixture(scope="module")
def held(small_library, tmp_path_factory):
    """Holds the laws over a text as one note."""
    file = tmp_path_factory.mktemp("hostile") / "note.md"

    def hold(text):
        file.write_text(text, "utf-8", newline="")
        return laws.hold(file, small_library, seconds=SECONDS)

    return hold


def everywhere(text):
    """A note that holds a text in every place where it may stand."""
    return text if len(text) > LONG else AROUND.replace("{}", text)


@pytest.mark.parametrize("text", hostile.STRINGS, ids=lambda text: f"{text[:20]!a}-{len(text)}")
def test_naughty_strings(held, text):
    held(everywhere(text))


@pytest.mark.parametrize("text", hostile.CHARACTERS, ids=ascii)
def test_characters_that_look_like_others_or_like_nothing(held, text):
    held(everywhere(text))
    held(everywhere(f"缓{text}存{text}"))


@pytest.mark.parametrize("section", hostile.COMMONMARK)
def test_commonmark(held, section):
    for text in hostile.COMMONMARK[section]:
        held(text)
        held("\n".join(f"- {line}" if not n else f"  {line}" for n, line in enumerate(text.split("\n"))))
        held("\n".join(f"> {line}" for line in text.split("\n")))
        held(f"```\n{text}\n```\n\n{text}")


@pytest.mark.parametrize("mark", hostile.MARKS, ids=ascii)
def test_a_mark_that_stands_where_it_should_not(held, mark):
    held(everywhere(mark))
    held("\n".join([mark] * 40))


DEEP = {
    "list": "\n".join(" " * 2 * n + "- 缓存" for n in range(200)),
    "quote": "\n".join(">" * n + " 缓存" for n in range(200)),
    "headings": "\n".join("#" * (n % 7) + " 缓存" for n in range(400)),
    "bold": "**" * 200 + "缓存" + "**" * 200,
    "links": "[" * 200 + "缓存" + "](x)" * 200,
    "fences": "\n".join("`" * n for n in [*range(3, 60), *range(60, 2, -1)]),
    "html": "<div>" * 300 + "缓存" + "</div>" * 300,
    "emphasis": "".join("*_"[n % 2] * (n % 3 + 1) + "缓" for n in range(400)),
    "tables in items": "\n".join(" " * n + "- | a | b |\n" + " " * n + "  |---|---|" for n in range(60)),
}


@pytest.mark.parametrize("case", DEEP)
def test_deep_nesting(held, case):
    held(DEEP[case])


@given(st.sampled_from(sorted(NOTE_LINES)), st.lists(changes, min_size=1, max_size=12))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_damaged_notes(held, note, damages):
    lines = NOTE_LINES[note]
    for change, at, word in damages:
        lines = hostile.changed(lines, change, at, word)[:300]
    held("\n".join(lines))


@given(st.text(max_size=200))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text(held, text):
    held(text)


BREAK = {
    "loses": lambda pieces: pieces[1:],
    "doubles": lambda pieces: [*pieces, pieces[-1]],
    "raw lines": lambda pieces: [replace(piece, raw="x") for piece in pieces],
    "differ": lambda pieces: [replace(piece, text="x") for piece in pieces],
}


@pytest.mark.parametrize("broken", BREAK)
def test_the_laws_notice_a_stage_that_breaks_them(held, monkeypatch, broken):
    real = laws.stages
    monkeypatch.setattr(laws, "stages", lambda library: [*real(library), ("broken", BREAK[broken])])
    with pytest.raises(laws.LawBrokenError, match=broken):
        held("# 缓存\n\n什么是缓存？\n\n先放进去，再读出来。\n")


def test_the_laws_notice_what_is_slow():
    with pytest.raises(laws.LawBrokenError, match="slow"):
        _wait(0.01)


def _wait(seconds):
    with laws.within(seconds):
        while True:
            pass
