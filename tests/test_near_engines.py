"""Near copies: the same bytes from any engine, whatever the number of files and workers."""

from __future__ import annotations

import builtins

import pytest
from near import prose, written

from zhiku import ZhikuError, near
from zhiku.near import lines

TEXTS = [text for n in range(120) for text in (prose(n), prose(n)[:240], prose(n), f"短句 {n % 7}", "")]


def answer(paths, engine):
    got = near.find(paths, engine=engine)
    components = engine.components(got.pieces, got.edges)
    return got.pieces, got.edges.tobytes(), components.tobytes(), near.stars(got.pieces, got.edges).tobytes()


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return answer(written(tmp_path_factory.mktemp("whole"), TEXTS), near.engine(workers=1))


@pytest.fixture
def daft():
    pytest.importorskip("daft", reason="NO DAFT: pip install 'zhiku[cluster]' to test the second engine")
    return near.engine("daft")


@pytest.mark.parametrize("parts", [1, 2, 8])
@pytest.mark.parametrize("workers", [1, 2])
def test_local(tmp_path, expected, parts, workers):
    assert answer(written(tmp_path, TEXTS, parts), near.engine(workers=workers)) == expected


@pytest.mark.parametrize("parts", [1, 2, 8])
def test_daft(tmp_path, expected, parts, daft):
    assert answer(written(tmp_path, TEXTS, parts), daft) == expected


def test_spans_do_not_matter(tmp_path, expected, monkeypatch):
    monkeypatch.setattr(lines.spans, "__defaults__", (10_000,))
    paths = written(tmp_path, TEXTS)
    assert len(lines.spans(paths)) > 10
    assert answer(paths, near.engine(workers=1)) == expected


def test_pairs_are_merged_as_they_come(tmp_path, expected, monkeypatch):
    monkeypatch.setattr("zhiku.near.engines._PENDING", 10)
    assert answer(written(tmp_path, TEXTS), near.engine(workers=1)) == expected


def test_edges_are_sorted(tmp_path):
    edges = near.find(written(tmp_path, TEXTS), engine=near.engine(workers=1)).edges
    assert edges.tolist() == sorted(edges.tolist())


@pytest.mark.parametrize("name", ["local", "daft"])
def test_a_wrong_line_is_told_from_any_engine(tmp_path, name, request):
    engine = near.engine("local", workers=2) if name == "local" else request.getfixturevalue("daft")
    paths = written(tmp_path, ["好"] * 4, parts=2)
    paths[1].write_text('{"text": "好"}\n{"text": }\n', "utf-8")
    with pytest.raises(ZhikuError, match=r"1\.jsonl:2: is not JSON") as error:
        near.find(paths, engine=engine)
    assert error.value.hint


def test_an_engine_can_be_used_again(tmp_path, expected):
    engine = near.engine(workers=2)
    paths = written(tmp_path, TEXTS, 2)
    assert answer(paths, engine) == answer(paths, engine) == expected


def test_without_daft_the_command_is_told(monkeypatch):
    real = builtins.__import__

    def absent(name, *args, **kwargs):
        if name == "daft":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ZhikuError) as error:
        near.engine("daft")
    assert str(error.value) == "the engine daft needs a package\n  Install it: pip install 'zhiku[cluster]'"


def test_wrong_choices_are_told():
    with pytest.raises(ZhikuError, match="there is no engine 'spark'"):
        near.engine("spark")
    with pytest.raises(ZhikuError, match="0 workers cannot work"):
        near.engine(workers=0)
