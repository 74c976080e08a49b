"""Folding and plain words: what they mean, said slowly, is what the quick functions return."""

from __future__ import annotations

import re
import unicodedata

import pytest
from conftest import raw
from hypothesis import given
from hypothesis import strategies as st

from zhiku.notes.piece import Kind
from zhiku.text import fold, plain, squeeze

MESS = st.text(alphabet="aB1 \t\n，。：；！？（）“”…、①㎡℃ﬁＡé\u0301\u0338*_`[]()!^\\锁", max_size=30)


@given(MESS)
def test_fold_keeps_the_words_of_the_normal_form(text):
    assert fold(text) == re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


@given(MESS)
def test_squeeze_leaves_white_space_out(text):
    assert squeeze(text) == re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


@given(MESS)
def test_plain_takes_marks_off_one_kind_after_the_other(text):
    slow = re.sub(r"!\[([^\[\]]*)\]\([^)]*\)", r"\1", text)
    slow = re.sub(r"\[([^\[\]]*)\]\([^)]*\)", r"\1", slow)
    slow = re.sub(r"\[\^[^\]]+\]", "", slow)
    slow = re.sub(r"(?<!\\)(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", slow)
    assert plain(text) == re.sub(r"\s+", " ", slow.replace("`", "")).strip()


def test_a_changed_piece_is_another_one():
    piece = raw("一")
    changed = piece.but(kind=Kind.PROSE, text="二")
    assert (changed.kind, changed.text, changed.raw, changed.place) == (Kind.PROSE, "二", "一", piece.place)
    assert piece.kind is Kind.RAW
    with pytest.raises(TypeError, match="no field colour"):
        piece.but(colour="red")
