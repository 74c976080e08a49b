"""A headless Chromium that prints: found on the machine, started once, spoken to in its DevTools protocol over two pipes.

The protocol: https://chromedevtools.github.io/devtools-protocol/. With --remote-debugging-pipe the browser reads messages from
descriptor 3 and writes to 4, each a JSON object that a zero byte ends, and goes when the pipe is closed: no port, and nothing stays
behind when this process is killed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any, BinaryIO, cast

from zhiku.errors import ZhikuError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
_FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
)
_RULES = """
  document.getElementById("more-rules")?.remove();
  document.head.append(Object.assign(document.createElement("style"), {id: "more-rules", textContent: %s}));
"""
_LIMIT = 120  # seconds for one answer; a sheet takes half of one, on a machine that does nothing else


class BrowserError(ZhikuError):
    """The browser is there and does not do what it is asked."""


def found() -> str | None:
    """The browser of this machine, if there is one."""
    return next((path for name in (*NAMES, _MAC) if (path := shutil.which(name))), None)


def version(browser: str) -> str:
    """What the browser calls itself. Raises BrowserError when it does not start."""
    try:
        told = subprocess.run([browser, "--version"], capture_output=True, text=True, check=True, timeout=_LIMIT)  # noqa: S603 - a browser that we looked for
    except (OSError, subprocess.SubprocessError) as error:
        raise BrowserError(f"does not start: {error}", where=browser) from error
    return told.stdout.strip()


@contextmanager
def chromium(browser: str) -> Iterator[Chromium]:
    """Start a browser with a profile of its own; it ends with the block, whatever happens."""
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []  # the sandbox refuses to start as root
    with TemporaryDirectory(prefix="zhiku-", ignore_cleanup_errors=True) as profile:
        command = [browser, *_FLAGS, *rights, f"--user-data-dir={profile}"]
        process = subprocess.Popen(  # noqa: S603 - a browser that we looked for
            ["/bin/sh", "-c", 'exec "$0" "$@" 3<&0 4>&1 >&2', *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Chromium(browser, process)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the browser go by itself, so that its helpers write no more into the profile; one that stays is killed."""
    timer = Timer(_LIMIT, process.kill)
    timer.start()
    with suppress(OSError):  # it may have gone already
        cast("BinaryIO", process.stdin).close()
    process.wait()
    timer.cancel()
    cast("BinaryIO", process.stdout).close()


class Chromium:
    """One page of a running browser, which goes from address to address."""

    def __init__(self, browser: str, process: subprocess.Popen[bytes]) -> None:
        self._browser = browser
        self._process = process
        self._to = cast("BinaryIO", process.stdin)  # it was started with pipes
        self._from = cast("BufferedReader", process.stdout)
        self._messages = 0
        self._session = ""
        self._page: Path | None = None
        self._unread = bytearray()
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")
        self._call("Emulation.setScriptExecutionDisabled", value=True)

    def pdf(self, page: Path, css: str) -> bytes:
        """Print a page of the disk with some rules added to its own; its @page says how large the paper is."""
        if page != self._page:
            self._open(page)
        self._call("Runtime.evaluate", expression=_RULES % json.dumps(css))
        printed = self._call(
            "Page.printToPDF",
            preferCSSPageSize=True,
            printBackground=True,
            generateTaggedPDF=True,
            generateDocumentOutline=True,
        )
        return b64decode(printed["data"])

    def _open(self, page: Path) -> None:
        failed = self._call("Page.navigate", url=page.absolute().as_uri()).get("errorText")
        if failed:
            raise BrowserError(f"does not open the page: {failed}", where=str(page))
        self._wait("Page.loadEventFired")
        self._page = page

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._messages += 1
        message: dict[str, Any] = {"id": self._messages, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        try:
            self._to.write(json.dumps(message).encode() + b"\0")
            self._to.flush()
        except OSError as error:
            raise BrowserError("ended by itself", where=self._browser) from error
        answer = self._wait(self._messages)
        if "error" in answer:
            raise BrowserError(f"refuses {method}: {answer['error'].get('message')}", where=self._browser)
        return dict(answer["result"])

    def _wait(self, wanted: str | int) -> dict[str, Any]:
        """The answer to a message, or the next event of a name."""
        timer = Timer(_LIMIT, self._process.kill)
        timer.start()
        try:
            while True:
                message = self._read()
                if wanted in (message.get("id"), message.get("method")):
                    return message
        finally:
            timer.cancel()

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            data = self._from.read1(1 << 16)
            if not data:
                raise BrowserError(f"ended, or did not answer within {_LIMIT} seconds", where=self._browser)
            self._unread += data
        message, _, rest = self._unread.partition(b"\0")
        self._unread = bytearray(rest)
        return dict(json.loads(message))
