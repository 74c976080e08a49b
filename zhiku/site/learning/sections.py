"""What each section of an article says, as a digest: a browser that keeps them can tell what has changed since it was read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml.html import HtmlElement

from zhiku.model import OutputFile
from zhiku.site import content
from zhiku.site.address import url
from zhiku.site.built import Site
from zhiku.site.learning import quiz
from zhiku.text import digest, squeeze

_NOT_SAID = (
    ".//a[@class='headerlink'] | .//sup[a[@class='footnote-ref']] | .//svg | self::*[contains(@class, 'page-notes')]"
)


def sections(site: Site) -> Iterator[OutputFile]:
    """One script a topic: by the address of the article, the digests of its sections by their ids."""
    if not quiz.is_made(site.library):
        return  # the switch stands on the page of the quiz
    for topic in site.library.topics:
        found = {
            (address := url(article.path)): digests((site.folder / address / "index.html").read_text("utf-8"))
            for article in site.library.topic_articles(topic.id)
        }
        if found:
            data = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
            yield OutputFile(f"assets/js/sections/{topic.id}.js", f"zhiku.sections = {data};\n")


def digests(html: str) -> dict[str, str]:
    """The sections of a finished page by the ids of their headings. Looks, numbers of footnotes and pictures do not count."""
    return {
        heading.get("id", ""): digest(_said([heading, *blocks]), 8)
        for heading, blocks in content.sections(content.blocks(html))
    }


def _said(blocks: Sequence[HtmlElement]) -> str:
    texts = []
    for block in blocks:
        block = deepcopy(block)
        block.tail = None
        for part in block.xpath(_NOT_SAID):
            if part is block:
                part.clear()
            else:
                part.drop_tree()
        texts.append(squeeze(block.text_content()))
    return "\n".join(texts)
