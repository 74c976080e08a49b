"""Runs a command and measures it: time, processor seconds of all its processes, most memory of all of them at once."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress

import psutil

from bench.cost import Cost

_EVERY = 0.05  # seconds between two looks at the memory


def run(command: Sequence[str]) -> Cost:
    """Runs it to the end. One that fails is an error with what it printed."""
    before, start, most = _seconds(), time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        looked_at = psutil.Process(process.pid)
        while process.poll() is None:
            most = max(most, _memory(looked_at))
            time.sleep(_EVERY)
        said = process.stdout.read() if process.stdout else ""
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit status {process.returncode}\n{said}")
    return Cost(wall, _seconds() - before, most / 1e6)


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(process: psutil.Process) -> int:
    total = 0
    with suppress(psutil.Error):
        for one in [process, *process.children(recursive=True)]:
            with suppress(psutil.Error):
                total += one.memory_info().rss
    return total
