"""A real static host for measurements: nginx, which compresses as a host does."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep


@contextmanager
def served(site: Path) -> Iterator[str]:
    """nginx over a folder, on a free port of this machine; gives the address, which ends in a slash."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as room:
        text = Path(__file__).with_suffix(".conf").read_text("utf-8")
        for name, value in (("folder", str(site.absolute())), ("port", str(port)), ("room", room)):
            text = text.replace(f"{{{name}}}", value)
        Path(room, "nginx.conf").write_text(text, "utf-8")
        Path(room).chmod(0o755)
        server = subprocess.Popen([shutil.which("nginx") or "nginx", "-c", f"{room}/nginx.conf", "-p", room])  # noqa: S603 - a fixed command
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise SystemExit("nginx did not start")
