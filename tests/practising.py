"""The progress that a browser keeps, as the tests of the quiz and of readings make it and look at it."""

from __future__ import annotations

import json

KEY = "/kb/zhiku.progress.v1"


def kept(page):
    """What the browser keeps."""
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "null")


def keep(page, value):
    text = value if isinstance(value, str) else json.dumps(value)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])


def review(last="2026-03-01T04:00:00.000Z", due="2026-03-03T04:00:00.000Z", **changed):
    """A card of ts-fsrs as it is kept, answered once with 记得."""
    return {
        "due": due, "first": last, "last_review": last, "stability": 2.3065, "difficulty": 2.1181,
        "elapsed_days": 0, "scheduled_days": 2, "reps": 1, "lapses": 0, "learning_steps": 0, "state": 2, **changed,
    }  # fmt: skip


def progress(cards=None, read=None, **settings):
    return {"version": 1, "cards": cards or {}, "read": read or {}, "settings": settings}
