"""Each rule with two tables: what it does, and what it must leave alone. The data stand in tests/rules/<rule>.yml."""

from __future__ import annotations

import pytest
import yaml
from conftest import NOTES, ROOT, TESTS, raw

from zhiku.notes import noise, privacy, rules, stages
from zhiku.notes.drafts import body

FILES = sorted((TESTS / "rules").glob("*.yml"))
CASES = [
    pytest.param(path.stem, side, case, id=f"{path.stem}-{side}-{n}")
    for path in FILES
    for side, cases in yaml.safe_load(path.read_text("utf-8")).items()
    for n, case in enumerate(cases, 1)
]
ELSEWHERE = {"running-header"}  # it looks at the pages of a PDF, before there is a text


@pytest.mark.parametrize(("rule", "side", "case"), CASES)
def test_rule(rule, side, case, small_library, tmp_path):
    pieces = [raw(case["in"].rstrip("\n"))]
    pictures = {name: tmp_path / f"empty{name[-4:]}" for name in case.get("pictures", ())}
    for file in pictures.values():
        file.touch()
    for _, stage in stages(small_library, case.get("names", ()), pictures):
        pieces = stage(pieces)
    applied = {reason.rule for piece in pieces for reason in piece.why}
    assert (rule in applied) == (side == "does"), f"applied: {sorted(applied)}"
    if "out" in case:
        assert body(pieces) == case["out"]


def test_every_rule_has_both_tables():
    assert {path.stem for path in FILES} | ELSEWHERE == set(rules.RULES)
    for path in FILES:
        tables = yaml.safe_load(path.read_text("utf-8"))
        assert set(tables) == {"does", "leaves"}, path.name
        assert tables["does"], path.name
        assert tables["leaves"], path.name
        assert all("out" in case for case in tables["does"]), path.name


def test_the_page_of_rules_is_made_from_them():
    assert (ROOT / "docs" / "contributing" / "cleaning.md").read_text("utf-8") == rules.page(), "run make pages"


def test_what_a_pattern_needs_stands_in_all_that_it_finds():
    """Otherwise the search for it is left out where it would find something."""
    texts = [case.values[2]["in"] for case in CASES] + [path.read_text("utf-8") for path in NOTES.iterdir()]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    for table in (noise.PIECES, noise.SENTENCES, noise.SECTIONS):
        for one in table.rules:
            assert all(one in table.worth_trying(line) for line in lines if one.pattern.search(line)), one.rule
    for rule, needs, pattern in privacy.PATTERNS:
        assert all(needs.search(line) for line in lines if pattern.search(line)), rule
