"""The files of a folder or an archive, one at a time, bounded in size whatever headers say."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.faults import Fault
from returns.source_files import UNREADABLE

READABLE = (".csv", ".txt", ".tsv", ".parquet", ".xlsx", ".xlsm")
MEMBERS_AT_MOST = 2_000
CHUNK = 1 << 20
MEGABYTE = 1_000_000


class Budget:
    """What may still be unpacked. What an archive says of its sizes is not believed."""

    def __init__(self, max_mb: int) -> None:
        self._left = max_mb * MEGABYTE

    @property
    def is_spent(self) -> bool:
        """Whether more came than may be read."""
        return self._left < 0

    def chunks(self, archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
        """The bytes of one member, counted as they come; they stop when the budget is spent."""
        with archive.open(name) as member:
            while not self.is_spent and (chunk := member.read(CHUNK)):
                self._left -= len(chunk)
                yield chunk


@dataclass(frozen=True)
class Listed:
    """A file by its path within the source, not opened yet.

    `name` is for people and for what is kept: with / between folders, and in letters that every
    program can write. `member` is what the folder or the archive calls the file.
    """

    name: str
    member: str

    @property
    def suffix(self) -> str:
        """The last suffix with its point, as given."""
        return PurePosixPath(self.name).suffix

    @property
    def stem(self) -> str:
        """The file's name without folder and last suffix."""
        return PurePosixPath(self.name).stem

    @property
    def folder(self) -> str:
        """The folder within the source, empty for its top."""
        parent = PurePosixPath(self.name).parent.as_posix()
        return "" if parent == "." else parent


class Container:
    """A folder, an archive or one file, and what may still be read of it.

    Raises:
        Fault: there is nothing there, or it is none of the three.
    """

    def __init__(self, path: Path, max_mb: int) -> None:
        self.path = path
        self.max_mb = max_mb
        self._budget = Budget(max_mb)
        try:
            there = path.exists()
        except OSError as error:  # a name that is too long, or a folder that lets nobody in
            raise self._unreadable("", error) from error
        if not there:
            raise Fault("There is nothing at this path.", where=str(path), remedy="Check its name.")
        self.is_archive = path.is_file() and path.suffix.lower() == ".zip"
        if self.is_archive and not zipfile.is_zipfile(path):
            raise Fault(
                "This file is called .zip and is no zip archive.",
                where=str(path),
                remedy="Pack the files again.",
            )
        if not (path.is_dir() or self.is_archive or path.suffix.lower() in READABLE):
            raise Fault(
                "This is neither a folder nor a zip archive, nor a CSV, Parquet or Excel file.",
                where=str(path),
                remedy="Give the folder or the zip archive that holds the tables.",
            )

    def files(self) -> list[Listed]:
        """The files by name; of a folder only those directly in it.

        A folder below may be another day's drop.

        Raises:
            Fault: an archive has too many members, an archive within it, two members of one name,
                or a member whose path leads out of it; or a folder has a link that leads out of
                it or to nothing.
        """
        if self.is_archive:
            return self._members()
        if self.path.is_file():
            return [_listed(self.path.name)]
        try:
            paths = [p for p in self.path.iterdir() if p.name[0] != "." and not p.is_dir()]
            for path in paths:
                self._refuse_no_file(path)
        except OSError as error:
            raise self._unreadable("", error) from error
        return [_listed(name) for name in sorted(p.name for p in paths)]

    def _refuse_no_file(self, path: Path) -> None:
        """A table that was meant to come must not be passed over, nor one come from elsewhere."""
        if not path.is_file():
            raise Fault(
                "This is a link to nothing, or no file.",
                where=f"{self.path}, {shown(path.name)}",
                remedy="Put the file itself into the folder, or take this away.",
            )
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise Fault(
                "This is a link that leads out of the folder.",
                where=f"{self.path}, {shown(path.name)}",
                remedy="Put the file itself into the folder.",
            )

    def folders_with_files(self) -> list[str]:
        """Folders directly below that hold readable files, for the remedy when this holds none."""
        if not self.path.is_dir():
            return []
        files = self.path.glob("*/*")
        return sorted({p.parent.name for p in files if p.suffix.lower() in READABLE})

    def read(self, listed: Listed) -> bytes:
        """The bytes of one file.

        Raises:
            Fault: more was read than may be, or the file cannot be read.
        """
        try:
            if self.is_archive:
                with zipfile.ZipFile(self.path) as archive:
                    content = b"".join(self._budget.chunks(archive, listed.member))
                if self._budget.is_spent:
                    raise self._too_large(listed.name)
                return content
            path = self.path if self.path.is_file() else self.path / listed.member
            if path.stat().st_size > self.max_mb * MEGABYTE:
                raise self._too_large(listed.name)
            return path.read_bytes()
        except UNREADABLE as error:
            raise self._unreadable(listed.name, error) from error

    def _members(self) -> list[Listed]:
        try:
            with zipfile.ZipFile(self.path) as archive:
                names = [info.filename for info in archive.infolist() if not info.is_dir()]
        except UNREADABLE as error:
            raise self._unreadable(self.path.name, error) from error
        if len(names) > MEMBERS_AT_MOST:
            raise Fault(
                f"The archive has {len(names):,} files; at most {MEMBERS_AT_MOST:,} are read.",
                where=str(self.path),
                remedy="Pack only the tables.",
            )
        for name in names:
            self._refuse(name, names)
        kept = [name for name in names if not _is_litter(name)]
        # Some programs of Windows write its own mark between folders.
        return [Listed(name.replace("\\", "/"), name) for name in sorted(kept)]

    def _refuse(self, name: str, names: list[str]) -> None:
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name:
            raise Fault(
                "The path of this member leads out of the archive.",
                where=f"{self.path}, {name}",
                remedy="Pack the files again, from within their folder.",
            )
        if path.suffix.lower() == ".zip":
            raise Fault(
                "There is an archive within the archive.",
                where=f"{self.path}, {name}",
                remedy="Unpack it, and pack the tables themselves.",
            )
        if names.count(name) > 1:
            raise Fault(
                "The archive holds two files of this name.",
                where=f"{self.path}, {name}",
                remedy="Pack the files again.",
            )

    def _too_large(self, name: str) -> Fault:
        what = "The archive unpacks to" if self.is_archive else "This file has"
        return Fault(
            f"{what} more than {self.max_mb} MB, the most that is read.",
            where=f"{self.path}, {name}",
            remedy="If it is right, raise SIGHTLINE_MAX_UPLOAD_MB.",
        )

    def _unreadable(self, name: str, error: BaseException) -> Fault:
        reason = getattr(error, "strerror", None) or str(error)
        return Fault(
            f"The file cannot be read ({reason.rstrip('.')}).",
            where=f"{self.path}, {name}" if name else str(self.path),
            remedy="Check that it is whole, that it has no password and that you may read it.",
        )


def _listed(member: str) -> Listed:
    return Listed(shown(member), member)


def shown(name: str) -> str:
    """A file's name in letters that can be printed and kept; old disks have names that cannot."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_litter(name: str) -> bool:
    """What macOS and editors leave in archives."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].startswith(".")
