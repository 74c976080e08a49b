"""Anki decks, one a topic and one of all. A note's id is its question's id: to import a deck again keeps the reviews."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from html import escape

import genanki

from zhiku.model import OutputFile, Topic
from zhiku.site.built import Site
from zhiku.site.learning.answers import Answer, answers
from zhiku.site.learning.card_look import note_type, stable_id
from zhiku.site.pages import LEVELS

ALL = "anki/all.apkg"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name


def decks(site: Site) -> Iterator[OutputFile]:
    """`anki/<topic>.apkg` for each topic with answers, and `anki/all.apkg`."""
    pictures: dict[str, bytes] = {}
    found = list(answers(site, base=site.url))
    made = {
        topic.id: _deck(site, topic, own, pictures)
        for topic in site.library.topics
        if (own := [answer for answer in found if answer.topic == topic.id])
    }
    for topic_id, deck in made.items():
        yield OutputFile(f"anki/{topic_id}.apkg", _package([deck], pictures))
    if made:
        yield OutputFile(ALL, _package(list(made.values()), pictures))


def _deck(site: Site, topic: Topic, own: Sequence[Answer], pictures: dict[str, bytes]) -> genanki.Deck:
    deck = genanki.Deck(stable_id(f"deck: {topic.id}"), f"{site.name}::{topic.title}", escape(topic.summary))
    for place, answer in enumerate(own):
        question, level = answer.question, LEVELS[answer.question.level]
        back = _with_pictures(answer.html, site, pictures)
        fields = [escape(question.text), back, topic.title, level, site.url + answer.url]
        tags = [f"{site.name}::{name}".replace(" ", "_") for name in (topic.id, level) if name]
        deck.add_note(genanki.Note(note_type(), fields, guid=question.id, tags=tags, due=place))
    return deck


def _with_pictures(html: str, site: Site, pictures: dict[str, bytes]) -> str:
    """The answer with the site's own pictures named as Anki's media; `pictures` takes them in."""

    def renamed(found: re.Match[str]) -> str:
        file = site.folder / found["path"]
        if not file.is_file():
            return found[0]
        content = file.read_bytes()
        name = f"zhiku-{hashlib.sha256(content).hexdigest()[:16]}{file.suffix}"
        pictures[name] = content
        return f'src="{name}"'

    return re.sub(rf'src="{re.escape(site.url)}(?P<path>[^"]+)"', renamed, html)


def _package(own: Sequence[genanki.Deck], pictures: dict[str, bytes]) -> bytes:
    """The file that Anki imports, dated by the commit, so that one commit makes one file to the byte."""
    text = "".join(note.fields[1] for deck in own for note in deck.notes)
    used = [name for name in pictures if name in text]
    files = {
        "collection.anki2": _collection(own, int(os.environ.get("SOURCE_DATE_EPOCH", "1700000000"))),
        "media": json.dumps(dict(enumerate(used))).encode(),
        **{str(n): pictures[name] for n, name in enumerate(used)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _collection(own: Sequence[genanki.Deck], made: int) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        genanki.Package(own).write_to_db(database.cursor(), made, itertools.count(made * 1000))
        database.commit()
        return database.serialize()
