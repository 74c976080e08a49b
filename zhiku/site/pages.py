"""Pages that nobody writes: question indexes, the question bank as JSON, and what the modules beside it make. Library → OutputFiles."""

from __future__ import annotations

import json

from zhiku.library import Library
from zhiku.model import OutputFile
from zhiku.site import bank, coverage
from zhiku.site.address import url
from zhiku.site.learning import quiz
from zhiku.site.printing import sheets, whole_topic

LEVELS = bank.LEVELS
_RANDOM = '<span class="with-script">也可以[随机来一题](questions.md#random)。</span>'


def files(library: Library) -> list[OutputFile]:
    """All generated files, by their paths in the docs folder. Topics without articles get none."""
    out = [*bank.pages(library), OutputFile("questions.json", questions_json(library))]
    for topic in library.topics:
        if sheet := sheets.sheet(library, topic):
            out.append(OutputFile(f"{topic.id}/cheatsheet.md", sheet))
        if whole := whole_topic.page(library, topic):
            out.append(OutputFile(f"{topic.id}/print.md", whole))
    return [*out, *quiz.files(library), *coverage.pages(library)]


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
        lines.append(f"- [问题索引](questions.md)：这个主题的 {count} 个问题，每个都有固定地址。{_RANDOM}")
    if ways := quiz.ways(library, topic, up=1):
        lines.append(f"- {' 或 '.join(ways)}：先自己答，再看答案；重新导入牌组不丢复习记录。")
    if any(a.points for a in articles):
        lines.append("- [速查](cheatsheet.md)：所有要点和最常被问的问题，排在一两页 A4 上。")
    lines.append("- [打印整个主题](print.md)：所有文章连成一页。")
    return "\n".join(lines) + "\n"


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


def _name(path: str) -> str:
    return path.rpartition("/")[2]
