"""Near copies: what is found, what is left alone, how it is grouped, and what a wrong file is told."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from near import edges, folded, found, naive, prose, scores, written

from zhiku import ZhikuError, near
from zhiku.near import fold as folding
from zhiku.near import likely, lines, runs, signature

LONG = prose(1, 400)
ALIKE = [
    ("the same", LONG, LONG, 1.0),
    ("full width and half width", "ＧＯ 语言的ＧＭＰ模型，１２３", "go语言的gmp模型,123", 1.0),
    ("Kangxi radicals", "⽤⼼的⼀⽣", "用心的一生", 1.0),
    ("lists and line breaks", "- 一行\n- 两行\n- 三行四行", "一行两行。三行四行", 1.0),
    ("emoji and astral letters", "🚀𝐆𝐎 语言的并发模型", "go语言的并发模型", 1.0),
    ("characters beyond the basic plane", "𠮷野家的牛肉饭", "𠮷野家的牛肉饭！", 1.0),
    ("shorter than a run", "锁", "锁。", 1.0),
    ("the end missing", LONG, LONG[:300], 296 / 396),
    ("a run repeated", "go go go go go go", "gogogogo", 1.0),
    ("zero bytes", "为什么要有\0P呢", "为什么要有P呢", 1.0),
    ("a short piece in common", "一二三四五六", "一二三四五七", 1 / 3),
]
APART = [
    ("nothing in common", prose(2), prose(3)),
    ("one header in common", prose(4, 60) + prose(5, 400), prose(4, 60) + prose(6, 400)),
    ("both empty", "", ""),
    ("both only marks", "……", "——！"),
    ("short and different", "锁", "锁表"),
    ("four characters, one different", "一二三四", "一二三五"),
]


@pytest.mark.parametrize(("a", "b", "score"), [case[1:] for case in ALIKE], ids=[case[0] for case in ALIKE])
def test_alike(tmp_path, a, b, score):
    assert scores(found(tmp_path, [a, b], threshold=0.3).edges) == {(0, 1): pytest.approx(score)}
    assert naive(a, b) == pytest.approx(score) or "\0" in a


@pytest.mark.parametrize(("a", "b"), [case[1:] for case in APART], ids=[case[0] for case in APART])
def test_apart(tmp_path, a, b):
    assert not len(found(tmp_path, [a, b], threshold=0.3).edges)


def test_the_table_is_the_fold_of_each_character():
    table = folding.table()
    for code in [*range(1, 0x3400), *range(0xF900, 0x20000), *range(0x2F800, 0x2FA20), 0x4E00, 0xAC00, 0x20BB7]:
        expected = folded(chr(code))
        assert table[code] == (ord(expected) if expected else 0), f"U+{code:04X} {unicodedata.name(chr(code), '')}"


def test_runs_never_reach_into_the_next_piece():
    together = runs.wide(folding.fold(["一二三四五六", "锁", "", "一二三四五六七八"]))
    alone = [runs.wide(folding.fold([text]))[0] for text in ("一二三四五六", "锁", "", "一二三四五六七八")]
    assert [one.tolist() for one in together] == [one.tolist() for one in alone]
    assert [len(one) for one in together] == [2, 1, 0, 4]


def test_an_empty_bin_borrows_from_the_next_filled_one():
    folded = folding.fold([prose(7, 70), "", prose(8, 70)])
    hashed = runs.runs(folded)
    owners = np.repeat(np.arange(3), folded.lengths + folding.GAP)
    own = np.zeros((256, 3), np.uint32)
    np.maximum.at(own, (hashed.hashes >> 24, owners), hashed.hashes)
    kept = signature.signatures(hashed, owners, 3)
    for text in (0, 2):
        filled = np.flatnonzero(own[:, text])
        assert len(filled) < 80
        places = filled[np.searchsorted(filled, np.arange(256)) % len(filled)]
        assert kept[:, text].tolist() == own[places, text].tolist()
    assert not kept[:, 1].any()


def test_fingerprints_never_rule_out_a_short_piece():
    opposite = np.array([[[0] * 4, [2**64 - 1] * 4]] * 2, np.uint64)
    pair = np.array([1], np.uint64)  # 0 and 1
    for runs_of_each, kept in (((64, 900), 1), ((900, 900), 0)):
        assert len(likely.likely(opposite, np.array(runs_of_each, np.uint32), 0.4)(pair)) == kept


def test_of_a_small_group_all_pairs_are_found(tmp_path):
    texts = [prose(12, 400) + prose(50 + n, 8) for n in range(33)]
    assert len(found(tmp_path, texts).edges) == 33 * 32 / 2


def test_the_threshold_is_kept_exactly(tmp_path):
    texts = ["一二三四五六七八九十", "一二三四五六七八九拾", LONG, LONG[:198]]
    scored = scores(found(tmp_path, texts, threshold=194 / 396).edges)
    assert scored == {(0, 1): 5 / 7, (2, 3): 194 / 396}
    assert scores(found(tmp_path, texts, threshold=194 / 396 + 1e-9).edges) == {(0, 1): 5 / 7}


def test_five_thousand_copies_are_five_thousand_edges(tmp_path):
    texts = [prose(9)] * 5000 + [prose(9)[:250], prose(8)]
    got = found(tmp_path, texts)
    assert {(a, b) for a, b in scores(got.edges) if b < 5000} == {(0, n) for n in range(1, 5000)}
    assert near.stars(got.pieces, got.edges).tolist() == [0] * 5001 + [5001]


def test_three_thousand_pieces_that_share_a_header(tmp_path):
    header = prose(10, 200)
    texts = [header + prose(100 + n, 120) for n in range(2950)]
    texts += [text[:-12] for text in texts[:50]]
    got = found(tmp_path, texts, threshold=0.6)
    wanted = {(n, 2950 + n) for n in range(50)}
    assert wanted <= scores(got.edges).keys(), "a real copy is lost in the crowd"
    assert all(naive(texts[a], texts[b]) == score for (a, b), score in scores(got.edges).items())


def test_a_crowd_of_near_copies_is_one_star_and_not_all_pairs(tmp_path):
    texts = [prose(11, 300) + prose(1000 + n, 12) for n in range(3000)]
    got = found(tmp_path, texts)
    assert len(got.edges) < 3000 * 400
    assert set(near.stars(got.pieces, got.edges).tolist()) == {0}


def test_large_groups_take_linear_time():
    """Counted, not timed: the pairs of a group of n are at most a constant times n."""
    from zhiku.near import groups

    ids = np.arange(20_000)
    per_piece = len(groups._neighbours(ids, np.zeros_like(ids))[0]) / len(ids)
    assert per_piece <= 1


def test_a_chain_gives_no_chain_of_members():
    homes = near.stars(4, edges((0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.9)))
    assert homes.tolist() == [0, 0, 2, 2]
    assert near.components(4, edges((0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.9))).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("rows", "homes"),
    [
        ([], [0, 1, 2, 3]),
        ([(0, 2, 0.5), (1, 2, 0.7)], [0, 1, 1, 3]),  # the best score wins
        ([(0, 2, 0.5), (1, 2, 0.5)], [0, 1, 0, 3]),  # then the earlier piece
        ([(0, 1, 0.6), (1, 3, 1.0)], [0, 0, 2, 0]),  # a copy goes where its original goes
        ([(1, 2, 0.5), (0, 1, 0.5)], [0, 0, 2, 3]),  # in any order
    ],
)
def test_stars(rows, homes):
    assert near.stars(4, edges(*rows)).tolist() == homes


def test_components_are_known_by_their_first_piece():
    assert near.components(6, edges((4, 5, 0.5), (1, 3, 0.5))).tolist() == [0, 1, 2, 1, 4, 4]
    assert near.components(2, edges()).tolist() == [0, 1]


WRONG = [
    (b'{"id": "a", "text": "x"\n', "is not JSON"),
    (b'["a"]\n', "is JSON, but list and no object"),
    (b'{"id": "a"}\n', 'has no "text"'),
    (b'{"id": "a", "text": 7}\n', '"text" is int and no string'),
    (b'{"id": "a", "text": "\xff"}\n', "is not JSON"),
]


@pytest.mark.parametrize(("line", "message"), WRONG)
def test_a_wrong_line_is_named(tmp_path, line, message):
    path = tmp_path / "part.jsonl"
    path.write_bytes('{"id": "p", "text": "好"}\n\n'.encode() * 300 + line)
    with pytest.raises(ZhikuError) as error:
        near.find([path])
    assert str(error.value).startswith(f"{path}:601: {message}")
    assert error.value.hint == 'Write one object a line, in UTF-8, such as: {"id": "a1", "text": "为什么要有 P？"}'


def test_a_missing_file_and_a_wrong_threshold_are_told(tmp_path):
    with pytest.raises(ZhikuError, match=r"absent.jsonl: cannot be read: No such file"):
        near.find([tmp_path / "absent.jsonl"])
    for threshold in (0, 1.5):
        with pytest.raises(ZhikuError, match="finds nothing"):
            near.find([], threshold=threshold)


def test_no_pieces(tmp_path):
    (tmp_path / "empty.jsonl").write_bytes(b"\n\n")
    got = near.find([tmp_path / "empty.jsonl"])
    assert (got.pieces, len(got.edges)) == (0, 0)


def test_pieces_count_over_all_files_and_blank_lines_do_not(tmp_path):
    (tmp_path / "1").write_bytes('{"text": "第一个就在这里"}\n\n{"text": ""}\r\n \r\n'.encode())
    (tmp_path / "2").write_bytes('{"more": 1, "text": "第一个就在这里"}'.encode())
    got = near.find([tmp_path / "1", tmp_path / "2"])
    assert (got.pieces, scores(got.edges)) == (3, {(0, 2): 1.0})


def test_spans_cut_at_line_ends(tmp_path):
    texts = [prose(n, 5 + n % 40) for n in range(100)]
    (path,) = written(tmp_path, texts)
    cut = lines.spans([path], size=700)
    assert len(cut) > 5
    assert [text for span in cut for text in lines.texts(lines.lines(span))] == texts


def test_nothing_stays_in_the_folder(tmp_path):
    paths = written(tmp_path / "in", [LONG, LONG])
    (tmp_path / "out").mkdir()
    near.find(paths, folder=tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())
