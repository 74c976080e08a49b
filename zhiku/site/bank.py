"""The question bank as pages: all questions in reading order, each a line that says what its answer holds and what is asked next.

The lines are whole without a script. assets/js/bank.js filters and sorts them by what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from posixpath import dirname, relpath

import yaml

from zhiku.library import Library
from zhiku.model import Article, OutputFile, Question, Topic
from zhiku.site.learning import quiz
from zhiku.text import literal

LEVELS = {0: "", 1: "基础", 2: "进阶", 3: "深入"}
_SORTS = {"": "按阅读顺序", "level": "由浅入深"}
_BY_ASKED = {"asked": "常问的在前"}
_FILTERS = """\
<form class="bank-filter with-script" id="bank-filter" aria-label="筛选问题" autocomplete="off">
<input type="search" name="text" placeholder="在问题里找" aria-label="在问题里找">
{topics}<select name="sort" aria-label="排序">{sorts}</select>
<fieldset><legend>难度</legend>{levels}</fieldset>
<fieldset><legend>答案含</legend><label><input type="checkbox" name="has" value="code">代码</label><label><input type="checkbox" name="has" value="diagram">图</label></fieldset>
<p><button type="reset">清除</button><button type="button" id="random">随机一题</button></p>
</form>
"""


@dataclass(frozen=True, slots=True)
class _Index:
    """An index page that is being written: where it stands, and the questions that a line may point to."""

    path: str
    known: Mapping[str, Question]

    def link(self, text: str, target: str) -> str:
        """A link to a path or an article#id of the docs folder."""
        return f"[{literal(text)}]({relpath(target, dirname(self.path) or '.')})"


def pages(library: Library) -> Iterator[OutputFile]:
    """The index of all questions, and one of each topic that has articles."""
    known = {_address(question): question for question in library.questions()}
    yield OutputFile("questions.md", _all(library, _Index("questions.md", known)))
    for topic in library.topics:
        if library.topic_articles(topic.id):
            path = f"{topic.id}/questions.md"
            yield OutputFile(path, _of_topic(library, topic, _Index(path, known)))


def _all(library: Library, index: _Index) -> str:
    topics = [topic for topic in library.topics if library.questions(topic.id)]
    summary = "所有主题的问题，按主题和文章的阅读顺序排列；可以按主题、难度、有没有代码和图来筛选。"
    lines = _opening("全部问题", summary, library.questions(), quiz.ways(library, up=1), topics)
    for topic in topics:
        lines += [f"## {index.link(topic.title, f'{topic.id}/questions.md')} {{ #{topic.id} }}", ""]
        lines += _groups(index, library.topic_articles(topic.id), "###")
    return "\n".join([*lines, "</div>", ""])


def _of_topic(library: Library, topic: Topic, index: _Index) -> str:
    summary = f"{topic.title}的全部问题，每个都能直接跳到回答。"
    lines = _opening(f"{topic.title}：问题", summary, library.questions(topic.id), quiz.ways(library, topic.id, up=2))
    lines += _groups(index, library.topic_articles(topic.id), "##")
    return "\n".join([*lines, "</div>", ""])


def _opening(
    title: str, summary: str, questions: Sequence[Question], ways: Sequence[str], topics: Sequence[Topic] = ()
) -> list[str]:
    """All that stands above the list. `ways` lead to where the questions are practised, `topics` are to choose among."""
    head = {"title": title, "description": summary, "generated": True, "scripts": ["bank"], "styles": ["bank"]}
    return [
        f"---\n{yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=1000)}---\n",
        f"# {title}\n",
        _filters(topics, is_asked=any(question.asked for question in questions)) if questions else "",
        f"共 {len(questions)} 个问题。",
        '{: .bank-count role="status" }\n',
        *([f"练习：{' · '.join(ways)}\n"] if ways else []),
        '<div class="bank" markdown>\n',
    ]


def _filters(topics: Sequence[Topic], *, is_asked: bool) -> str:
    named = {"": "全部主题", **{topic.id: topic.title for topic in topics}}
    levels = (
        f'<label><input type="checkbox" name="level" value="{n}">{name}</label>' for n, name in LEVELS.items() if n
    )
    return _FILTERS.format(
        topics=f'<select name="topic" aria-label="主题">{_options(named)}</select>\n' if topics else "",
        levels="".join(levels),
        sorts=_options(_SORTS | _BY_ASKED if is_asked else _SORTS),
    )


def _options(names: Mapping[str, str]) -> str:
    return "".join(f'<option value="{value}">{escape(name)}</option>' for value, name in names.items())


def _groups(index: _Index, articles: Sequence[Article], rank: str) -> Iterator[str]:
    for article in articles:
        if article.questions:
            yield f"{rank} {index.link(article.title, article.path)}\n"
            yield from (_row(index, question) for question in article.questions)
            yield ""


def _row(index: _Index, question: Question) -> str:
    asked_next = [
        index.link(index.known[target].text, target) for target in question.follow_ups if target in index.known
    ]
    parts = [index.link(question.text, _address(question)), *_marks(question)]
    if asked_next:
        parts.append(f"<small>追问：{' · '.join(asked_next)}</small>")
    return f"- {' '.join(parts)}"


def _marks(question: Question) -> Iterator[str]:
    """What a line says of its answer: bold the level, in italics the rest, with what the script reads."""
    if question.level:
        yield f'**{LEVELS[question.level]}**{{ data-level="{question.level}" }}'
    if question.has_code:
        yield '*代码*{ data-has="code" }'
    if question.has_diagram:
        yield '*图*{ data-has="diagram" }'
    if question.asked:
        yield f'*{question.asked} 份笔记问到*{{ data-asked="{question.asked}" }}'
    if not question.answered:
        yield "*待答*"


def _address(question: Question) -> str:
    return f"{question.article}#{question.id}"
