"""Packs the site into a zip that opens from a folder, without a server: every link names a file."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from zhiku.output import room
from zhiku.site.build import build, commit_time

_FOR_SERVERS = frozenset({"404.html", "sitemap.xml", "sitemap.xml.gz"})
_README = """\
打开 index.html 就可以离线阅读，搜索、图和代码都在里面，不需要服务器，也不需要网络。
先把压缩包完整解开：只在压缩软件里双击 index.html，样式和链接不会起作用。
版本：{date}
"""


def pack(docs: Path, out: Path) -> None:
    """Build `docs` for reading without a server and write it to `out`, one folder in a zip. One commit makes one zip to the byte."""
    with room(out) as folder:
        build(docs, folder / "site", offline=True)
        fresh = folder / out.name
        _zip(folder / "site", fresh, out.stem, datetime.fromtimestamp(int(commit_time()), UTC))
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh.replace(out)


def _zip(site: Path, out: Path, top: str, time: datetime) -> None:
    files = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(_entry(f"{top}/README.txt", time), _README.format(date=time.date().isoformat()))
        for name, path in files.items():
            if name not in _FOR_SERVERS:
                archive.writestr(_entry(f"{top}/{name}", time), path.read_bytes())


def _entry(name: str, time: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, time.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, on every machine: the same bytes
    entry.external_attr = 0o644 << 16
    return entry
