"""A static server that compresses as a host does, so that a browser counts the bytes that a reader loads."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_PACKED = (".gz", ".wasm", ".pagefind", ".pf_index", ".pf_fragment", ".pf_meta", ".pf_filter")  # compressed already


@cache
def _body(file: Path) -> bytes:
    content = file.read_bytes()
    return content if file.name.endswith(_PACKED) else gzip.compress(content, 6, mtime=0)


class _Compressed(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir():
            file /= "index.html"
        if not file.is_file():
            self.send_error(404)
            return
        body = _body(file)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if not file.name.endswith(_PACKED):
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, which ends in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Compressed, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def size(folder: Path) -> int:
    """Bytes of a folder as they are sent."""
    return sum(len(_body(file)) for file in folder.rglob("*") if file.is_file())
