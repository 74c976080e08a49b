"""Time against size as a picture: both axes by powers of ten, each line labelled at its end, on a ground of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 130, 30, 60
_COLOURS = ("#0b6e4f", "#b25e00", "#6b4fa0", "#5a6270")
_TEXT = 'font-family="system-ui, sans-serif" font-size="14" fill="#22262b"'

Series = Mapping[str, Sequence[tuple[int, float]]]


def picture(series: Series, *, x: str, y: str) -> str:
    """An SVG of some lines of (size, seconds), all above 0. `x` and `y` name the axes."""
    points = [point for line in series.values() for point in line]
    axes = Axes(_decades([size for size, _ in points]), _decades([seconds for _, seconds in points]))
    body = [
        axes.grid(),
        *(axes.line(name, line, colour) for (name, line), colour in zip(series.items(), _COLOURS, strict=False)),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(y)}，{escape(x)}">'
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#fbfaf7"/>'
    names = (
        f'<text x="{_LEFT}" y="20" {_TEXT}>{escape(y)}</text>'
        f'<text x="{(WIDTH - _RIGHT + _LEFT) / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle" {_TEXT}>{escape(x)}</text>'
    )
    return "\n".join([head, ground, names, *body, "</svg>"]) + "\n"


class Axes:
    """Where a value lies in the picture. Each axis runs between two powers of ten."""

    def __init__(self, x: tuple[int, int], y: tuple[int, int]) -> None:
        self._x, self._y = x, y

    def at(self, size: float, seconds: float) -> tuple[float, float]:
        """The point of a value."""
        (x0, x1), (y0, y1) = self._x, self._y
        across = (log10(size) - x0) / (x1 - x0)
        up = (log10(seconds) - y0) / (y1 - y0)
        return _LEFT + across * (WIDTH - _LEFT - _RIGHT), HEIGHT - _BOTTOM - up * (HEIGHT - _TOP - _BOTTOM)

    def grid(self) -> str:
        """A line and a label at each power of ten."""
        out = []
        left, right = 10.0 ** self._x[0], 10.0 ** self._x[1]
        bottom, top = 10.0 ** self._y[0], 10.0 ** self._y[1]
        for power in range(self._x[0], self._x[1] + 1):
            (x, y), (_, end) = self.at(10.0**power, bottom), self.at(10.0**power, top)
            out.append(_stroke(x, y, x, end))
            out.append(f'<text x="{x:.1f}" y="{y + 20:.1f}" text-anchor="middle" {_TEXT}>{10**power:,}</text>')
        for power in range(self._y[0], self._y[1] + 1):
            (x, y), (end, _) = self.at(left, 10.0**power), self.at(right, 10.0**power)
            out.append(_stroke(x, y, end, y))
            out.append(f'<text x="{x - 8:.1f}" y="{y + 5:.1f}" text-anchor="end" {_TEXT}>{10.0**power:g}</text>')
        return "\n".join(out)

    def line(self, name: str, points: Sequence[tuple[int, float]], colour: str) -> str:
        """A line with dots and its name."""
        placed = [self.at(size, seconds) for size, seconds in sorted(points)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in placed)
        x, y = placed[-1]
        label = f'<text x="{x + 10:.1f}" y="{y + 5:.1f}" {_TEXT}>{escape(name)}</text>'
        return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>{dots}{label}'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _stroke(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="#d5d1c8"/>'
