"""A git repository with a past, made for a test."""

from __future__ import annotations

import subprocess


class Repository:
    """A git repository whose commits have a day of January 2026 and an author."""

    def __init__(self, folder):
        self.docs = folder / "docs"
        self.docs.mkdir(parents=True)
        self.git("init", "-q", "-b", "main", folder)

    def git(self, *words, **environment):
        done = subprocess.run(
            ["git", "-c", "user.name=甲", "-c", "user.email=a@example.org", *words],
            cwd=self.docs.parent,
            env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def write(self, path, text):
        file = self.docs / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def commit(self, subject, day, author="甲", zone="+0000", hour=12):
        self.git("add", "-A")
        when = f"2026-01-{day:02d}T{hour:02d}:00:00{zone}"
        self.git(
            *("commit", "-q", "--allow-empty-message", "-m", subject, "--author", f"{author} <x@example.org>"),
            GIT_COMMITTER_DATE=when,
            GIT_AUTHOR_DATE="2020-02-02T00:00:00Z",
        )
        return self.git("rev-parse", "HEAD")
