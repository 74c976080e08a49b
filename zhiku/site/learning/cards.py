"""What the quiz asks: the questions as one small script, the answers as one script a topic, so that a file: address has them too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from zhiku.model import OutputFile
from zhiku.site.built import Site
from zhiku.site.learning import quiz
from zhiku.site.learning.answers import answers


def cards(site: Site) -> Iterator[OutputFile]:
    """The scripts that the quiz page loads besides its own. None where there is no quiz."""
    if not quiz.is_made(site.library):
        return
    found = list(answers(site, base="../"))
    by_topic: dict[str, dict[str, str]] = defaultdict(dict)
    for answer in found:
        by_topic[answer.topic][answer.question.id] = answer.html
    deck = {
        "topics": {topic.id: topic.title for topic in site.library.topics if topic.id in by_topic},
        "questions": [
            {"id": a.question.id, "text": a.question.text, "topic": a.topic, "level": a.question.level, "url": a.url}
            for a in found
        ],
    }
    yield OutputFile("assets/js/cards.js", f"zhiku.cards = {_json(deck)};\n")
    for topic, html in by_topic.items():
        yield OutputFile(f"assets/js/cards/{topic}.js", f"(zhiku.answers ??= {{}})[{_json(topic)}] = {_json(html)};\n")
    licence = quiz.SCHEDULER.with_suffix(".LICENSE.txt")
    for file in (quiz.SCHEDULER, licence):
        yield OutputFile(f"assets/vendor/{file.name}", file.read_bytes())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
