"""Mermaid source → SVG, in process and without a browser. Results are cached by content, in memory and in `.cache/diagrams`."""

from __future__ import annotations

import atexit
import json
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from zhiku.errors import ZhikuError
from zhiku.text import digest

CACHE = Path(".cache/diagrams")
_TIMEOUT_MS = 10_000
_FONTS = 'system-ui,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
_SETTINGS = {"theme": "default", "look": "classic", "fontFamily": _FONTS, "flowchart": {"wrappingWidth": 200}}
_FORM = 3  # raise it when the making of the SVG changes, so that cached pictures are made anew

# merman puts labels into <defs> and draws them with <use>; in place they can spill over instead of being cut.
_LABEL = re.compile(r'<defs><g id="([^"]*-foreignobject-label-\d+)">(<svg.*?</svg>)</g></defs>', re.DOTALL)
_USE = re.compile(r'<use x="0" y="0" href="#([^"]*-foreignobject-label-\d+)"[^>]*/>')
_VIEW_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) [\d.]+"')
_ACC_TITLE = re.compile(r"^\s*accTitle\s*:\s*(.+?)\s*$", re.MULTILINE)
_WORDS = re.compile(r"[\"\[({|]+([^\"\[\](){}|]{2,24})[\"\])}|]+")
_SHARED_IDS = re.compile(r'\b(id="|url\(#|href="#)((?:actor|root|note|messageText|loopText)[\w-]*)')


@dataclass(frozen=True, slots=True)
class Picture:
    """A rendered diagram."""

    key: str
    """Depends on the source, the renderer and its settings."""
    svg: str
    title: str
    """What the picture shows, for those who do not see it."""

    @property
    def width(self) -> float:
        """Its natural width in CSS pixels."""
        box = _VIEW_BOX.search(self.svg)
        return float(box[1]) if box else 0.0


class DiagramError(ZhikuError):
    """A diagram that cannot be drawn; `line` counts from 1 in its source."""

    def __init__(self, message: str, line: int, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.line = line


@cache
def render(source: str) -> Picture:
    """Draw a mermaid diagram. Raises DiagramError when it does not parse, RendererMissing when there is no renderer."""
    key = digest(f"{_FORM}\n{renderer()}\n{json.dumps(_SETTINGS)}\n{source}", 12)
    cached = CACHE / f"{key}.svg"
    if cached.is_file():
        svg = cached.read_text("utf-8")
    else:
        svg = _draw(source, f"dg-{key}")
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = cached.with_suffix(f".{id(svg)}.tmp")
        fresh.write_text(svg, "utf-8")
        fresh.replace(cached)
    return Picture(key, svg, title(source))


def title(source: str) -> str:
    """What a diagram says of itself: its accTitle, or its first labels."""
    written = _ACC_TITLE.search(source)
    if written:
        return written[1]
    labels = list(dict.fromkeys(label.strip() for label in _WORDS.findall(source)))[:4]
    return "图：" + "、".join(labels) if labels else "图"


class RendererMissing(ZhikuError):
    """No package that draws mermaid is installed."""


def renderer() -> str:
    """Name and version of the renderer at work."""
    for name in ("merman", "mmdr"):
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            continue
    raise RendererMissing(
        "no renderer for mermaid is installed",
        hint="Install one: pip install merman (or mmdr where merman has no wheel)",
    )


def _draw(source: str, name: str) -> str:
    if renderer().startswith("mmdr"):
        return _draw_mmdr(source, name)
    import merman

    try:
        svg = _merman_svg(source, name)
    except merman.MermanError as error:
        raise _explain(source, name, error) from error
    return _tidy(svg, name, title(source))


def _merman_svg(source: str, name: str) -> str:
    import merman

    control = merman.MermanOperationControl(_TIMEOUT_MS)
    request = merman.MermanOperationRequestV4(
        operation_id="svg",
        source=source,
        uri=None,
        options_json=json.dumps({"svg": {"diagram_id": name}}),
        control=control,
    )
    return str(_engine().execute(request).data.decode("utf-8"))


@cache
def _engine() -> Any:
    import merman

    from zhiku.site.measure import Measurer

    atexit.register(_engine.cache_clear)  # merman cannot free an engine once the interpreter is going down
    options = {
        "svg": {"pipeline": "resvg-safe"},
        "resources": {"profile": "unbounded-for-trusted-input"},
        "site_config": _SETTINGS,
    }
    return merman.MermanEngine(
        options_json=json.dumps(options), services=merman.MermanEngineServices().with_text_measurer(Measurer())
    )


def _draw_mmdr(source: str, name: str) -> str:
    import mmdr

    head = f"%%{{init: {json.dumps({'theme': 'default', 'fontFamily': _FONTS})}}}%%\n"
    try:
        svg = mmdr.render(head + source, backend="merman")
    except (
        Exception
    ) as error:  # mmdr raises plain exceptions of several kinds; all mean that the source cannot be drawn
        raise DiagramError(str(error).splitlines()[0], 1, _hint(source)) from error
    return _tidy(svg.replace("merman", name), name, title(source))


def _tidy(svg: str, name: str, words: str) -> str:
    labels = dict(_LABEL.findall(svg))
    svg = _LABEL.sub("", svg)
    svg = _USE.sub(lambda m: labels[m[1]].replace("overflow:hidden", "overflow:visible"), svg)
    svg = _SHARED_IDS.sub(rf"\g<1>{name}-\g<2>", svg)
    if "<title" not in svg:
        svg = re.sub(r"(<svg\b[^>]*>)", lambda m: f"{m[1]}<title>{escape(words)}</title>", svg, count=1)
    return svg


def _explain(source: str, name: str, error: Any) -> DiagramError:
    """Find the line that is wrong: the one without which the diagram can be drawn, or the one that the parser names."""
    message = str(getattr(error, "message", "") or error).strip().splitlines()[0]
    lines = source.split("\n")
    for number in range(2, len(lines) + 1):
        if not lines[number - 1].strip():
            continue
        without = "\n".join([*lines[: number - 1], "", *lines[number:]])
        if _can_draw(without, name):
            return DiagramError(message, number, _hint(lines[number - 1]))
    return DiagramError(message, 1, _hint(source))


def _can_draw(source: str, name: str) -> bool:
    import merman

    try:
        _merman_svg(source, name)
    except merman.MermanError:
        return False
    return True


def _hint(line: str) -> str:
    return (
        'Labels that hold ()[]{} need quotes: B["调用 confirm() 方法"]'
        if re.search(r"[\[({].*[()\[\]{}].*[\])}]", line)
        else "The syntax is described at https://mermaid.js.org/intro/"
    )
