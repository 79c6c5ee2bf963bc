"""Line charts as SVG text of our own: small ones for cards, full ones for the pack.

The pack must repeat byte for byte and open without JavaScript, which Plotly's export cannot give.
Hidden and absent points are gaps, never zeros.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK = "#0b0c0c"
BLUE = "#12436D"
GREY = "#595959"
GRID = "#D9D9D9"


@dataclass(frozen=True)
class ReferenceLine:
    """A horizontal line with its own label: a target or a published comparator."""

    label: str
    value: float
    dash: str


def runs(values: Sequence[float | None]) -> list[list[int]]:
    """Positions of neighbouring values that exist, so that a line is never drawn across a gap."""
    found: list[list[int]] = []
    for position, value in enumerate(values):
        if value is None:
            continue
        if found and found[-1][-1] == position - 1:
            found[-1].append(position)
        else:
            found.append([position])
    return found


def ceiling(values: Sequence[float], is_percentage: bool) -> float:
    """Top of an axis from zero.

    100 for a percentage unless all is below 50, else the next round number.
    """
    top = max(values, default=0.0)
    if is_percentage:
        return 100.0 if top > 50 else next(step for step in (10, 20, 50) if top <= step)
    if top <= 0:
        return 10.0
    magnitude = 10 ** math.floor(math.log10(top))
    # A twentieth of air, so that the highest point never lies on the frame.
    steps = (1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15)
    return next(float(step * magnitude) for step in steps if top * 1.05 <= step * magnitude)


def sparkline(
    values: Sequence[float | None], *, top: float, width: int = 220, height: int = 54
) -> str:
    """A line without axes, its last point marked.

    Its words belong to the image's text alternative.
    """
    pad = 4
    span = max(len(values) - 1, 1)

    def at(position: int) -> str:
        value = values[position]
        x = pad + position * (width - 2 * pad) / span
        y = height - pad - (0.0 if value is None else value) / top * (height - 2 * pad)
        return f"{x:.1f},{y:.1f}"

    body = [
        f'<line x1="{pad}" x2="{width - pad}" y1="{height - pad}" y2="{height - pad}" '
        f'stroke="{GRID}"/>'
    ]
    for run in runs(values):
        if len(run) == 1:
            x, y = at(run[0]).split(",")
            body.append(f'<circle cx="{x}" cy="{y}" r="2" fill="{BLUE}"/>')
        points = " ".join(at(position) for position in run)
        body.append(
            f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="2" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )
    drawn = [position for position, value in enumerate(values) if value is not None]
    if drawn:
        x, y = at(drawn[-1]).split(",")
        body.append(f'<circle cx="{x}" cy="{y}" r="3.5" fill="{BLUE}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(body)}</svg>'
    )


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Label positions at least `gap` apart, in the given ascending order and as near as can be.

    Least squares under the order: labels that would overlap form a block around their own mean.
    """
    blocks: list[tuple[float, int]] = []
    for position, value in enumerate(wanted):
        mean, size = value - position * gap, 1
        while blocks and blocks[-1][0] >= mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    flat = [mean for mean, size in blocks for _ in range(size)]
    return [value + position * gap for position, value in enumerate(flat)]


def line_chart(
    chart_id: str,
    *,
    title: str,
    description: str,
    labels: Sequence[str],
    values: Sequence[float | None],
    shown: Sequence[str],
    unit: str,
    is_percentage: bool,
    references: Sequence[ReferenceLine] = (),
) -> str:
    """A labelled line chart for the pack.

    Axis from zero, lines labelled directly, `title` and `desc` for readers.
    """
    width, height, left, right, above, below = 790, 280, 40, 236, 30, 46
    known = [value for value in values if value is not None] + [line.value for line in references]
    top = ceiling(known, is_percentage)
    span = max(len(values) - 1, 1)

    def x_of(position: int) -> float:
        return left + 14 + position * (width - left - right - 28) / span

    def y_of(value: float) -> float:
        return above + (top - value) / top * (height - above - below)

    body: list[str] = []
    for tick in range(5):
        value = top * tick / 4
        y = y_of(value)
        body.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
            f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
    for position, label in enumerate(labels):
        # A quarter over its year: nine labels on one line would run into each other.
        for line_number, part in enumerate(label.split(" ", 1)):
            body.append(
                f'<text x="{x_of(position):.1f}" y="{height - 26 + line_number * 16}" '
                f'text-anchor="middle">{escape(part)}</text>'
            )
    side: list[tuple[float, str]] = []
    for line in references:
        y = y_of(line.value)
        body.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GREY}" '
            f'stroke-width="1.5" stroke-dasharray="{line.dash}"/>'
        )
        side.append((y, line.label))
    for run in runs(values):
        points = " ".join(f"{x_of(p):.1f},{y_of(values[p] or 0.0):.1f}" for p in run)
        body.append(f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="2.5"/>')
        body += [
            f'<circle cx="{x_of(p):.1f}" cy="{y_of(values[p] or 0.0):.1f}" r="4" fill="{BLUE}"/>'
            for p in run
        ]
    drawn = [position for position, value in enumerate(values) if value is not None]
    if drawn:
        side.append((y_of(values[drawn[-1]] or 0.0), f"This council {shown[drawn[-1]]}"))
    side.sort()
    heights = spread([y for y, _ in side], gap=17)
    # Nothing falls below the axis.
    lift = max(0.0, heights[-1] - (height - below)) if heights else 0.0
    for y, (_, label) in zip((placed - lift for placed in heights), side, strict=True):
        weight = ' font-weight="700"' if label.startswith("This council") else ""
        body.append(f'<text x="{width - right + 8}" y="{y + 4:.1f}"{weight}>{escape(label)}</text>')
    return (
        f'<svg role="img" aria-labelledby="{chart_id}-t {chart_id}-d" '
        f'viewBox="0 0 {width} {height}" class="chart" font-size="12.5" fill="{INK}">'
        f'<title id="{chart_id}-t">{escape(title)}</title>'
        f'<desc id="{chart_id}-d">{escape(description)}</desc>'
        f'<text x="0" y="{above - 16}" class="unit">{escape(unit)}</text>{"".join(body)}</svg>'
    )


def trend_words(labels: Sequence[str], shown: Sequence[str], values: Sequence[float | None]) -> str:
    """What a trend line shows, in a sentence, for whoever does not see it."""
    drawn = [position for position, value in enumerate(values) if value is not None]
    if not drawn:
        return "No figure can be drawn."
    gaps = len(values) - len(drawn)
    first, last = drawn[0], drawn[-1]
    low = min(drawn, key=lambda position: values[position] or 0.0)
    high = max(drawn, key=lambda position: values[position] or 0.0)
    sentence = f"{labels[last]}: {shown[last]}."
    if len(drawn) > 1:
        sentence = (
            f"From {shown[first]} in {labels[first]} to {shown[last]} in {labels[last]}; "
            f"lowest {shown[low]} in {labels[low]}, highest {shown[high]} in {labels[high]}."
        )
    return sentence + (
        f" {gaps} of {len(values)} points are hidden or have no figure." if gaps else ""
    )
