"""A topic on one sheet of paper: the key points of its articles, one diagram, and what is asked most. Library → Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from zhiku.errors import ZhikuError
from zhiku.library import Library
from zhiku.model import Article, Diagram, Question, Topic
from zhiku.site.drawing.diagrams import render

PDF_LINK = "<!-- the link to the PDF -->"
"""Where the link to the PDF goes, once there is one."""
_MOST_QUESTIONS = 12
_LEAST, _MOST = 14, 90  # characters of the first words of an answer

# Lengths on paper in CSS pixels (96 to the inch). Labels are drawn at 16 px and must not fall below 7.5 pt = 10 px.
_SMALLEST = 10 / 16
_PAPER, _COLUMN = 700, 340
_LOWEST_WIDE, _LOWEST_NARROW = 340, 500
_MARK = re.compile(r"^\s*%%\s*cheatsheet\s*$", re.MULTILINE)

_FOOTNOTE = re.compile(r"(?<=[，。；：、])(?:\[\^[^\]]+\])+ |\[\^[^\]]+\]")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^)]*\)")
_VIEW_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’）」*]*")
_NOT_PROSE = ("- ", "* ", "+ ", "|", "!!!", "???", "===", "<", "```", "--8<--", "#", ">", "    ", "1. ", "追问：")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram that can be read at the size at which it is printed."""

    diagram: Diagram
    title: str
    width: float
    height: float
    """In CSS pixels, as drawn on the screen."""

    @property
    def is_wide(self) -> bool:
        """Whether it needs the whole width of the paper."""
        return self.width * _SMALLEST > _COLUMN

    @property
    def fits(self) -> bool:
        """Whether it leaves room for the rest when its labels are as small as they may be."""
        lowest = _LOWEST_WIDE if self.is_wide else _LOWEST_NARROW
        return self.width * _SMALLEST <= _PAPER and self.height * _SMALLEST <= lowest


def sheet(library: Library, topic: Topic) -> str | None:
    """The page <topic>/cheatsheet.md, or None when no article of the topic has key points."""
    articles = [a for a in library.topic_articles(topic.id) if a.points]
    if not articles:
        return None
    most = points_of_each(library, topic)
    points = [line for article in articles for line in _points(article, most)]
    drawing = chosen(library.topic_articles(topic.id))
    figure = _figure(drawing) if drawing else []
    columns = ['<div class="sheet-points" markdown>', "", *points, "</div>", ""]
    if drawing and drawing.is_wide:
        columns += figure
    else:
        columns[-2:-2] = figure  # it is the last thing in the second column
    return "\n".join([*_head(topic), *_tools(topic), *columns, *_questions(library, topic), "</div>", ""])


def points_of_each(library: Library, topic: Topic) -> int | None:
    """How many key points of each article the sheet takes, the first ones; None for all. A topic of many articles says so in its index page."""
    most = library.pages[f"{topic.id}/index.md"].meta.get("sheet_points")
    return most if isinstance(most, int) else None


def chosen(articles: Sequence[Article]) -> Drawing | None:
    """The diagram that its author marked with a line `%% cheatsheet`, or the smallest, of those that fit."""
    drawings = [d for article in articles for diagram in article.diagrams if (d := _drawing(diagram)) and d.fits]
    return min(drawings, key=lambda d: (not _MARK.search(d.diagram.source), d.width * d.height), default=None)


def most_asked(questions: Sequence[Question], most: int = _MOST_QUESTIONS) -> list[Question]:
    """What most notes ask, then what every reader is asked; the order of reading is kept."""
    ranked = sorted(questions, key=lambda q: (-q.asked, q.level not in (1, 2), -len(q.wordings)))
    picked = {q.id for q in ranked[:most]}
    return [q for q in questions if q.id in picked]


def first_words(answer: str) -> str:
    """The first sentence of an answer, or the first few when it is as short as `会。`; empty when it opens with no prose."""
    paragraph = answer.strip().split("\n\n")[0]
    if paragraph.startswith(_NOT_PROSE):
        return ""
    words = ""
    for sentence in _SENTENCE.findall(_plain("".join(paragraph.split("\n")))):
        if words and len(words) + len(sentence) > _MOST:
            break
        words += sentence
        if len(words) >= _LEAST:
            break
    return _closed(words) if len(words) <= _MOST else ""


def _closed(words: str) -> str:
    """The words with an end to what they print bold; `**` that opens the next sentence goes."""
    if words.count("**") % 2 == 0:
        return words
    return words.removesuffix("**") if words.endswith("**") else f"{words}**"


def _drawing(diagram: Diagram) -> Drawing | None:
    try:
        picture = render(diagram.source)
    except ZhikuError:
        return None
    box = _VIEW_BOX.search(picture.svg)
    return Drawing(diagram, picture.title, float(box[1]), float(box[2])) if box else None


def _head(topic: Topic) -> list[str]:
    return [
        "---",
        f"title: {json.dumps(f'{topic.title}：速查', ensure_ascii=False)}",
        f"description: {json.dumps(f'{topic.title}的要点和最常被问的问题，排在一两页 A4 上，可以打印。', ensure_ascii=False)}",
        "generated: true",
        "hide: [toc]",
        "styles: [cheatsheet]",
        "scripts: [print]",
        "---",
        "",
        f"# {topic.title}：速查",
        "",
        '<div class="sheet" markdown>',
        "",
    ]


def _tools(topic: Topic) -> list[str]:
    summary = f'<p class="sheet-summary">{escape(topic.summary, quote=False)}</p>' if topic.summary else ""
    buttons = f'<p class="sheet-tools">{PDF_LINK}<button type="button" class="md-button with-script" data-print>打印</button></p>'
    return [f'<div class="sheet-head">{summary}{buttons}</div>', ""]


def _points(article: Article, most: int | None) -> list[str]:
    return [
        '<section class="sheet-article" markdown>',
        "",
        f"## [{article.title}]({_name(article.path)})",
        "",
        *(f"- {_plain(point).replace(chr(10), chr(10) + '    ')}" for point in article.points[:most]),
        "",
        "</section>",
        "",
    ]


def _figure(drawing: Drawing) -> list[str]:
    form = "wide" if drawing.is_wide else "narrow"
    return [
        f'<div class="sheet-diagram sheet-diagram--{form}" markdown>',
        "",
        f'<p class="sheet-caption">{escape(drawing.title, quote=False)}</p>',
        "",
        "```mermaid",
        drawing.diagram.source,
        "```",
        "",
        "</div>",
        "",
    ]


def _questions(library: Library, topic: Topic) -> Iterator[str]:
    asked = most_asked([q for q in library.questions(topic.id) if q.answered])
    if not asked:
        return
    title = "最常被问" if any(q.asked for q in asked) else "常被问"
    yield from ('<section class="sheet-questions" markdown>', "", f"## {title}", "")
    for question in asked:
        address = f"{_name(question.article)}#{question.id}"
        answer = first_words(_answer(library, question))
        yield f"- [{_label(question.text)}]({address})" + (f"<br>{answer}" if answer else "")
    yield from ("", "</section>", "")


def _answer(library: Library, question: Question) -> str:
    sections = library.pages[question.article].sections
    return next((s.text for s in sections if s.heading.line == question.place.first), "")


def _plain(markdown: str) -> str:
    """Markdown without what leads away from the sheet: footnotes and links."""
    return _LINK.sub(r"\1", _FOOTNOTE.sub("", markdown))


def _label(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]").replace("<", "&lt;")


def _name(path: str) -> str:
    return path.rpartition("/")[2]
