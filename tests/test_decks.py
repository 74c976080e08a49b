"""Anki decks as Anki reads them: a zip with a database. Reviews hang on a note's id, so it is the question's."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import TESTS

from zhiku.library import load
from zhiku.site.built import Site
from zhiku.site.learning import decks
from zhiku.site.learning.card_look import FIELDS

PRACTICE = TESTS / "practice"


@pytest.fixture(scope="module")
def site(practice_site):
    return practice_site


def rows(package, query):
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(package.read("collection.anki2"))
        return database.execute(query).fetchall()


def notes(package):
    return {
        guid: dict(zip(FIELDS, fields.split("\x1f"), strict=True))
        for guid, fields in rows(package, "select guid, flds from notes order by id")
    }


@pytest.fixture(scope="module")
def caching(site):
    with zipfile.ZipFile(site / "anki/caching.apkg") as package:
        yield package


def test_a_note_is_a_question_under_its_own_id(caching):
    found = notes(caching)
    assert list(found) == ["stampede-what", "stampede-fix", "constructor"]
    note = found["stampede-fix"]
    assert (note["问题"], note["主题"], note["难度"]) == ("击穿怎么防？", "缓存", "深入")
    assert note["地址"] == "https://example.org/kb/caching/stampede/#stampede-fix"
    assert '<span class="kd">func</span>' in note["回答"]


def test_an_answer_takes_its_drawings_and_pictures_along(caching, site):
    back = notes(caching)["stampede-what"]["回答"]
    assert back.count("<figure") == 2
    assert 'href="https://example.org/kb/caching/stampede/#fn:paper"' in back
    [(number, name)] = json.loads(caching.read("media")).items()
    assert f'src="{name}"' in back
    assert caching.read(number) == (site / "caching/dot.png").read_bytes()


def test_cards_lie_in_the_deck_of_their_topic_in_reading_order(site):
    with zipfile.ZipFile(site / "anki/all.apkg") as package:
        [(decks_json, models_json)] = rows(package, "select decks, models from col")
        names = {int(number): deck["name"] for number, deck in json.loads(decks_json).items()}
        cards = rows(
            package, "select n.guid, c.did, c.due, n.tags from cards c join notes n on n.id = c.nid order by c.id"
        )
        [model] = json.loads(models_json).values()
    assert [(guid, names[deck], due, tags) for guid, deck, due, tags in cards] == [
        ("stampede-what", "知库::缓存", 0, " 知库::caching 知库::基础 "),
        ("stampede-fix", "知库::缓存", 1, " 知库::caching 知库::深入 "),
        ("constructor", "知库::缓存", 2, " 知库::caching 知库::进阶 "),
        ("order-how", "知库::消息队列", 0, " 知库::mq 知库::进阶 "),
    ]
    assert [field["name"] for field in model["flds"]] == list(FIELDS)
    assert ".nightMode" in model["css"]


def test_ids_of_decks_and_note_types_never_change(site):
    with zipfile.ZipFile(site / "anki/caching.apkg") as one, zipfile.ZipFile(site / "anki/all.apkg") as everything:
        own, shared = (json.loads(rows(p, "select decks from col")[0][0]) for p in (one, everything))
        types = [set(json.loads(rows(p, "select models from col")[0][0])) for p in (one, everything)]
    assert set(own) == {"1", "1630561529"}
    assert set(own) < set(shared)
    assert types == [{"1992374485"}] * 2


def packages(folder: Path, docs: Path) -> dict[str, bytes]:
    site = Site(folder, docs, load(docs), "https://zhiku-kb.github.io/zhiku/", "知库")
    return {file.path: file.content for file in decks.decks(site)}


def test_a_reworded_question_is_the_same_note_with_other_words(site, tmp_path):
    before = packages(site, PRACTICE)
    shutil.copytree(PRACTICE, tmp_path / "docs")
    page = tmp_path / "docs/caching/stampede.md"
    page.write_text(page.read_text("utf-8").replace("### 击穿怎么防？", "### 怎样避免击穿？"), "utf-8")
    after = packages(site, tmp_path / "docs")
    old, new = (notes(zipfile.ZipFile(io.BytesIO(made["anki/caching.apkg"]))) for made in (before, after))
    assert list(old) == list(new)
    assert new["stampede-fix"].pop("问题") == "怎样避免击穿？"
    assert old["stampede-fix"].pop("问题") == "击穿怎么防？"
    assert old == new


def test_one_commit_makes_one_file_and_a_later_commit_newer_notes(site, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    first = packages(site, PRACTICE)
    assert packages(site, PRACTICE) == first
    dates = {i.date_time for made in first.values() for i in zipfile.ZipFile(io.BytesIO(made)).infolist()}
    assert len(dates) == 1, "the files in it have no times of their own"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225601")
    later = packages(site, PRACTICE)
    times = [
        rows(zipfile.ZipFile(io.BytesIO(made["anki/mq.apkg"])), "select mod from notes") for made in (first, later)
    ]
    assert times == [[(1767225600,)], [(1767225601,)]], "Anki takes over what is newer"


def test_a_site_without_answers_has_no_decks(site):
    library = replace(load(PRACTICE), articles=())
    assert list(decks.decks(Site(site, PRACTICE, library, "/", "知库"))) == []
