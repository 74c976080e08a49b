"""Where things stand: pages below the root of the site, and on the web with the root."""

from __future__ import annotations

from urllib.parse import quote


def url(path: str) -> str:
    """The address of a page below the site's root."""
    name = path.removesuffix(".md")
    return "" if name == "index" else f"{name.removesuffix('/index')}/"


def of_page(root: str, path: str) -> str:
    """The address of a page; `root` is that of the site and ends in a slash."""
    return root + quote(url(path))


def of_markdown(root: str, path: str) -> str:
    """The address of a page's Markdown."""
    return root + quote(markdown_file(path))


def of_picture(root: str, path: str) -> str:
    """The address of the picture that stands for a page where its address is shared."""
    return root + quote(picture_file(path))


def markdown_file(path: str) -> str:
    """The file of a page's Markdown in the site: beside the page, so that index.html becomes index.md."""
    return f"{url(path)}index.md"


def picture_file(path: str) -> str:
    return f"assets/og/{path.removesuffix('.md')}.png"
