"""A static host that compresses as a host does, so that a browser counts the bytes that a reader loads."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from serving import Host

_PACKED = (".gz", ".wasm", ".pagefind", ".pf_index", ".pf_fragment", ".pf_meta", ".pf_filter")  # compressed already


@cache
def _body(file: Path) -> bytes:
    content = file.read_bytes()
    return content if file.name.endswith(_PACKED) else gzip.compress(content, 6, mtime=0)


class Compressed(Host):
    def do_GET(self) -> None:  # noqa: N802 - the library's name
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


def size(folder: Path) -> int:
    """Bytes of a folder as they are sent."""
    return sum(len(_body(file)) for file in folder.rglob("*") if file.is_file())
