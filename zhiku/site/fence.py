"""How a diagram stands in a page: a place holder with its source while Markdown is read, the picture when the page is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from zhiku.errors import ZhikuError
from zhiku.site.diagrams import DiagramError, render

_HOLDER = re.compile(
    r'<figure class="diagram" data-diagram=""><pre><code>(?P<source>.*?)</code></pre></figure>', re.DOTALL
)


def mermaid(
    source: str, language: str, css_class: str, options: Mapping[str, object], md: object, **kwargs: object
) -> str:
    """Format a mermaid fence for pymdownx.superfences: the source, which search reads and which stays where nothing draws it."""
    return f'<figure class="diagram" data-diagram=""><pre><code>{escape(source)}</code></pre></figure>'


def with_pictures(html: str) -> str:
    """A finished page with each place holder replaced by its picture; what cannot be drawn shows its source."""
    seen: dict[str, int] = {}
    return _HOLDER.sub(lambda m: _figure(unescape(m["source"]), seen), html)


def _figure(source: str, seen: dict[str, int]) -> str:
    code = f"<pre><code>{escape(source)}</code></pre>"
    try:
        picture = render(source)
    except DiagramError as error:
        return f'<figure class="diagram diagram-broken">{code}<figcaption>图未能渲染（第 {error.line} 行）：{escape(error.message)}</figcaption></figure>'
    except ZhikuError:
        return f'<figure class="diagram diagram-source">{code}</figure>'
    seen[picture.key] = seen.get(picture.key, 0) + 1
    svg = picture.svg
    if seen[picture.key] > 1:
        svg = svg.replace(f"dg-{picture.key}", f"dg-{picture.key}-{seen[picture.key]}")
    natural = f"--natural: {picture.width:.0f}px"
    source_view = f"<details><summary>文字版（图的源码）</summary>{code}</details>"
    return f'<figure class="diagram" role="group" aria-label="{escape(picture.title)}"><div class="diagram-picture" style="{natural}" tabindex="0">{svg}</div>{source_view}</figure>'
