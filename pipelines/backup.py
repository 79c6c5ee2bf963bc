"""Backup and restore of what no run can build again, in one file that proves itself.

    landing/…  history/…  lists/…  benchmarks/…  state/…  backup.json

The file is a tar under zstd. `backup.json` comes last and names every other file with its size and
SHA-256, so a file that was cut short holds none. A backup may be made while a run is building and
while people write: drops are moved to their place whole, links of the chain too, and the state file
is copied by SQLite itself. It is copied before the links are, so that it never names one that the
backup lacks.

The warehouse, published files and Dagster's storage are left out: a run makes them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

import pyarrow
from pydantic import BaseModel, ConfigDict

from pipelines.build_lock import build_lock
from pipelines.faults import Fault
from pipelines.landing import drops
from pipelines.run_manifest import code_version
from pipelines.settings import Settings
from pipelines.state import ChainFault, check_state, record_access, state_path
from pipelines.state.database import copy_state

ENDING = ".tar.zst"
MANIFEST = "backup.json"
BACKUP_VERSION = 1
PARTS = ("landing", "history", "lists", "benchmarks", "state")
# Left by a process that died or is at work, or of no use elsewhere.
PASSED_OVER = (".unfinished", ".removed-", ".proved-", ".lock")
ASIDE = ".unfinished-restore"
_PIECE = 1 << 20


class KeptFile(BaseModel):
    """Size in bytes and SHA-256 of one file."""

    model_config = ConfigDict(extra="forbid")

    size: int
    sha256: str


class BackupManifest(BaseModel):
    """What a backup holds.

    `settings` are those that figures and returns depend on, for whoever sets up the new machine.
    """

    model_config = ConfigDict(extra="forbid")

    backup_version: int = BACKUP_VERSION
    made_at: datetime
    code_version: str
    settings: dict[str, str]
    files: dict[str, KeptFile]


@dataclass(frozen=True)
class Backup:
    """A backup that was written and read again, or restored; `path` is the file or the root."""

    path: Path
    manifest: BackupManifest
    drops: int
    links: int

    @property
    def size(self) -> int:
        """Bytes of the files that it holds."""
        return sum(file.size for file in self.manifest.files.values())


def back_up(settings: Settings, target: Path) -> Backup:
    """Write a backup, read it again and compare every hash.

    Args:
        settings: the installation.
        target: a file whose name ends with .tar.zst, or a folder, in which the file is then named
            by the time.

    Raises:
        Fault: there is nothing to keep, the file exists, lies among what is kept, or cannot be
            written; or another backup or a pruning is at work.
        ChainFault: what was submitted or frozen has been altered: a backup would hide that.
    """
    now = datetime.now(UTC)
    path = target / f"sightline-{now:%Y%m%dT%H%M%S}{ENDING}" if target.is_dir() else target
    path = path.expanduser().absolute()
    _refuse_target(settings, path)
    landed = drops(settings.landing_dir)
    if not landed and not state_path(settings.state_dir).exists():
        raise Fault("There is nothing to back up yet.", where=str(settings.root))
    chain = check_state(settings.state_dir)
    # Children's records leave the folder: the audit says so, in the backup too.
    record_access(
        settings.state_dir,
        role="command",
        page="backup",
        what=f"all that has landed and the state, to {path.name}",
        rows=sum(table.rows_in for drop in landed for table in drop.manifest.tables.values()),
    )
    with (
        _told("The backup cannot be written", path),
        build_lock(
            settings.keeping_lock_path,
            purpose="backup",
            busy="Another backup or a pruning is at work",
        ),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".unfinished-{os.getpid()}-{path.name}")
        try:
            _write(settings, aside, now)
            manifest = check(aside)
            aside.rename(path)
        finally:
            aside.unlink(missing_ok=True)
        _sync(path.parent)
    return Backup(path, manifest, len(landed), len(chain))


def check(path: Path) -> BackupManifest:
    """Read a whole backup and compare every hash; nothing is written.

    Raises:
        Fault: the file is no backup, was cut short or altered, or is of a newer Sightline.
    """
    return _read(path, None)


def restore(path: Path, root: Path) -> Backup:
    """Put a backup onto an empty machine.

    Files are written aside within the root, every hash and the chain are checked there, and only
    then are the folders moved to their places. A restore that died is finished by the same command.

    Raises:
        Fault: the root holds something, or the backup is not whole.
        ChainFault: what was submitted or frozen was altered before the backup was made.
    """
    root = root.expanduser().absolute()
    aside, placed = root / ASIDE, root / ASIDE / "checked"
    _refuse_root(root)
    with _told("The backup cannot be restored", root):
        if not placed.is_file():
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            try:
                manifest = _read(path, aside)
                _check_restored(aside)
            except Fault:
                shutil.rmtree(aside)
                raise
            placed.write_text(manifest.model_dump_json(), encoding="utf-8")
        manifest = BackupManifest.model_validate_json(placed.read_bytes())
        for part in PARTS:
            if (aside / part).is_dir():
                (aside / part).rename(root / part)
        _sync(root)
        shutil.rmtree(aside)
    landed = drops(root / "landing")
    chain = check_state(root / "state")
    record_access(
        root / "state",
        role="command",
        page="restore",
        what=f"{path.name}, made at {manifest.made_at:%Y-%m-%dT%H:%M:%SZ}",
        rows=len(manifest.files),
    )
    return Backup(root, manifest, len(landed), len(chain))


def _refuse_target(settings: Settings, path: Path) -> None:
    if not path.name.endswith(ENDING):
        raise Fault(
            "A backup is a file whose name ends with .tar.zst, or a folder that is there.",
            where=str(path),
            remedy="Name such a file, or make the folder first.",
        )
    if path.exists():
        raise Fault(
            "The file is there already; a backup is never overwritten.",
            where=str(path),
            remedy="Name another, or a folder.",
        )
    if any(path.is_relative_to(settings.root / part) for part in PARTS):
        raise Fault(
            "The backup would lie among what it keeps.",
            where=str(path),
            remedy="Choose a folder outside the data root, best on another machine.",
        )


def _refuse_root(root: Path) -> None:
    there = {path.name for path in root.iterdir()} if root.is_dir() else set()
    is_ours = (root / ASIDE / "checked").is_file()
    strange = sorted(there - {ASIDE, "lost+found"} - (set(PARTS) if is_ours else set()))
    if strange:
        raise Fault(
            f"The folder is not empty: it holds {', '.join(strange[:5])}.",
            where=str(root),
            remedy="Restore into an empty folder; nothing is ever overwritten.",
        )


def _write(settings: Settings, aside: Path, now: datetime) -> None:
    files: dict[str, KeptFile] = {}
    # Nobody else on the machine may read it, from its first byte on.
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        pyarrow.output_stream(str(aside), compression="zstd") as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        for name, path in _kept_paths(settings):
            files[name] = _add(archive, name, path)
        manifest = BackupManifest(
            made_at=now,
            code_version=settings.code_version or code_version(),
            settings={
                "SIGHTLINE_AUTHORITY": settings.authority,
                "SIGHTLINE_RETURN_YEARS": json.dumps(settings.return_years),
            },
            files=files,
        )
        _add_text(archive, manifest.model_dump_json(indent=1) + "\n")
    _sync(aside)


def _kept_paths(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Name in the backup and place of each file; the state file is a copy, and comes first."""
    state = state_path(settings.state_dir)
    with tempfile.TemporaryDirectory(
        prefix="state-", dir=settings.keeping_lock_path.parent
    ) as folder:
        copied = Path(folder) / state.name
        copy_state(settings.state_dir, copied)
        yield f"state/{state.name}", copied
    for part in PARTS:
        for path in sorted(_files(settings.root / part)):
            if not path.name.startswith(state.name):
                yield f"{part}/{path.relative_to(settings.root / part).as_posix()}", path


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name.startswith(PASSED_OVER) or path.name.endswith(".unfinished"):
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.is_file():
            yield path


class _Hashed:
    """A reader that hashes what it hands on: what is named is what was written."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self.source.read(size)
        self.digest.update(content)
        return content


def _add(archive: tarfile.TarFile, name: str, path: Path) -> KeptFile:
    with path.open("rb") as source:
        about = os.fstat(source.fileno())
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = about.st_size, int(about.st_mtime), about.st_mode & 0o777
        hashed = _Hashed(source)
        archive.addfile(info, hashed)
    return KeptFile(size=info.size, sha256=hashed.digest.hexdigest())


def _add_text(archive: tarfile.TarFile, text: str) -> None:
    content = text.encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(content), 0o644
    archive.addfile(info, io.BytesIO(content))


def _read(path: Path, into: Path | None) -> BackupManifest:
    """Read a backup, write its files below `into` if given, and compare them with its manifest."""
    found: dict[str, KeptFile] = {}
    manifest: BackupManifest | None = None
    if not path.is_file():
        raise Fault("There is no such file.", where=str(path))
    try:
        with (
            pyarrow.input_stream(str(path), compression="zstd") as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            for member in archive:
                content = archive.extractfile(member) if member.isfile() else None
                if content is None or manifest is not None:
                    raise _not_ours(path, member.name)
                if member.name == MANIFEST:
                    manifest = BackupManifest.model_validate_json(content.read())
                    continue
                place = _place(path, member.name, into)
                found[member.name] = _take(content, place, member.mode)
    except (tarfile.TarError, pyarrow.ArrowException, ValueError, OSError) as error:
        raise Fault(
            "The file is no backup of Sightline, or was cut short or altered.",
            where=str(path),
            remedy="Take another backup; nothing was restored.",
        ) from error
    if manifest is None:
        raise Fault(
            "The backup was cut short: it does not say what it holds.",
            where=str(path),
            remedy="Take another backup; nothing was restored.",
        )
    _compare(path, manifest, found)
    return manifest


def _compare(path: Path, manifest: BackupManifest, found: dict[str, KeptFile]) -> None:
    if manifest.backup_version > BACKUP_VERSION:
        raise Fault(
            f"The backup has version {manifest.backup_version}; this Sightline knows those up to "
            f"{BACKUP_VERSION}.",
            where=str(path),
            remedy="Install the Sightline that wrote it, or a newer one.",
        )
    wrong = [
        name
        for name in sorted(manifest.files.keys() | found.keys())
        if manifest.files.get(name) != found.get(name)
    ]
    if wrong:
        raise Fault(
            f"{len(wrong)} files of the backup are not what was kept: {', '.join(wrong[:5])}.",
            where=str(path),
            remedy="Take another backup; nothing was restored.",
        )


def _place(path: Path, name: str, into: Path | None) -> Path | None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or len(parts) < 2 or parts[0] not in PARTS:
        raise _not_ours(path, name)
    return into / name if into is not None else None


def _take(content: IO[bytes], place: Path | None, mode: int) -> KeptFile:
    digest, size = hashlib.sha256(), 0
    with ExitStack() as stack:
        out = None
        if place is not None:
            stack.enter_context(_told("The backup cannot be restored", place))
            place.parent.mkdir(parents=True, exist_ok=True)
            out = stack.enter_context(place.open("xb"))
        while piece := content.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            if out is not None:
                out.write(piece)
        if out is not None:
            out.flush()
            os.fsync(out.fileno())
            os.fchmod(out.fileno(), mode & 0o755)
    return KeptFile(size=size, sha256=digest.hexdigest())


def _not_ours(path: Path, name: str) -> Fault:
    return Fault(
        f"The file holds {name!r}, which no backup of Sightline does.",
        where=str(path),
        remedy="Nothing was restored.",
    )


def _check_restored(aside: Path) -> None:
    """The chain and every manifest, before anything is put in its place."""
    try:
        check_state(aside / "state")
    except ChainFault as fault:
        raise ChainFault(
            f"What was kept for good had been altered before the backup was made: {fault.what}",
            where=fault.where,
            remedy="Take an older backup; nothing was restored.",
        ) from fault
    drops(aside / "landing")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told(what: str, where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Fault(
            f"{what} ({error.strerror or error}).",
            where=str(where),
            remedy="Check its space and that you may write there.",
        ) from error
