"""Packs the built site into a zip that opens from a folder, without a server: every link names a file."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from zhiku.model import OutputFile
from zhiku.output import room
from zhiku.site.build import build, commit_time

_INDEX = "index.html"
_ON_THE_WEB = re.compile(r"404\.html|sitemap\.xml(?:\.gz)?|robots\.txt|assets/og/.*|.*\.map")
"""What only servers, search engines and developers' tools ask for."""
_TAG = r"<(?:a|area|link|form)\b(?:[^>\"]|\"[^\"]*\")*?\s(?:(?:xlink:)?href|action)=\""
_REFRESH = r"<meta http-equiv=\"refresh\" content=\"\d+;\s*url="
_LINK = re.compile(rf"(?P<before>{_TAG}|{_REFRESH})(?P<path>[^\"#?:]+)(?P<after>[\"#?])")
"""A link that names no scheme; its path apart from what follows it."""
_README = """\
打开 index.html 就可以离线阅读，搜索、图和代码都在里面，不需要服务器，也不需要网络。
先把压缩包完整解开：只在压缩软件里双击 index.html，样式和链接不会起作用。
版本：{date}
"""


def pack(docs: Path, out: Path) -> None:
    """Build `docs` and write it to `out`: a zip of one folder. One commit makes one zip to the byte."""
    with room(out) as folder:
        build(docs, folder / "site")
        time = datetime.fromtimestamp(int(commit_time()), UTC)
        readme = OutputFile("README.txt", _README.format(date=time.date().isoformat()))
        fresh = folder / out.name
        _zip(fresh, out.stem, time, [readme, *_files(folder / "site")])
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh.replace(out)


def with_files(html: str, path: str, folders: Collection[str]) -> str:
    """A page whose links to a folder name the index page in it. `path` is the page's own, `folders` are all that have an index."""

    def named(link: re.Match[str]) -> str:
        leads_to = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link["path"])))
        is_folder = not link["path"].startswith("/") and leads_to in folders
        return link["before"] + (posixpath.join(link["path"], _INDEX) if is_folder else link["path"]) + link["after"]

    return _LINK.sub(named, html)


def _files(site: Path) -> Iterator[OutputFile]:
    files = {file.relative_to(site).as_posix(): file for file in sorted(site.rglob("*")) if file.is_file()}
    folders = {posixpath.dirname(path) or "." for path in files if posixpath.basename(path) == _INDEX}
    for path, file in files.items():
        if path.endswith(".html"):
            yield OutputFile(path, with_files(file.read_text("utf-8"), path, folders))
        else:
            yield OutputFile(path, file.read_bytes())


def _zip(out: Path, top: str, time: datetime, files: Collection[OutputFile]) -> None:
    with zipfile.ZipFile(out, "w", compresslevel=9) as archive:
        for file in files:
            if not _ON_THE_WEB.fullmatch(file.path):
                entry = zipfile.ZipInfo(f"{top}/{file.path}", time.timetuple()[:6])
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3  # Unix, on every machine: the same bytes
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.content)
