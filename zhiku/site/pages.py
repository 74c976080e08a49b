"""Pages that nobody writes: question indexes, the question bank as JSON, and what the modules beside it make. Library → OutputFiles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from zhiku.library import Library
from zhiku.model import Article, OutputFile, Question, Topic
from zhiku.site import sheets, whole_topic
from zhiku.text import squeeze

LEVELS = {0: "", 1: "基础", 2: "进阶", 3: "深入"}


def files(library: Library) -> list[OutputFile]:
    """All generated files, by their paths in the docs folder. Topics without articles get none."""
    out = [OutputFile("questions.md", _bank(library)), OutputFile("questions.json", questions_json(library))]
    for topic in library.topics:
        articles = library.topic_articles(topic.id)
        if articles:
            out.append(OutputFile(f"{topic.id}/questions.md", _topic_questions(topic, articles)))
        if sheet := sheets.sheet(library, topic):
            out.append(OutputFile(f"{topic.id}/cheatsheet.md", sheet))
        if whole := whole_topic.page(library, topic):
            out.append(OutputFile(f"{topic.id}/print.md", whole))
    return out


def overview(library: Library, topic: str) -> str:
    """What stands under the text of a topic's index page: its articles, and where to go from there."""
    articles = library.topic_articles(topic)
    if not articles:
        return "\n\n这个主题的文章还在写。\n"
    lines = ["", "", "## 文章", ""]
    lines += [f"- [{a.title}]({_name(a.path)})" + (f"：{a.summary}" if a.summary else "") for a in articles]
    count = sum(len(a.questions) for a in articles)
    lines += ["", "## 怎么用", ""]
    if count:
        lines.append(f"- [问题索引](questions.md)：这个主题的 {count} 个问题，每个都有固定地址。")
    if any(a.points for a in articles):
        lines.append("- [速查](cheatsheet.md)：所有要点和最常被问的问题，排在一两页 A4 上。")
    lines.append("- [打印整个主题](print.md)：所有文章连成一页。")
    return "\n".join(lines) + "\n"


def topic_map(library: Library) -> str:
    """The topics as cards for the home page: title, summary, how much is there."""
    cards = []
    for topic in library.topics:
        articles = library.topic_articles(topic.id)
        count = sum(len(a.questions) for a in articles)
        size = f"{len(articles)} 篇文章，{count} 个问题" if articles else "还在写"
        cards.append(f'<li markdown><a href="{topic.id}/">{topic.title}</a> {topic.summary} <small>{size}</small></li>')
    return '<ul class="topic-map" markdown>\n' + "\n".join(cards) + "\n</ul>"


def url(path: str) -> str:
    """The address of a page below the site's root."""
    name = path.removesuffix(".md")
    return "" if name == "index" else f"{name.removesuffix('/index')}/"


def questions_json(library: Library) -> str:
    """The question bank for programs: {"schema": 1, "questions": […]} in reading order."""
    rows = [
        {
            "id": q.id,
            "text": q.text,
            "wordings": list(q.wordings),
            "topic": article.topic,
            "level": q.level,
            "url": f"{url(article.path)}#{q.id}",
            "asked": q.asked,
        }
        for article in library.articles
        for q in article.questions
    ]
    return json.dumps({"schema": 1, "questions": rows}, ensure_ascii=False, indent=1) + "\n"


def _bank(library: Library) -> str:
    lines = _head("全部问题", "所有主题的问题，按主题和文章的阅读顺序排列。")
    total = len(library.questions())
    lines += [
        "# 全部问题",
        "",
        f"共 {total} 个问题。按主题看："
        + " · ".join(f"[{t.title}]({t.id}/questions.md)" for t in library.topics if library.questions(t.id)),
        "",
    ]
    for topic in library.topics:
        articles = library.topic_articles(topic.id)
        if library.questions(topic.id):
            lines += [f"## {topic.title}", "", *_tables(articles, ""), ""]
    return "\n".join(lines)


def _topic_questions(topic: Topic, articles: Sequence[Article]) -> str:
    count = sum(len(a.questions) for a in articles)
    lines = _head(f"{topic.title}：问题", f"{topic.title}的全部问题，每个都能直接跳到回答。")
    lines += [f"# {topic.title}：问题", "", f"共 {count} 个。点进去就是回答；地址不会变，可以放心收藏和引用。", ""]
    return "\n".join([*lines, *_tables(articles, topic.id), ""])


def _tables(articles: Iterable[Article], base: str) -> list[str]:
    lines: list[str] = []
    for article in articles:
        if not article.questions:
            continue
        path = _name(article.path) if base else article.path
        lines += [
            f"{'###' if not base else '##'} [{article.title}]({path})",
            "",
            "| 问题 | 难度 | |",
            "| --- | --- | --- |",
        ]
        lines += [f"| [{_cell(q.text)}]({path}#{q.id}) | {LEVELS[q.level]} | {_marks(q)} |" for q in article.questions]
        lines.append("")
    return lines


def _marks(question: Question) -> str:
    marks = ["图"] * question.has_diagram + ["代码"] * question.has_code + ["待答"] * (not question.answered)
    if question.asked > 1:
        marks.append(f"{question.asked} 份笔记问到")
    return " · ".join(marks)


def _head(title: str, summary: str) -> list[str]:
    return [
        "---",
        f"title: {json.dumps(title, ensure_ascii=False)}",
        f"description: {json.dumps(summary, ensure_ascii=False)}",
        "generated: true",
        "---",
        "",
    ]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _cell(text: str) -> str:
    return (
        text.replace("|", "\\|").replace("[", "\\[").replace("]", "\\]").replace("<", "&lt;") if squeeze(text) else text
    )
