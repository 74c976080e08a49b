"""Mermaid source → a picture, in process and without a browser; pictures are kept by content."""

from __future__ import annotations

import atexit
import json
import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from zhiku.errors import ZhikuError
from zhiku.site.drawing import alternative
from zhiku.site.drawing.lean import lean
from zhiku.site.drawing.picture import Picture, Words, kept, named
from zhiku.text import digest

_TIMEOUT_MS = 10_000
_FONTS = 'system-ui,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
_COLOURS = {  # those of the site in its light scheme; dark turns a picture round as a whole
    "background": "#ffffff", "primaryColor": "#f1f4f7", "primaryBorderColor": "#5f7a92", "primaryTextColor": "#1c2229",
    "secondaryColor": "#f6efe9", "tertiaryColor": "#fafbfa", "lineColor": "#47525d", "textColor": "#1c2229",
    "edgeLabelBackground": "#ffffff", "clusterBkg": "#fafbfa", "clusterBorder": "#c3c9ce",
    "noteBkgColor": "#fbf3e6", "noteBorderColor": "#c79a5b", "noteTextColor": "#1c2229",
    "actorLineColor": "#a9b2ba", "activationBkgColor": "#e4eaef", "activationBorderColor": "#5f7a92",
}  # fmt: skip
THEME = {"theme": "base", "themeVariables": _COLOURS}
_SETTINGS = {**THEME, "look": "classic", "fontFamily": _FONTS, "flowchart": {"wrappingWidth": 200}}
_FORM = 5  # raise it when the making of a picture changes, so that kept ones are made anew

# merman puts labels into <defs> and draws them with <use>; in place they can spill over instead of being cut.
_LABEL = re.compile(r'<defs><g id="([^"]*-foreignobject-label-\d+)">(<svg.*?</svg>)</g></defs>', re.DOTALL)
_USE = re.compile(r'<use x="0" y="0" href="#([^"]*-foreignobject-label-\d+)"[^>]*/>')
_SHARED_IDS = re.compile(r'\b(id="|url\(#|href="#)((?:actor|root|note|messageText|loopText)[\w-]*)')
_IN_BROWSER = (
    "Write ```mermaid browser: mermaid itself then draws it, in the reader's browser (that page alone loads 5 MB)."
)
_TEXT = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


class DiagramError(ZhikuError):
    """A diagram that cannot be drawn; `line` counts from 1 in its source."""

    def __init__(self, message: str, line: int, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.line = line


@cache
def render(source: str) -> Picture:
    """Draw a mermaid diagram. Raises DiagramError when it cannot be drawn, RendererMissing when there is no renderer."""
    key = digest(f"{_FORM}\n{renderer()}\n{json.dumps(_SETTINGS)}\n{source}", 12)
    return kept(key, lambda: _picture(key, source))


def _picture(key: str, source: str) -> Picture:
    svg = _draw(source, f"dg-{key}")
    words = words_of(source, tuple(unescape(_TAG.sub("", label)).strip() for label in _TEXT.findall(svg)))
    return Picture(key, named(lean(svg), key, words), words)


def words_of(source: str, labels: tuple[str, ...] = ()) -> Words:
    """A diagram in words; `labels` stand for it where its source cannot be read."""
    return alternative.words(source, _model(source), labels)


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
        return _tidy(_merman("svg", source, {"svg": {"diagram_id": name}}), name)
    except merman.MermanError as error:
        raise _explain(source, error) from error


def _model(source: str) -> Mapping[str, Any] | None:
    """What the renderer reads out of the source; None where it cannot, or has no way to say."""
    if renderer().startswith("mmdr"):
        return None
    import merman

    try:
        model: Mapping[str, Any] = json.loads(_merman("semantic-json", source))
    except merman.MermanError:
        return None
    return model


def _merman(operation: str, source: str, options: Mapping[str, object] | None = None) -> str:
    import merman

    control = merman.MermanOperationControl(_TIMEOUT_MS)
    request = merman.MermanOperationRequestV4(
        operation_id=operation, source=source, uri=None, options_json=json.dumps(options or {}), control=control
    )
    return str(_engine().execute(request).data.decode("utf-8"))


@cache
def _engine() -> Any:
    import merman

    from zhiku.site.drawing.measure import Measurer

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

    head = f"%%{{init: {json.dumps({**THEME, 'fontFamily': _FONTS})}}}%%\n"
    try:
        svg = mmdr.render(head + source, backend="merman")
    except (
        Exception
    ) as error:  # mmdr raises plain exceptions of several kinds; all mean that the source cannot be drawn
        raise DiagramError(str(error).splitlines()[0], 1, _hint(source)) from error
    return _tidy(svg.replace("merman", name), name)


def _tidy(svg: str, name: str) -> str:
    labels = dict(_LABEL.findall(svg))
    svg = _LABEL.sub("", svg)
    svg = _USE.sub(lambda m: labels[m[1]].replace("overflow:hidden", "overflow:visible"), svg)
    return _SHARED_IDS.sub(rf"\g<1>{name}-\g<2>", svg)


def _explain(source: str, error: Any) -> DiagramError:
    """Find the line that is wrong: the one without which the diagram can be drawn, or the one that the parser names."""
    message = str(getattr(error, "message", "") or error).strip().splitlines()[0]
    is_parsed = getattr(error, "code_name", "") != "MERMAN_PARSE_ERROR"
    lines = source.split("\n")
    for number in range(2, len(lines) + 1):
        if lines[number - 1].strip() and _can_draw("\n".join([*lines[: number - 1], "", *lines[number:]])):
            return DiagramError(message, number, _IN_BROWSER if is_parsed else _hint(lines[number - 1]))
    return DiagramError(message, 1, _IN_BROWSER if is_parsed else _hint(source))


def _can_draw(source: str) -> bool:
    import merman

    try:
        _merman("svg", source)
    except merman.MermanError:
        return False
    return True


def _hint(line: str) -> str:
    return (
        'Labels that hold ()[]{} need quotes: B["调用 confirm() 方法"]'
        if re.search(r"[\[({].*[()\[\]{}].*[\])}]", line)
        else "The syntax is described at https://mermaid.js.org/intro/"
    )
