"""The benchmark: its corpus, its counting, its page. What it measures is not tested: no test looks at a clock."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from conftest import ROOT
from near import naive

sys.path.insert(0, str(ROOT / "scripts"))

from bench import corpus, notes, page, picture, quality, sentences


@pytest.fixture(scope="module")
def maker():
    return corpus.maker(ROOT / "docs", 20)


def test_the_same_seed_makes_the_same_bytes(tmp_path):
    made = []
    for name in ("first", "second"):
        corpus.write(corpus.pieces(corpus.maker(ROOT / "docs", 20), 300), tmp_path / name, tmp_path / "truth")
        made.append((tmp_path / name).read_bytes() + (tmp_path / "truth").read_bytes())
    assert made[0] == made[1]
    corpus.write(corpus.pieces(corpus.maker(ROOT / "docs", 21), 300), tmp_path / "other", tmp_path / "truth")
    assert (tmp_path / "other").read_bytes() != (tmp_path / "first").read_bytes()


def test_the_truth_fits(maker, tmp_path):
    made = list(corpus.pieces(maker, 1000))
    kinds = Counter(piece.kind for piece in made)
    bases = {piece.base: piece.text for piece in made if piece.kind == "base"}
    assert kinds["base"] == len(bases) == 800
    assert set(kinds) == {"base", *corpus.CHANGES}
    likeness = {kind: [] for kind in corpus.CHANGES}
    for piece in made:
        if piece.kind != "base":
            likeness[piece.kind].append(naive(piece.text, bases[piece.base]))
    assert set(likeness["punctuation"]) == {1.0}
    assert min(likeness["truncated"]) > 0.6
    assert 0.3 < sum(likeness["heavy"]) / len(likeness["heavy"]) < 0.6
    corpus.write(iter(made), tmp_path / "corpus", tmp_path / "truth")
    told, is_base = quality.truth(tmp_path / "truth")
    assert told.tolist() == [piece.base for piece in made]
    assert is_base.sum() == 800


def test_bases_are_really_different(maker):
    texts = ["".join(maker.base(n)) for n in range(60)]
    assert max(naive(a, b) for n, a in enumerate(texts) for b in texts[:n]) < 0.2
    assert 500 < sum(map(len, texts)) / len(texts) < 700


def test_sentences_are_prose():
    found = sentences.sentences(ROOT / "docs")
    assert len(found) == len(set(found)) > 500
    assert not [one for one in found if re.search(r"```|^\||^#|\[\^|!!!", one)]


def test_pairs_are_counted():
    judged = quality.quality(
        np.array([0, 0, 0, 3, 4]), np.array([7, 7, 8, 9, 9]), np.array([True, False, True, True, False])
    )
    assert (judged.precision, judged.recall, judged.lost) == (1 / 3, 1 / 2, 1)
    assert judged.f1 == pytest.approx(0.4)


def test_all_pieces_become_notes(maker, tmp_path):
    corpus.write(corpus.pieces(maker, 65), tmp_path / "corpus", tmp_path / "truth")
    notes.write(tmp_path / "corpus", tmp_path / "notes")
    files = sorted((tmp_path / "notes").iterdir())
    written = "".join(path.read_text("utf-8") for path in files)
    assert (len(files), written.count("\n## ")) == (2, 13)
    for line in (tmp_path / "corpus").read_text("utf-8").splitlines():
        assert _dense(json.loads(line)["text"]) in _dense(written)


def _dense(text):
    """Without what the layout adds."""
    return re.sub(r"\s|-(?= )", "", text)


def result(program, size, cpu, judged=True):
    cost = page.Cost(wall=cpu / 2, cpu=cpu, memory=321.4)
    return page.Result(size, program, cost, quality.Quality(1.0, 0.9, 0) if judged else None)


RESULTS = [
    result("zhiku", 10000, 0.5),
    result("datasketch", 10000, 6.0),
    result("zhiku ingest", 10000, 12.0, judged=False),
    result("zhiku", 100000, 2.0),
]


def test_the_page_is_filled_between_its_marks(monkeypatch):
    monkeypatch.setattr(page, "version", lambda _: "1.0")  # the peers are there only after `make bench`
    before = "# 性能\n\n<!-- bench -->\nold\n<!-- /bench -->\n\n后文\n"
    after = page.filled(before, RESULTS, "2026-01-31")
    assert after.startswith("# 性能\n\n<!-- bench -->\n\n2026-01-31，")
    assert after.endswith("<!-- /bench -->\n\n后文\n")
    assert "old" not in after
    assert "| 10,000 | zhiku | 0.25 | 0.50 | 20,000 | 12.0 倍 | 321 | 1.000 | 0.900 | 0.947 | 0 |" in after
    assert "| 100,000 | zhiku | 1.00 | 2.00 | 50,000 | — | 321 | 1.000 | 0.900 | 0.947 | 0 |" in after
    assert "| 10,000 | 6.00 | 12.0 | 321 | 2.00 |" in after
    assert page.filled(after, RESULTS, "2026-01-31") == after


def test_the_picture_shows_each_line():
    drawn = page.drawn(RESULTS)
    root = ET.fromstring(drawn)
    inside = {"{http://www.w3.org/2000/svg}" + name for name in ("polyline", "circle", "text", "line", "rect")}
    assert {element.tag for element in root} == inside
    words = ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"zhiku", "datasketch", "段落数", "用时（秒）", "10,000", "100,000"} <= set(words)
    assert "zhiku ingest" not in words
    for dot in root.iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 < float(dot.get("cx")) < picture.WIDTH
        assert 0 < float(dot.get("cy")) < picture.HEIGHT


def test_the_committed_page_has_its_marks_and_picture():
    text = (ROOT / "docs/contributing/performance.md").read_text("utf-8")
    assert text.count("<!-- bench -->") == text.count("<!-- /bench -->") == 1
    assert (ROOT / "docs/contributing/performance.svg").exists()
