"""Colours and the style sheet of the pages. Colours follow the Government Analysis Function; none carries meaning alone.

The order of PALETTE keeps neighbouring lines 3:1 apart. Only the dark ones are used for text.
"""

from __future__ import annotations

from typing import Final

BLUE: Final = "#12436D"
PALETTE: Final = (BLUE, "#28A197", "#801650", "#F46A25")
INK: Final = "#0b0c0c"
QUIET: Final = "#484949"
GRID: Final = "#E3E3E3"
FONT: Final = "Arial, 'Liberation Sans', Helvetica, sans-serif"

# Our own mark: a line of sight from a point to a dot on the line.
_MARK = (
    '<path d="M4 26 L14 16 L20 21 L34 6" fill="none" stroke="#12436D" stroke-width="3.5" '
    'stroke-linejoin="round" stroke-linecap="round"/><circle cx="34" cy="6" r="4.5" fill="#12436D"/>'
)
ICON: Final = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 32" width="40" height="32">{_MARK}</svg>'
LOGO: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 176 32" width="176" height="32" role="img" '
    f'aria-label="Sightline">{_MARK}<text x="50" y="24" font-family="Arial, Liberation Sans, sans-serif" '
    'font-size="24" font-weight="700" fill="#12436D">Sightline</text></svg>'
)

CSS: Final = f"""
<style>
[data-testid="stMainBlockContainer"] {{ max-width: 74rem; padding-top: 3rem; }}
[data-testid="stMultiSelect"] input {{ min-height: 24px; min-width: 24px; }}
[data-testid="stPageLink"] p {{ white-space: normal; overflow: visible; text-decoration: underline; }}
[data-testid="stPageLink"] a {{ height: auto; padding-left: 0; line-height: 1.35; }}
.sl-line {{ border-left: 4px solid {BLUE}; background: #f3f6f9; padding: .55rem .9rem; margin: 0 0 .25rem; color: {INK}; }}
.sl-line strong {{ font-weight: 700; }}
.sl-card {{ display: flex; flex-direction: column; gap: .3rem; }}
.sl-card h2, .sl-card h3 {{ font-size: 1.12rem; line-height: 1.3; font-weight: 700; margin: 0; padding: 0; color: {INK}; }}
.sl-card p {{ margin: 0; }}
.sl-card .sl-tags {{ min-height: 1.8rem; }}
.sl-question {{ color: {QUIET}; font-size: .95rem; }}
.sl-row {{ display: flex; justify-content: space-between; align-items: flex-end; gap: 1rem; margin-top: .35rem; }}
.sl-row img {{ flex: 0 1 220px; min-width: 0; }}
.sl-row .sl-value {{ white-space: nowrap; }}
.sl-value {{ font-size: 2.05rem; font-weight: 700; line-height: 1.1; color: {BLUE}; }}
.sl-value small {{ font-size: 1rem; font-weight: 400; color: {INK}; }}
.sl-parts {{ font-size: 1rem; color: {INK}; }}
.sl-period {{ color: {QUIET}; font-size: .9rem; }}
.sl-tags {{ display: flex; flex-wrap: wrap; gap: .5rem; margin: .45rem 0 .2rem; }}
.sl-tag {{ border: 1px solid #6f777b; border-radius: 3px; padding: .12rem .55rem; font-size: .93rem; background: #fff; color: {INK}; }}
.sl-tag b {{ font-weight: 700; }}
.sl-tag .shape {{ margin-right: .35rem; }}
.sl-tag.good {{ border-color: #00703c; border-left-width: 5px; }}
.sl-tag.bad {{ border-color: #942514; border-left-width: 5px; }}
.sl-tag.near {{ border-color: #7a5200; border-left-width: 5px; }}
.sl-tag.plain {{ border-color: {BLUE}; border-left-width: 5px; }}
dl.sl-against.sl-against {{ display: grid; grid-template-columns: 1fr auto; gap: .15rem 1rem; margin: .2rem 0 0; padding: .5rem 0 0; border-top: 1px solid #d9d9d9; font-size: .95rem; }}
.sl-against dt {{ color: {QUIET}; font-weight: 400; }}
.sl-against dd {{ margin: 0; text-align: right; font-variant-numeric: tabular-nums; color: {INK}; }}
.sl-table-wrap {{ overflow-x: auto; }}
table.sl-table {{ border-collapse: collapse; width: 100%; font-size: .95rem; color: {INK}; }}
table.sl-table caption {{ text-align: left; font-weight: 700; padding: .2rem 0 .5rem; color: {INK}; caption-side: top; }}
table.sl-table th, table.sl-table td {{ border: 0; border-bottom: 1px solid #cfd2d4; padding: .42rem .8rem .42rem 0; text-align: left; vertical-align: top; font-weight: 400; }}
table.sl-table thead th {{ border-bottom: 2px solid {INK}; font-weight: 700; }}
table.sl-table .num {{ text-align: right; font-variant-numeric: tabular-nums; }}
table.sl-table .keep {{ white-space: nowrap; }}
dl.sl-definition.sl-definition {{ display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: .5rem 1.5rem; margin: 0; padding: 0; color: {INK}; }}
dl.sl-definition dt {{ font-weight: 700; }}
dl.sl-definition dd {{ margin: 0; overflow-wrap: anywhere; }}
@media (max-width: 40rem) {{ dl.sl-definition {{ grid-template-columns: 1fr; gap: .1rem; }} dl.sl-definition dd {{ margin-bottom: .6rem; }} }}
.sl-brand {{ font-size: 1.35rem; font-weight: 700; color: {BLUE}; margin: 0; }}
.sl-brand-note {{ color: {QUIET}; font-size: .92rem; margin: 0; }}
</style>
"""
