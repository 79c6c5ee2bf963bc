"""HTML that the pages share.

Tables with captions and scopes, definition lists, tags, and the line that says what is shown.

Everything that comes from data is escaped here and nowhere else.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from dashboards.wording import Judgement


def table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    numeric: Sequence[int] = (),
    keep: Sequence[int] = (),
    words: Sequence[int] = (),
) -> str:
    """A table whose first column names the row.

    `numeric` columns are right-aligned, `keep` columns never wrap, `words` columns hold sentences
    and are wide enough to read one.
    """
    kinds = (("num", numeric), ("keep", keep), ("words", words))

    def kind(position: int) -> str:
        names = [name for name, held in kinds if position in held]
        return f' class="{" ".join(names)}"' if names else ""

    head = "".join(
        f'<th scope="col"{kind(position)}>{escape(name)}</th>'
        for position, name in enumerate(headings)
    )
    body = []
    for row in rows:
        cells = [
            f'<th scope="row"{kind(0)}>{escape(text(cell))}</th>'
            if position == 0
            else f"<td{kind(position)}>{escape(text(cell))}</td>"
            for position, cell in enumerate(row)
        ]
        body.append(f"<tr>{''.join(cells)}</tr>")
    return (
        # Scrollable regions must be reachable by keyboard, so that a wide table can be read at 320
        # pixels.
        f'<div class="sl-table-wrap" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table class="sl-table"><caption><span>{escape(caption)}</span></caption>'
        f"<thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def text(cell: Any) -> str:
    """A cell as text; nothing for null, yes and no for flags."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    return str(cell)


def definitions(entries: Mapping[str, Any]) -> str:
    """A definition list of the entries that hold something."""
    pairs = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text(value))}</dd>"
        for name, value in entries.items()
        if value not in (None, "", [])
    )
    return f'<dl class="sl-definition">{pairs}</dl>'


def tag(judgement: Judgement, *, detail: bool = True) -> str:
    """A judgement as shape and words; its colour only repeats them."""
    words = judgement.sentence if detail else judgement.word
    return (
        f'<span class="sl-tag {judgement.tone}">'
        f'<span class="shape" aria-hidden="true">{judgement.shape}</span>'
        f"{escape(words)}</span>"
    )


def showing(line: str) -> str:
    """The visible line that says what is on the page, announced when it changes (WCAG 4.1.3)."""
    return f'<p class="sl-line" role="status"><strong>Showing:</strong> {escape(line)}</p>'


def picture(svg: str, alt: str) -> str:
    """An SVG as an image with its text alternative; Streamlit's sanitiser takes inline SVG out."""
    data = base64.b64encode(svg.encode()).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}" width="220" height="54">'
    )
