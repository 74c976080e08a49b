"""The page on which readers test themselves, and whether it can be made. Its parts stand in overrides/partials/quiz.html."""

from __future__ import annotations

from pathlib import Path

from zhiku.library import Library
from zhiku.model import OutputFile

SCHEDULER = Path("build/vendor/ts-fsrs.js")
"""Says when a question is asked again (FSRS); comes from npm, with its licence beside it."""

_PAGE = """\
---
title: 自测
description: 先自己答，再看答案；答过的按遗忘曲线安排下一次。进度只存在你的浏览器里。
generated: true
hide: [navigation, toc, footer]
part: quiz
scripts: [../vendor/ts-fsrs, cards, learning/progress, learning/storage, learning/schedule, learning/session, learning/backup, quiz]
styles: [quiz]
search: {exclude: true}
---

# 自测

自测靠浏览器脚本出题、记住进度。没有脚本也能学：[全部问题](questions.md)里每一个都有答案。
{: .quiz-needs }
"""


def files(library: Library) -> list[OutputFile]:
    """The page, where there is something to ask and something that says when."""
    return [OutputFile("quiz.md", _PAGE)] if is_made(library) else []


def is_made(library: Library) -> bool:
    return SCHEDULER.is_file() and any(question.answered for question in library.questions())


def ways(library: Library, topic: str = "", *, up: int = 0) -> list[str]:
    """Links to where the questions of a topic, or all, are practised, as Markdown; `up` is how many folders lie above the page's address."""
    if not any(question.answered for question in library.questions(topic or None)):
        return []
    page = ("../" if topic else "") + "quiz.md" + (f"?topic={topic}" if topic else "")
    deck = "../" * up + f"anki/{topic or 'all'}.apkg"  # made after the pages: no page may link to it in Markdown
    return [f"[自测]({page})"] * is_made(library) + [f'<a href="{deck}" download>Anki 牌组</a>']


def missing() -> list[str]:
    """What to tell whoever builds a site without the quiz."""
    return [] if SCHEDULER.is_file() else [f"{SCHEDULER} is not there, so the site has no quiz. Call: make vendor"]
