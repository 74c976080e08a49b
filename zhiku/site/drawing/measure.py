"""How wide text is drawn. merman's own metrics are too narrow for Latin letters and unknown for Chinese: without this it cuts labels."""

from __future__ import annotations

import re
import unicodedata

import merman

# Advance widths of DejaVu Sans for U+0020..U+007E in thousandths of an em: wider than Arial, Segoe UI and Noto Sans, so labels fit in all.
_REGULAR = "318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636 636 636 337 337 838 838 838 531 1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787 603 787 695 635 611 732 684 989 685 611 685 390 337 390 838 500 500 613 635 550 635 615 352 635 634 278 278 579 278 974 634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838"
_BOLD = "348 456 521 838 696 1002 872 306 457 457 523 838 380 415 380 365 696 696 696 696 696 696 696 696 696 696 400 400 838 838 838 580 1000 774 762 734 830 683 683 821 837 372 372 775 637 995 837 850 733 850 770 720 682 812 774 1103 771 724 725 457 365 457 838 500 500 675 716 593 716 678 435 716 712 343 343 665 343 1042 712 687 716 716 493 595 478 712 652 924 645 652 582 712 365 712 838"
_WIDTHS = {bold: tuple(int(w) / 1000 for w in widths.split()) for bold, widths in ((False, _REGULAR), (True, _BOLD))}
_OTHER = {False: 0.64, True: 0.7}  # accented Latin, Greek, Cyrillic
_INVISIBLE = "\u200b\u200d\ufe0f"
_WORD = re.compile(r"\s+|[!-~\u00a1-\u024f]+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：？！）】》”’,.;:?!)]}%")

_Operation = merman.MermanTextMeasurementOperation
_Kind = merman.MermanTextMeasurementResultKind
_LENGTHS = {
    _Operation.COMPUTED_LENGTH,
    _Operation.SIMPLE_B_BOX_WIDTH,
    _Operation.RAW_B_BOX_WIDTH,
    _Operation.TSPAN_B_BOX_WIDTH,
    _Operation.WRAP_PROBE_B_BOX_WIDTH,
    _Operation.BOUNDING_CLIENT_RECT_WIDTH,
    _Operation.CANVAS_MEASURE_TEXT_WIDTH,
}
_EXTENTS = {_Operation.B_BOX_X, _Operation.B_BOX_X_WITH_ASCII_OVERHANG, _Operation.TITLE_B_BOX_X}
_BOXES = {
    _Operation.MEASURE,
    _Operation.MERMAID_CALCULATE_TEXT_DIMENSIONS,
    _Operation.WRAPPED,
    _Operation.WRAPPED_WITH_RAW_WIDTH,
}


def width(text: str, *, bold: bool = False) -> float:
    """Width in em: Chinese and other wide characters are one, combining and invisible ones nothing."""
    return sum(_character(c, bold=bold) for c in text)


def _character(c: str, *, bold: bool) -> float:
    if " " <= c <= "~":
        return _WIDTHS[bold][ord(c) - 32]
    if unicodedata.combining(c) or c in _INVISIBLE:
        return 0.0
    return 1.0 if unicodedata.east_asian_width(c) in "WFA" else _OTHER[bold]


def wrap(text: str, limit: float, *, bold: bool = False) -> tuple[float, int]:
    """The width (in em) and the number of lines of a text broken at `limit` em, between words and between Chinese characters."""
    lines, widest = 0, 0.0
    for paragraph in text.split("\n"):
        line = 0.0
        for word in _WORD.findall(paragraph):
            wide = width(word, bold=bold)
            if line and line + wide > limit + 0.001 and word not in _NOT_FIRST:
                widest, line, lines = max(widest, line), 0.0, lines + 1
                if word.isspace():
                    continue
            line += wide
        widest, lines = max(widest, line), lines + 1
    return widest, lines


class Measurer(merman.MermanTextMeasurer):  # type: ignore[misc]  # merman has no types
    """Answers merman's questions about text; heights and baselines stay merman's own."""

    def measure(self, request: merman.MermanTextMeasureRequest) -> merman.MermanTextMeasureResult | None:
        size = request.font_size
        weight = (request.font_weight or "").lower()
        bold = weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600)
        if request.operation in _LENGTHS:
            return _result(_Kind.LENGTH, length=width(request.text, bold=bold) * size)
        if request.operation in _EXTENTS:
            half = width(request.text, bold=bold) * size / 2
            return _result(_Kind.HORIZONTAL_EXTENTS, bbox_left=half, bbox_right=half)
        if request.operation in _BOXES:
            return _box(request, size, bold=bold)
        return None


def _box(request: merman.MermanTextMeasureRequest, size: float, *, bold: bool) -> merman.MermanTextMeasureResult:
    lines = request.text.split("\n")
    raw = wide = max(width(line, bold=bold) for line in lines) * size
    count = len(lines)
    wraps = request.max_width and request.white_space.name != "NOWRAP" and "WRAPPED" in request.operation.name
    if wraps and raw > request.max_width:
        em, count = wrap(request.text, request.max_width / size, bold=bold)
        wide = max(em * size, request.max_width) if request.wrap_mode.name == "HTML_LIKE" else em * size
    if request.operation is _Operation.MERMAID_CALCULATE_TEXT_DIMENSIONS:
        return _result(
            _Kind.METRICS, width=float(round(wide)), height=float(round(count * size * 1.17)), line_count=count
        )
    height = count * (request.line_height or size * 1.5)
    if request.operation is _Operation.WRAPPED_WITH_RAW_WIDTH:
        return _result(_Kind.WRAPPED_WITH_RAW_WIDTH, width=wide, height=height, line_count=count, raw_width=raw)
    return _result(_Kind.METRICS, width=wide, height=height, line_count=count)


def _result(kind: merman.MermanTextMeasurementResultKind, **values: float | None) -> merman.MermanTextMeasureResult:
    empty = {
        "width": 0.0,
        "height": 0.0,
        "length": 0.0,
        "line_count": 0,
        "bbox_left": None,
        "bbox_right": None,
        "raw_width": None,
    }
    return merman.MermanTextMeasureResult(result_kind=kind, **{**empty, **values})
