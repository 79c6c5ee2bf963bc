"""Where published files and state lie on this machine, and the pointer to the newest run.

The pages may not import the pipeline's settings (they must run on a machine that holds nothing but
published files), so the settings that pages need are read here and in access.py:
SIGHTLINE_DATA_DIR, SIGHTLINE_ROLES and SIGHTLINE_UPLOAD_MB.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT_ROOT = Path(__file__).resolve().parent.parent
SAMPLE_AUTHORITIES = frozenset({"999"})
UPLOAD_MB = 50


class Unreadable(Exception):  # noqa: N818 - a state of the installation, told as a sentence
    """The published pointer names something that cannot be used; the text says what to do."""


def data_root() -> Path:
    """The data root: SIGHTLINE_DATA_DIR, or `data/` in the clone."""
    given = os.environ.get("SIGHTLINE_DATA_DIR")
    return Path(given).expanduser().resolve() if given else PROJECT_ROOT / "data"


def published_dir() -> Path:
    """The folder of current.json."""
    return data_root() / "published"


def state_dir() -> Path:
    """The folder of audit rows."""
    return data_root() / "state"


def upload_mb() -> int:
    """The largest upload to the Returns page: SIGHTLINE_UPLOAD_MB, or 50.

    Raises:
        Unreadable: the setting is no whole number above 0.
    """
    given = os.environ.get("SIGHTLINE_UPLOAD_MB", str(UPLOAD_MB)).strip()
    if not given.isdecimal() or int(given) == 0:
        raise Unreadable(f"SIGHTLINE_UPLOAD_MB is {given!r}; it has to be a whole number above 0.")
    return int(given)


@dataclass(frozen=True)
class AuthorityFiles:
    """The restricted files of one council, each absent where this process was given none."""

    casework: Path | None = None
    identity: Path | None = None
    returns: Path | None = None


@dataclass(frozen=True)
class Published:
    """The files of one run, as current.json names them. `run_id` is the key of every cache."""

    run_id: str
    as_at: dt.date
    public: Path
    aggregate: Path
    authorities: Mapping[str, AuthorityFiles] = field(default_factory=dict)

    @property
    def is_sample(self) -> bool:
        """Whether all children are invented, so that a role picker may stand in for sign-in."""
        return set(self.authorities) <= SAMPLE_AUTHORITIES


def current(folder: Path | None = None) -> Published | None:
    """The newest published run, or none when nothing has been published.

    Raises:
        Unreadable: current.json exists and cannot be used.
    """
    folder = folder or published_dir()
    pointer = folder / "current.json"
    try:
        text = pointer.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        return _published(folder.resolve(), json.loads(text))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Unreadable(
            f"{pointer} cannot be read ({problem}). Type `make run` to publish again."
        ) from problem


def _published(folder: Path, named: dict[str, Any]) -> Published:
    returns = named.get("returns") or {}
    authorities = {
        authority: AuthorityFiles(
            casework=_below(folder, files.get("casework")),
            identity=_below(folder, files.get("identity")),
            returns=_below(folder, files.get("returns") or returns.get(authority)),
        )
        for authority, files in sorted((named.get("authorities") or {}).items())
    }
    public, aggregate = _below(folder, named["public"]), _below(folder, named["aggregate"])
    if public is None or aggregate is None:
        raise ValueError("it names no public or aggregate file")
    return Published(
        run_id=str(named["run_id"]),
        as_at=dt.date.fromisoformat(named["as_at"]),
        public=public,
        aggregate=aggregate,
        authorities=authorities,
    )


def _below(folder: Path, name: str | None) -> Path | None:
    """A path that the pointer names; one that leads out of the folder is refused."""
    if name is None:
        return None
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise ValueError(f"{name!r} leads out of the published folder")
    return path
