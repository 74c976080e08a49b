"""Runs the site generator into a folder beside the old site, and lets the two change places when it is done."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from zhiku.errors import ZhikuError
from zhiku.output import beside, remove, replace_folder

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def build(docs: Path, out: Path, *, config: Path = Path("mkdocs.yml")) -> None:
    """Build `docs` into `out`. Raises ZhikuError when the generator finds anything wrong; `out` is then as it was."""
    if not config.is_file():
        raise ZhikuError(
            "there is no such file", where=str(config), hint="Run zhiku in the top folder of the knowledge base."
        )
    if not docs.is_dir():
        raise ZhikuError(
            "there is no such folder", where=str(docs), hint="Name a docs folder that holds <topic>/index.md pages."
        )
    for stale in out.absolute().parent.glob(f".{out.name}.new-*"):
        remove(stale)  # of a build that was killed
    fresh = beside(out, f"new-{os.getpid()}")
    environment = {
        **os.environ,
        "ZHIKU_DOCS": str(docs.absolute()),
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH") or commit_time(),
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
    }
    if docs.resolve() != Path("docs").resolve():
        environment["ZHIKU_EDIT_URL"] = ""  # pages that are not in the repository cannot be edited there
        environment["ZHIKU_LICENSE"] = ""  # nor is it known under which licence they are
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--config-file",
        str(config),
        "--site-dir",
        str(fresh),
    ]
    try:
        status = subprocess.run(command, env=environment, check=False, preexec_fn=_end_with_parent()).returncode
        if status:
            raise ZhikuError(
                "the site was not built; the old one is unchanged",
                where=str(docs),
                hint="Mend what is named above and build again.",
            )
        replace_folder(out, fresh)
    finally:
        remove(fresh)


def _end_with_parent() -> Callable[[], object] | None:
    """What the generator does before it starts: asks Linux to end it when this process is killed, so that nobody writes on."""
    try:
        control = ctypes.CDLL(None).prctl
    except (OSError, AttributeError, TypeError):
        return None
    return partial(control, _PR_SET_PDEATHSIG, signal.SIGKILL)


def commit_time() -> str:
    """The time of the last commit, so that one commit makes one site to the byte; a fixed one outside git."""
    found = subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False)
    return found.stdout.strip() or "1700000000"
