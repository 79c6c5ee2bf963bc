"""The quarterly pack for scrutiny.

One accessible HTML page, made from the public file and nothing else.

The same file, authority and quarter give the same bytes: there is no clock and everything is
sorted.
"""

from __future__ import annotations

from dashboards.pack.build import build, newest_quarter
from dashboards.pack.faults import PackFault

__all__ = ["PackFault", "build", "newest_quarter"]
