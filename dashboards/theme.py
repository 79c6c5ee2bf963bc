"""Colours and the style sheet of the pages.

Colours follow the Government Analysis Function; none carries meaning alone.

The order of PALETTE keeps neighbouring lines 3:1 apart. Only the dark ones are used for text.
"""

from __future__ import annotations

from pathlib import Path
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
    'stroke-linejoin="round" stroke-linecap="round"/>'
    '<circle cx="34" cy="6" r="4.5" fill="#12436D"/>'
)
_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" height="32" viewBox="0 0'
ICON: Final = f'{_OPEN} 40 32" width="40">{_MARK}</svg>'
LOGO: Final = (
    f'{_OPEN} 176 32" width="176" role="img" aria-label="Sightline">{_MARK}'
    '<text x="50" y="24" font-family="Arial, Liberation Sans, sans-serif" font-size="24" '
    'font-weight="700" fill="#12436D">Sightline</text></svg>'
)

CSS: Final = Path(__file__).with_name("theme.css")
