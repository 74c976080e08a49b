"""Follows every link of a built site and tells which lead nowhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html

LINKS = ("href", "src", "action", "poster", "{http://www.w3.org/1999/xlink}href")
ELSEWHERE = ("http:", "https:", "mailto:", "data:", "javascript:")


def broken(folder: Path, site: str = "https://example.org/kb/", *, from_files: bool = False) -> list[str]:
    """What links of the pages in `folder` lead nowhere; `site` is its address.

    `from_files`: without a server a link must name a file, and a path from the root of the host means nothing.
    """
    pages = {file.relative_to(folder).as_posix(): lxml.html.parse(file).getroot() for file in folder.rglob("*.html")}
    ids = {path: set(page.xpath("//@id | //a/@name")) for path, page in pages.items()}
    found = []
    for path, page in sorted(pages.items()):
        for element in page.iter():
            for link in filter(None, (element.get(name) for name in LINKS)):
                if from_files and link.startswith("/"):
                    found.append(f"{path}: {link} begins at the root of the host")
                elif problem := nowhere(folder, ids, urljoin(site + path, link), site, from_files=from_files):
                    found.append(f"{path}: {link} {problem}")
    return found


def nowhere(folder: Path, ids: dict[str, set[str]], whole: str, site: str, *, from_files: bool) -> str:
    """Why a whole address leads nowhere; an empty text when it leads somewhere, or to another site."""
    address, _, anchor = whole.partition("#")
    if not address.startswith(site):
        same_host = urlsplit(address).netloc == urlsplit(site).netloc
        return "leaves the site by its root" if same_host else "" if address.startswith(ELSEWHERE) else "is no address"
    name = unquote(address.removeprefix(site).partition("?")[0])
    if not from_files and (name == "" or name.endswith("/")):
        name += "index.html"
    if not (folder / name).is_file():
        return "is no file"
    return f"has no #{anchor}" if anchor and name in ids and unquote(anchor) not in ids[name] else ""
