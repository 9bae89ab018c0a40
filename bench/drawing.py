"""Curves as SVG: the count along a logarithmic axis, figures from zero up."""

import math
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

WIDTH: Final = 640
HEIGHT: Final = 320
LEFT, RIGHT, TOP, BOTTOM = 56, 120, 24, 48
COLOURS: Final = ("#6b7280", "#2563eb", "#d97706", "#059669")
LINES: Final = 5  # about, across
LINE: Final = 14  # between names
# Readable on white and on black alike: documents are read in both.
STYLE: Final = (
    "text{font:12px system-ui,sans-serif;fill:#6b7280}.grid{stroke:#9ca3af;stroke-opacity:.35}"
    ".curve{fill:none;stroke-width:2}"
)


class Curve(NamedTuple):
    """A name, and figures at counts."""

    name: str
    points: list[tuple[int, float]]


def draw(along: str, up: str, curves: list[Curve]) -> str:
    """The picture; `along` and `up` say what the axes are."""
    counts = sorted({count for curve in curves for count, _ in curve.points})
    step = _step(max(figure for curve in curves for _, figure in curve.points))
    top = step * math.ceil(max(figure for curve in curves for _, figure in curve.points) / step)

    def x(count: int) -> float:
        low, high = math.log10(counts[0]), math.log10(counts[-1])
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(count) - low) / ((high - low) or 1)

    def y(figure: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * figure / top

    label = f"{escape(up)} over {escape(along)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">',
        f"<style>{STYLE}</style>",
    ]
    for number in range(round(top / step) + 1):
        line = y(number * step)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{line:.1f}" y2="{line:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{line + 4:.1f}" text-anchor="end">{number * step:g}</text>')
    parts += [
        f'<text x="{x(count):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{count:,}</text>' for count in counts
    ]
    parts.append(f'<text x="{LEFT - 40}" y="14">{escape(up)}</text>')
    parts.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(along)}</text>')
    for colour, curve in zip(COLOURS, curves, strict=False):
        places = [(x(count), y(figure)) for count, figure in curve.points]
        line_of = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts.append(f'<polyline class="curve" stroke="{colour}" points="{line_of}"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places]
        end = places[-1]
        parts.append(
            f'<text x="{end[0] + 8:.1f}" y="{end[1] + 4:.1f}" style="fill:{colour}">{escape(curve.name)}</text>'
        )
    return "".join([*parts, "</svg>\n"])


def _apart(heights: list[float]) -> list[float]:
    """The same heights, from the top down moved apart so that no name covers another."""
    placed = list(heights)
    below = -math.inf
    for number in sorted(range(len(heights)), key=heights.__getitem__):
        placed[number] = below = max(heights[number], below + LINE)
    return placed


def _step(highest: float) -> float:
    """A round distance between lines."""
    rough = highest / LINES or 1
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
