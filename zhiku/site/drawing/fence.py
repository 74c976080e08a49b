"""How a diagram stands in a page: a place holder with its source while Markdown is read, the picture when the page is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from html import escape, unescape

from zhiku.errors import ZhikuError
from zhiku.site.drawing import boxes, in_browser
from zhiku.site.drawing.diagrams import DiagramError, render, words_of
from zhiku.site.drawing.picture import Picture, Words

_HOLDER = re.compile(
    r'<figure class="diagram" data-diagram="(?P<kind>\w+)">'
    r'(?:<pre><code(?: class="mermaid")?>|<div class="mermaid">)(?P<source>.*?)(?:</code></pre>|</div>)</figure>',
    re.DOTALL,
)


def accept(
    language: str, inputs: Mapping[str, str], options: MutableMapping[str, object], attrs: object, md: object
) -> bool:
    """Take whatever stands behind the language of a fence; what means nothing is a finding (D003), not a broken page."""
    options.update(inputs)
    return True


def mermaid(
    source: str, language: str, css_class: str, options: Mapping[str, object], md: object, **kwargs: object
) -> str:
    """Format a mermaid fence for pymdownx.superfences: the source, which search reads and which stays where nothing draws it."""
    return in_browser.holder(source) if in_browser.MARK in options else _holder("mermaid", source)


def characters(
    source: str, language: str, css_class: str, options: Mapping[str, object], md: object, **kwargs: object
) -> str:
    """Format a drawing in characters for pymdownx.superfences."""
    return _holder("boxes", source)


def _holder(kind: str, source: str) -> str:
    return f'<figure class="diagram" data-diagram="{kind}">{_code(source)}</figure>'


def with_pictures(html: str) -> str:
    """A finished page with each place holder replaced by its picture; what cannot be drawn shows its source."""
    seen: dict[str, int] = {}
    return _HOLDER.sub(lambda m: _SHOWN[m["kind"]](unescape(m["source"]), seen), html)


def _mermaid(source: str, seen: dict[str, int]) -> str:
    try:
        return _picture(render(source), source, seen)
    except DiagramError as error:
        caption = f"<figcaption>图未能渲染（第 {error.line} 行）：{escape(error.message)}</figcaption>"
        return f'<figure class="diagram diagram-broken">{_code(source)}{caption}</figure>'
    except ZhikuError:
        return f'<figure class="diagram diagram-source">{_code(source)}</figure>'


def _boxes(source: str, seen: dict[str, int]) -> str:
    picture = boxes.draw(source)
    if picture:
        return _picture(picture, source, seen)
    return f'<figure class="diagram diagram-source diagram-characters">{_code(source)}</figure>'


def _browser(source: str, _: dict[str, int]) -> str:
    """Until the reader's browser has drawn it, and where there are no scripts, the source stands there."""
    return _figure(f'<div class="mermaid">{escape(source)}</div>', words_of(source), source)


_SHOWN: dict[str, Callable[[str, dict[str, int]], str]] = {"mermaid": _mermaid, "boxes": _boxes, "browser": _browser}


def _picture(picture: Picture, source: str, seen: dict[str, int]) -> str:
    seen[picture.key] = count = seen.get(picture.key, 0) + 1
    svg = picture.svg if count == 1 else picture.svg.replace(picture.id, f"{picture.id}-{count}")
    return _figure(svg, picture.words, source, f' style="--natural: {picture.width:.0f}px"')


def _figure(drawing: str, words: Words, source: str, attributes: str = "") -> str:
    """The drawing, a button that enlarges it, and what it says in words."""
    picture = f'<div class="diagram-picture"{attributes}>{drawing}</div>'
    button = f'<button type="button" class="diagram-open" aria-label="放大：{escape(words.title)}">放大</button>'
    return f'<figure class="diagram"><div class="diagram-frame">{picture}{button}</div>{_text(words, source)}</figure>'


def _text(words: Words, source: str) -> str:
    kind = "ol" if words.ordered else "ul"
    lines = "".join(f"<li>{escape(line)}</li>" for line in words.lines)
    told = f"<{kind}>{lines}</{kind}><p>源码：</p>" if lines else ""
    return f'<details class="diagram-text"><summary>文字版</summary>{told}{_code(source)}</details>'


def _code(source: str) -> str:
    return f"<pre><code>{escape(source)}</code></pre>"
