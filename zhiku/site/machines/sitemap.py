"""Which pages there are and when they changed, for search engines: sitemap.xml, its small copy, and robots.txt that names it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from zhiku.model import OutputFile
from zhiku.site import address
from zhiku.site.built import Site
from zhiku.site.machines import xml
from zhiku.site.machines.dates import changed

_TERMS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def files(site: Site) -> Iterator[OutputFile]:
    """In the place of the generator's own sitemap, which gives every page the day of the build."""
    if not site.url:
        return
    root = Element("urlset", xmlns=_TERMS)
    for page in sorted(site.pages, key=lambda page: page.path):
        if page.is_public:
            entry = xml.add(root, "url")
            xml.add(entry, "loc", address.of_page(site.url, page.path))
            if day := changed(site, page.path):
                xml.add(entry, "lastmod", day.isoformat())
    text = xml.document(root)
    yield OutputFile("sitemap.xml", text)
    yield OutputFile("sitemap.xml.gz", gzip.compress(text.encode("utf-8"), mtime=0))
    yield OutputFile("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {site.url}sitemap.xml\n")
