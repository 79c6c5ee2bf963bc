"""Plotly charts of the pages.

Direct labels, an axis from zero, palette in its fixed order, no mode bar.

Every chart has a text alternative and the page puts its table and CSV under it; seven mode-bar
buttons per chart would be seven tab stops for nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboards import svg, theme, wording

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "showTips": False}
DASHES = ("solid", "dash", "dot", "dashdot")


def trend(
    values: Sequence[Mapping[str, Any]],
    *,
    measure: Mapping[str, Any],
    references: Sequence[svg.ReferenceLine],
    name: str,
) -> go.Figure:
    """The figure over time with its interval, and comparators and target as labelled lines."""
    kind, unit = measure["kind"], measure.get("unit")
    ends: list[dt.date] = [row["period_end"] for row in values]
    heights = [None if row.get("status") == "c" else row["value"] for row in values]
    figure = go.Figure()
    if all(row.get("ci_low") is not None for row in values):
        figure.add_scatter(
            x=[*ends, *reversed(ends)],
            y=[*(row["ci_high"] for row in values), *(row["ci_low"] for row in reversed(values))],
            fill="toself",
            fillcolor="rgba(18, 67, 109, .13)",
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
        )
    figure.add_scatter(
        x=ends,
        y=heights,
        mode="lines+markers",
        line={"color": theme.BLUE, "width": 3},
        marker={"size": 6},
        customdata=[
            [
                wording.period_of(row, str(measure.get("basis"))),
                wording.parts(row, kind, unit),
            ]
            for row in values
        ],
        hovertemplate="%{customdata[0]}<br>%{y:.1f} (%{customdata[1]})<extra></extra>",
        connectgaps=False,
        showlegend=False,
    )
    known = [height for height in heights if height is not None]
    top = svg.ceiling(
        known
        + [line.value for line in references]
        + [row["ci_high"] for row in values if row.get("ci_high") is not None],
        kind == wording.PROPORTION,
    )
    _label_lines(figure, values, references, top, name, kind, unit)
    figure.update_layout(
        height=420,
        margin={"l": 48, "r": 225, "t": 40, "b": 40},
        font={"family": theme.FONT, "size": 14, "color": theme.INK},
        plot_bgcolor="white",
        paper_bgcolor="white",
        title={
            "text": "Per cent" if kind == wording.PROPORTION else (unit or "").capitalize(),
            "font": {"size": 14},
            "x": 0,
            "xanchor": "left",
        },
        hovermode="closest",
        dragmode=False,
    )
    figure.update_xaxes(
        showgrid=False, linecolor=theme.INK, ticks="outside", fixedrange=True, tickformat="%b %Y"
    )
    figure.update_yaxes(
        range=[0, top * 1.02],
        gridcolor=theme.GRID,
        zerolinecolor=theme.INK,
        fixedrange=True,
        nticks=6,
    )
    return figure


def breakdown(
    rows: Sequence[Mapping[str, Any]],
    *,
    measure: Mapping[str, Any],
    whole: Mapping[str, Any],
    name: str,
) -> go.Figure:
    """Groups as dots with their intervals, in the order given from the top; the whole as a line."""
    kind, unit = str(measure["kind"]), measure.get("unit")
    labels = [str(row["slice_value"]) for row in rows]
    values = [row["value"] for row in rows]
    has_intervals = all(row.get("ci_low") is not None for row in rows)
    figure = go.Figure()
    figure.add_scatter(
        x=values,
        y=labels,
        mode="markers",
        marker={"size": 11, "color": theme.BLUE},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [row["ci_high"] - row["value"] for row in rows],
            "arrayminus": [row["value"] - row["ci_low"] for row in rows],
            "color": theme.BLUE,
            "thickness": 2,
        }
        if has_intervals
        else None,
        customdata=[
            [wording.shown(row, kind, unit), wording.parts(row, kind, unit)] for row in rows
        ],
        hovertemplate="%{y}<br>%{customdata[0]} (%{customdata[1]})<extra></extra>",
        showlegend=False,
    )
    highest = [row["ci_high"] for row in rows if row.get("ci_high") is not None]
    top = svg.ceiling([*values, *highest], kind == wording.PROPORTION)
    if whole.get("value") is not None:
        figure.add_vline(
            x=whole["value"], line={"color": theme.PALETTE[2], "width": 2, "dash": "dash"}
        )
        figure.add_annotation(
            x=whole["value"],
            y=1.0,
            yref="paper",
            yanchor="bottom",
            text=f"{name} {wording.bare(wording.figure(whole['value'], kind, unit))}",
            showarrow=False,
            font={"color": theme.INK, "size": 13},
        )
    figure.update_layout(
        height=110 + 34 * len(rows),
        margin={"l": 10, "r": 30, "t": 40, "b": 50},
        font={"family": theme.FONT, "size": 14, "color": theme.INK},
        plot_bgcolor="white",
        paper_bgcolor="white",
        hovermode="closest",
        dragmode=False,
    )
    figure.update_xaxes(
        range=[0, top * 1.02],
        gridcolor=theme.GRID,
        zerolinecolor=theme.INK,
        fixedrange=True,
        nticks=6,
        title="Per cent" if kind == wording.PROPORTION else (unit or "").capitalize(),
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, automargin=True)
    return figure


def _label_lines(
    figure: go.Figure,
    values: Sequence[Mapping[str, Any]],
    references: Sequence[svg.ReferenceLine],
    top: float,
    name: str,
    kind: str,
    unit: str | None,
) -> None:
    """Label each line where it ends, moved apart where two would overlap; there is no legend."""
    wanted: list[tuple[float, str, bool]] = []
    colours = (*theme.PALETTE[1:], theme.QUIET)
    for position, line in enumerate(references):
        colour = colours[position % len(colours)]
        figure.add_hline(
            y=line.value,
            line={"color": colour, "width": 2, "dash": DASHES[1 + position % 3]},
        )
        wanted.append((line.value, line.label, False))
    latest = next((row for row in reversed(values) if row.get("value") is not None), None)
    if latest is not None:
        wanted.append(
            (
                latest["value"],
                f"{name} {wording.figure(latest['value'], kind, unit)}",
                True,
            )
        )
    wanted.sort()
    heights = svg.spread([value for value, _, _ in wanted], gap=top * 0.054)
    for height, (_, label, is_own) in zip(heights, wanted, strict=True):
        figure.add_annotation(
            x=1.01,
            xref="paper",
            xanchor="left",
            y=height,
            text=f"<b>{label}</b>" if is_own else label,
            showarrow=False,
            align="left",
            # Turquoise and orange do not carry text; their line ends in dark words instead.
            font={"color": theme.BLUE if is_own else theme.INK, "size": 13},
        )


def show(figure: go.Figure, *, alt: str, key: str) -> None:
    """A chart on the page, with the words that stand for it."""
    st.plotly_chart(figure, alt=alt, key=key, config=CONFIG, theme=None, width="stretch")
