"""Pages that nobody writes: question indexes, cheat-sheets, the question bank as JSON. Library → OutputFiles."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from zhiku.library import Library
from zhiku.model import Article, OutputFile, Topic
from zhiku.site import bank, quiz

LEVELS = bank.LEVELS
_RANDOM = '<span class="with-script">也可以[随机来一题](questions.md#random)。</span>'
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?!https?:)[^)]*\)")


def files(library: Library) -> list[OutputFile]:
    """All generated files, by their paths in the docs folder. Topics without articles get none."""
    out = [*bank.pages(library), OutputFile("questions.json", questions_json(library))]
    for topic in library.topics:
        articles = library.topic_articles(topic.id)
        if any(a.points for a in articles):
            out.append(OutputFile(f"{topic.id}/cheatsheet.md", _cheatsheet(topic, articles)))
    return out + quiz.files(library)


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
        lines.append("- [速查](cheatsheet.md)：所有要点放在一起，可以直接打印。")
    return "\n".join(lines) + "\n"


def topic_map(library: Library) -> str:
    """The topics as cards for the home page: title, summary, how much is there."""
    cards = []
    for topic in library.topics:
        articles = library.topic_articles(topic.id)
        count = sum(len(a.questions) for a in articles)
        size = f"{len(articles)} 篇文章，{count} 个问题" if articles else "还在写"
        cards.append(
            f'<li markdown><a href="{url(f"{topic.id}/index.md")}">{topic.title}</a> {topic.summary} <small>{size}</small></li>'
        )
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


def _cheatsheet(topic: Topic, articles: Sequence[Article]) -> str:
    lines = _head(f"{topic.title}：速查", f"{topic.title}的要点，一两页 A4。")
    lines[-2:] = ["hide:", "  - toc", "---", ""]
    lines += [f"# {topic.title}：速查", "", '<div class="cheatsheet" markdown>', ""]
    for article in articles:
        if article.points:
            lines += [
                f"## [{article.title}]({_name(article.path)})",
                "",
                *(f"- {_point(p)}" for p in article.points),
                "",
            ]
    return "\n".join([*lines, "</div>", ""])


def _point(markdown: str) -> str:
    """A key point without what leads away from the sheet: footnotes and links."""
    return _LINK.sub(r"\1", _FOOTNOTE.sub("", markdown)).replace("\n", "\n    ")


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
