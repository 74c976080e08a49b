"""What stands in the head of a page for programs: the template writes it, this module knows it."""

from __future__ import annotations

from dataclasses import dataclass

from zhiku.site import address
from zhiku.site.built import BuiltPage, Site
from zhiku.site.machines import feed, linked_data, picture


@dataclass(frozen=True, slots=True)
class Head:
    """Plain texts; the template escapes them."""

    url: str
    title: str
    description: str
    kind: str
    """In the terms of Open Graph."""
    markdown: str
    """The page as Markdown, below the site's root."""
    feed: str
    """The feed, below the site's root, or nothing when there is none."""
    picture: str
    """The address of the picture for shared links, or nothing when none is made."""
    json_ld: str
    is_public: bool


def head(site: Site, page: BuiltPage, *, quick: bool) -> Head | None:
    """The head of a page; None for a site without an address, which no program finds. A quick build has no pictures."""
    if not site.url:
        return None
    shown = address.of_picture(site.url, page.path) if not quick and picture.is_shown(page) else ""
    return Head(
        url=address.of_page(site.url, page.path),
        title=page.title,
        description=page.summary or site.description,
        kind="article" if site.library.article(page.path) else "website",
        markdown=address.markdown_file(page.path),
        feed=feed.FILE if feed.is_made(site) else "",
        picture=shown,
        json_ld=linked_data.json_ld(site, page, picture=shown),
        is_public=page.is_public,
    )
