"""How a page becomes a page: one module in dashboards/views with a small header, found by name.

    TITLE = "Overview"                # in the navigation and the browser's tab
    ORDER = 10                        # place in the navigation
    ROLES = access.SEES_FIGURES       # who may open it; checked before `render` is called
    def render(visit: Visit) -> None: ...

The module's name is the page's address. Nothing else has to be edited.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboards import views
from dashboards.access import ROLES, Viewer
from dashboards.installation import Published


@dataclass(frozen=True)
class Visit:
    """What a page is given: who looks, at which run, the council's name, and the other pages."""

    viewer: Viewer
    published: Published
    council: str
    links: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PageSpec:
    """The header of a page module."""

    name: str
    title: str
    order: int
    roles: tuple[str, ...]
    render: Callable[[Visit], None]


def discover() -> list[PageSpec]:
    """All pages of the folder in their order.

    Raises:
        TypeError: a module of the folder has no proper header; the message says what is missing.
    """
    found = [
        _spec(name, importlib.import_module(f"{views.__name__}.{name}"))
        for _, name, _ in pkgutil.iter_modules(views.__path__)
    ]
    return sorted(found, key=lambda spec: (spec.order, spec.name))


def _spec(name: str, module: Any) -> PageSpec:
    missing = [part for part in ("TITLE", "ORDER", "ROLES", "render") if not hasattr(module, part)]
    if missing:
        raise TypeError(f"dashboards/views/{name}.py lacks {', '.join(missing)}")
    unknown = sorted(set(module.ROLES) - set(ROLES))
    if unknown:
        raise TypeError(
            f"dashboards/views/{name}.py opens to {', '.join(unknown)}, which is no role"
        )
    return PageSpec(name, module.TITLE, module.ORDER, tuple(module.ROLES), module.render)
