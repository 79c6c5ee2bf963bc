"""What was submitted or frozen, kept for good: Parquet in folders that are chained by their hashes.

    <state>/chain/000001/link.json, <table>.parquet ...

A link says what it holds, the hash of that content and the hash of the link before it; the state
file keeps the hash of each link besides. So a file that is altered, taken away or put in later is
found and named, and so are links that are cut off at the end. A link is written in a hidden folder
and moved to its place by one rename: whoever dies half-way leaves nothing that a reader would take
for a link. The chain is checked whole whenever it is read.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.faults import Fault
from pipelines.state.database import open_state, state_path

if TYPE_CHECKING:
    # Polars takes a while to import, and a page that only lists links needs none.
    import polars as pl

LINK_NAME = "link.json"
UNFINISHED = ".unfinished-"
FIRST_PREVIOUS = "0" * 64
REMEDY = (
    "Nothing was built from it. Keep the folder of the state as it is, and put the one of the last "
    "backup in its place, as docs/keeping_it_safe.md tells."
)


class ChainFault(Fault):
    """The chain is not what was kept; the fault names the file."""


@dataclass(frozen=True)
class Link:
    """One link.

    `what` and `about` say what it holds (a submission, of which return), `year` the collection year
    or quarter. `source` names the files that it was read from, each with its SHA-256, `files` those
    in its folder. `at` is UTC.
    """

    sequence: int
    previous_hash: str
    content_hash: str
    what: str
    about: str
    year: str
    authority: str
    at: str
    by: str
    source: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def text(self) -> str:
        """The link as it is kept in its folder."""
        return json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"

    @property
    def link_hash(self) -> str:
        """What the next link names."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Entry:
    """What a new link says of itself."""

    what: str
    about: str
    year: str
    authority: str
    by: str
    source: Mapping[str, str]


def chain_dir(state_dir: Path) -> Path:
    """The folder of the links."""
    return state_dir / "chain"


def append(state_dir: Path, entry: Entry, tables: Mapping[str, pl.DataFrame]) -> Link:
    """Add a link at the end of the chain.

    Raises:
        ChainFault: the chain as it stands has been altered; nothing is added to it.
        Fault: the folder cannot be written to.
    """
    folder = chain_dir(state_dir)
    try:
        with _alone(folder):
            return _append(state_dir, entry, tables)
    except OSError as error:
        raise Fault(
            f"The files cannot be kept ({error.strerror or error}).",
            where=str(folder),
            remedy="Check its space and that you may write there.",
        ) from error


def _append(state_dir: Path, entry: Entry, tables: Mapping[str, pl.DataFrame]) -> Link:
    folder = chain_dir(state_dir)
    earlier = links(state_dir)
    with open_state(state_dir) as con:
        # Before the first link: a state file that does not know of any is not this chain's.
        con.execute(
            """
            insert into chain_link
            select 0, ? where not exists (select 1 from chain_link)
            """,
            (FIRST_PREVIOUS,),
        )
    for leftover in folder.glob(f"{UNFINISHED}*"):
        # Under the lock nobody else is writing: a process that died has left it.
        shutil.rmtree(leftover)
    aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    files = {}
    for name, frame in tables.items():
        path = aside / f"{name}.parquet"
        with path.open("wb") as out:
            frame.write_parquet(out, compression="zstd")
            out.flush()
            os.fsync(out.fileno())
        files[path.name] = _file_hash(path)
        path.chmod(0o444)
    link = Link(
        sequence=len(earlier) + 1,
        previous_hash=earlier[-1].link_hash if earlier else FIRST_PREVIOUS,
        content_hash=_content_hash(files),
        what=entry.what,
        about=entry.about,
        year=entry.year,
        authority=entry.authority,
        # When something was submitted is a fact about the clock.
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        by=entry.by,
        source=dict(sorted(entry.source.items())),
        files=dict(sorted(files.items())),
    )
    with (aside / LINK_NAME).open("w", encoding="utf-8") as out:
        out.write(link.text)
        out.flush()
        os.fsync(out.fileno())
    (aside / LINK_NAME).chmod(0o444)
    aside.chmod(0o755)
    aside.rename(folder / f"{link.sequence:06d}")
    _sync(folder)
    with open_state(state_dir) as con:
        for kept in (*earlier, link):
            con.execute(
                "insert or ignore into chain_link values (?, ?)", (kept.sequence, kept.link_hash)
            )
    return link


def links(state_dir: Path) -> list[Link]:
    """All links, the first one first, after the whole chain has been checked.

    Raises:
        ChainFault: a file was altered, is missing or does not belong there.
    """
    folder = chain_dir(state_dir)
    if not folder.exists() and not state_path(state_dir).exists():
        return []
    found: list[Link] = []
    places = sorted(path for path in folder.glob("*") if not path.name.startswith("."))
    for place in places:
        link = _read(place)
        before = found[-1].link_hash if found else FIRST_PREVIOUS
        if link.sequence != len(found) + 1 or place.name != f"{link.sequence:06d}":
            raise ChainFault(
                f"A link of the chain is missing: number {len(found) + 1}.",
                where=str(folder),
                remedy=REMEDY,
            )
        if link.previous_hash != before:
            raise ChainFault(
                f"Link {len(found)} of the chain is not the one that link {link.sequence} follows.",
                where=str(folder / f"{len(found):06d}" / LINK_NAME),
                remedy=REMEDY,
            )
        _check_files(place, link)
        found.append(link)
    _check_recorded(state_dir, found)
    return found


def tables(state_dir: Path, link: Link) -> dict[str, pl.DataFrame]:
    """The tables of a link of the chain as it has just been checked by `links`."""
    import polars as pl

    place = chain_dir(state_dir) / f"{link.sequence:06d}"
    found = {}
    for name, digest in link.files.items():
        content = (place / name).read_bytes()
        # What is used is what was checked, even if the file changes in between.
        if hashlib.sha256(content).hexdigest() != digest:
            raise _altered(place / name, link)
        found[name.removesuffix(".parquet")] = pl.read_parquet(content)
    return found


def _read(place: Path) -> Link:
    path = place / LINK_NAME
    try:
        text = path.read_text(encoding="utf-8")
        link = Link(**json.loads(text))
    except (OSError, ValueError, TypeError) as error:
        raise ChainFault(
            f"A link of the chain cannot be read ({type(error).__name__}).",
            where=str(path),
            remedy=REMEDY,
        ) from error
    if link.text != text or link.content_hash != _content_hash(link.files):
        raise ChainFault("A link of the chain was altered.", where=str(path), remedy=REMEDY)
    return link


def _check_files(place: Path, link: Link) -> None:
    there = {path.name for path in place.iterdir()} - {LINK_NAME}
    for name in sorted(link.files.keys() - there):
        raise ChainFault(
            f"A file that was kept on {link.at[:10]} is missing.",
            where=str(place / name),
            remedy=REMEDY,
        )
    for name in sorted(there - link.files.keys()):
        raise ChainFault(
            "The file was put in later and is no part of what was kept.",
            where=str(place / name),
            remedy="Take it out, and keep it elsewhere until you know who put it there.",
        )
    for name, digest in link.files.items():
        if _file_hash(place / name) != digest:
            raise _altered(place / name, link)


def _altered(path: Path, link: Link) -> ChainFault:
    return ChainFault(
        f"The file is not what was kept on {link.at[:10]}: it was altered.",
        where=str(path),
        remedy=REMEDY,
    )


def _check_recorded(state_dir: Path, found: list[Link]) -> None:
    with open_state(state_dir) as con:
        recorded = dict(con.execute("select sequence, link_hash from chain_link").fetchall())
    # A process that died may have left its link without a record; more were never without one.
    if found and len(found) > max(recorded, default=-1) + 1:
        raise ChainFault(
            f"This state file does not know all links of the chain ({len(found)} in all): it is "
            "another one, or an older one.",
            where=str(state_path(state_dir)),
            remedy=REMEDY,
        )
    recorded.pop(0, None)
    for sequence, digest in sorted(recorded.items()):
        if sequence > len(found):
            raise ChainFault(
                f"The chain ends too early: number {sequence} is missing.",
                where=str(chain_dir(state_dir)),
                remedy=REMEDY,
            )
        if found[sequence - 1].link_hash != digest:
            raise ChainFault(
                "A link of the chain was altered.",
                where=str(chain_dir(state_dir) / f"{sequence:06d}" / LINK_NAME),
                remedy=REMEDY,
            )


def _content_hash(files: Mapping[str, str]) -> str:
    text = "".join(f"{name} {digest}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds the lock of the chain; the kernel frees it when we die."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
