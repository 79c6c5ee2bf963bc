"""Fetches a data file of explore-education-statistics by its address, for whom it is reachable.

The department's API gives a data set whole at `/data-sets/<id>/csv`, packed with gzip. Sightline
needs no network: a file that was downloaded by hand is as good.
"""

from __future__ import annotations

import gzip
import tempfile
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import unquote, urlsplit

from pipelines.connectors.containers import MEGABYTE
from pipelines.faults import Fault

SCHEMES = ("http", "https")
SECONDS = 60
CHUNK = 1 << 20


def is_address(text: str) -> bool:
    """Whether a text is an address on the web and no path."""
    return urlsplit(text).scheme in SCHEMES


@contextmanager
def fetched(address: str, max_mb: int) -> Iterator[Path]:
    """The file at an address, in a folder that is gone afterwards.

    Raises:
        Fault: nobody answers, the answer is no file, or it is larger than may be.
    """
    name = unquote(PurePosixPath(urlsplit(address).path).name) or "data"
    with tempfile.TemporaryDirectory() as folder:
        # The API's addresses end in /csv, and a file's kind is told by its suffix.
        path = Path(folder) / (name if PurePosixPath(name).suffix else f"{name}.csv")
        try:
            _download(address, path, max_mb)
        except urllib.error.HTTPError as error:
            raise Fault(
                f"The server answered {error.code} {error.reason}.",
                where=address,
                remedy=_what_to_do(error),
            ) from error
        except (OSError, HTTPException, zlib.error, EOFError) as error:
            reason = getattr(error, "reason", None) or error
            raise Fault(
                f"This address gave no file ({reason}).",
                where=address,
                remedy="Check it, or download the file by hand and give its path.",
            ) from error
        yield path


def _what_to_do(error: urllib.error.HTTPError) -> str:
    if error.code == 429:
        wait = error.headers.get("Retry-After", "some")
        return f"Too much was asked of it: try again in {wait} seconds."
    return "Check the address, or download the file by hand and give its path."


def _download(address: str, path: Path, max_mb: int) -> None:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - http and https alone
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
        packed = answer.headers.get("Content-Encoding", "").lower() == "gzip"
        with path.open("wb") as file:
            read = gzip.GzipFile(fileobj=answer).read if packed else answer.read
            _copy(read, file, address, max_mb)


def _copy(read: Callable[[int], bytes], file: IO[bytes], address: str, max_mb: int) -> None:
    left = max_mb * MEGABYTE
    while chunk := read(CHUNK):
        left -= len(chunk)
        if left < 0:
            raise Fault(
                f"This file is larger than {max_mb} MB.",
                where=address,
                remedy="If it is right, raise SIGHTLINE_MAX_UPLOAD_MB.",
            )
        file.write(chunk)
