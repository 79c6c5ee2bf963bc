"""Reading from a database: one process with the driver, bounded waits, and faults in sentences."""

from __future__ import annotations

import json
import os
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

import polars as pl
import pyarrow as pa

from pipelines.connectors.containers import MEGABYTE
from pipelines.connectors.database_address import POSTGRES, Address, Credentials
from pipelines.faults import Fault

BATCH_ROWS = 10_000
BATCHES_WAITING = 4  # read ahead while the last one is taken in
LETTERS_SHOWN = 300

# What the driver and the servers say, in the order in which it is looked for. A server that speaks
# another language is not understood here; then its words are shown as they are.
SIGNS: Sequence[tuple[str, str]] = (
    ("password", r"password authentication failed|Login failed for user|code: 18456|no password"),
    ("expired", r"code: 1848[678]|account is locked|password .*(expired|must be changed)"),
    ("database", r'database ".*" does not exist|Cannot open (database|server) .*requested'),
    ("not let in", r"no pg_hba\.conf entry|permission denied for database|not permitted to log in"),
    ("rights", r"permission denied|permission was denied|E42501"),
    ("encryption", r"(does not|doesn't) support (TLS|SSL)|TLS|certificate|encrypt"),
    ("too long", r"statement timeout|lock timeout|E57014|E55P03|code: 1222|Lock request time out"),
    ("changed", r"relation .* does not exist|Invalid object name|E42P01|E42703"),
    ("no reason", r"Timed out in bb8"),
    ("full", r"too many (clients|connections)|remaining connection slots|E53300"),
    (
        "dropped",
        r"connection closed|terminating connection|E57P0[123]|E08\d\d\d|kind: (Closed|Io)|"
        r"the database system is (starting|shutting)|reset by peer|Broken pipe|UnexpectedEof|"
        r"unexpected end of file|error communicating with the server|Connection refused",
    ),
)

# What a driver says besides rows: its answer is whole, it has died, nobody lets it in.
END, CLOSED, REFUSED = "end", "closed", "refused"


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds; `waits` stand between tries after a dropped connection."""

    connect: float = 15
    statement: float = 600
    waits: Sequence[float] = (2, 10, 30)


class Dropped(Exception):  # noqa: N818 - what happened to the connection
    """The connection ended in the middle."""


class Session:
    """Reads one database; use it in a `with` block, at whose end the driver's process ends.

    Args:
        address: the database.
        credentials: who reads.
        before: statements that every connection executes first.
        patience: how long is waited.
        max_mb: the most that is read in all, in millions of bytes.
        told: is called with a sentence before each new try.
    """

    def __init__(
        self,
        address: Address,
        credentials: Credentials,
        before: Sequence[str],
        patience: Patience,
        max_mb: int,
        told: Callable[[str], None],
    ) -> None:
        self._address = address
        self._credentials = credentials
        self._before = before
        self._patience = patience
        self._max_mb = max_mb
        self._left = max_mb * MEGABYTE
        self._told = told
        self._driver: _Driver | None = None
        self.drops: list[str] = []

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._end_driver()

    def read(self, query: str, what: str) -> pl.DataFrame:
        """The rows of a query; read from the start again after a dropped connection.

        Args:
            query: one SELECT.
            what: how it is called to a person, such as the name of the table.

        Raises:
            Fault: the database cannot be reached, lets nobody in, does not give the rows, or gives
                more than may be read.
        """
        for number, wait in enumerate([*self._patience.waits, None], start=1):
            try:
                return self._read_once(query, what, is_again=number > 1)
            except Dropped:
                self._end_driver()
                if wait is None:
                    raise Fault(
                        f"The connection was dropped while {what} was read, {number} times.",
                        where=self._address.words,
                        remedy="Nothing was landed. Ask whoever runs the server why it ends "
                        "connections, and ingest again.",
                    ) from None
                self.drops.append(what)
                self._told(
                    f"The connection was dropped while {what} was read; trying again in "
                    f"{wait:g} s (try {number + 1} of {len(self._patience.waits) + 1})"
                )
                time.sleep(wait)
            except BaseException:
                self._end_driver()
                raise
        raise AssertionError("the last try returns or raises")

    def _read_once(self, query: str, what: str, *, is_again: bool) -> pl.DataFrame:
        frames: list[pl.DataFrame] = []
        left = self._left
        for batch in self._batches(query, what, is_again=is_again):
            left -= batch.nbytes
            if left < 0:
                raise Fault(
                    f"The tables have more than {self._max_mb} MB, the most that is read.",
                    where=f"{self._address.words}, {what}",
                    remedy="If it is right, raise SIGHTLINE_MAX_UPLOAD_MB.",
                )
            frames.append(pl.DataFrame(batch))
        self._left = left
        return pl.concat(frames)

    def _batches(self, query: str, what: str, *, is_again: bool) -> Iterator[pa.RecordBatch]:
        if self._driver is None:
            self._knock(is_again=is_again)
            self._driver = _Driver()
        self._driver.ask(
            address=self._address.for_driver(self._credentials),
            query=query,
            before=list(self._before),
            batch_rows=BATCH_ROWS,
        )
        # The server ends a statement that takes too long; this is for one that falls silent.
        silence = self._patience.statement + self._patience.connect
        while True:
            try:
                said = self._driver.said.get(timeout=silence)
            except queue.Empty:
                raise self._fault("silent", what, "") from None
            if isinstance(said, pa.RecordBatch):
                yield said
            elif said == END:
                return
            else:
                words = self._credentials.hidden_in(self._driver.last_words())
                trouble = trouble_in(words)
                if trouble == "dropped":
                    raise Dropped
                raise self._fault(trouble, what, words)

    def _knock(self, *, is_again: bool) -> None:
        """See whether anybody listens, before the driver hides why nobody answers."""
        place = (self._address.host, self._address.port)
        try:
            socket.create_connection(place, timeout=self._patience.connect).close()
        except OSError as error:
            if is_again:
                raise Dropped from None
            raise self._nobody(error) from None

    def _nobody(self, error: OSError) -> Fault:
        host, port = self._address.host, self._address.port
        if isinstance(error, socket.gaierror | UnicodeError):
            what = f"No machine is known by the name {host}."
            remedy = "Check the name, and that this machine is in the council's network."
        elif isinstance(error, ConnectionRefusedError):
            what = f"Nobody listens on port {port} of {host}."
            remedy = "Check the port, that the server runs, and that it takes connections by TCP."
        elif isinstance(error, TimeoutError):
            what = f"{host} did not answer on port {port} within {self._patience.connect:g} s."
            remedy = "Check the address and the firewall between here and there."
        else:
            what = f"{host} cannot be reached ({error.strerror or type(error).__name__})."
            remedy = "Check the address and the network."
        return Fault(what, where=self._address.words, remedy=remedy)

    def _fault(self, trouble: str, what: str, words: str) -> Fault:
        sentence, remedy = _SENTENCES.get(trouble, _UNKNOWN)
        seconds = self._patience.statement
        shown = _bare(words) or "it gave no reason"
        return Fault(
            sentence.format(
                what=what, user=self._credentials.user, address=self._address, s=seconds, why=shown
            ),
            where=self._address.words,
            remedy=remedy.format(
                plain="?sslmode=disable" if self._address.kind == POSTGRES else "?encrypt=false",
                user=self._credentials.user,
            ),
        )

    def _end_driver(self) -> None:
        if self._driver is not None:
            self._driver.end()
            self._driver = None


_SENTENCES = {
    "password": (
        "The server does not accept the user {user} with this password.",
        "Check SIGHTLINE_DB_USER and SIGHTLINE_DB_PASSWORD. It was tried once, so that no account "
        "is locked.",
    ),
    "expired": (
        "The server does not let the user {user} in: {why}.",
        "Ask the database's administrator.",
    ),
    "database": (
        "There is no database {address.database} on this server, or {user} may not open it.",
        "Check its name, and that the login may connect to it.",
    ),
    "not let in": (
        "The server does not let the user {user} in from here: {why}.",
        "Ask the database's administrator to allow this machine, this user and this database.",
    ),
    "encryption": (
        "No encrypted connection could be made: {why}.",
        "Ask for encryption to be set up on the server. Where the network itself is trusted, "
        "{plain} at the end of the address goes without.",
    ),
    "rights": (
        "The user {user} has no right to read {what}: {why}.",
        "Ask the database's administrator to grant SELECT on it; docs/reading_a_database.md has "
        "the grants.",
    ),
    "too long": (
        "The server ended the reading of {what}, for it took longer than {s:g} s or waited for a "
        "lock.",
        "Nothing was landed. Ingest when nothing is loaded there, or raise "
        "SIGHTLINE_DB_TIMEOUT_SECONDS.",
    ),
    "silent": (
        "The server said nothing more while {what} was read, for longer than {s:g} s.",
        "Nothing was landed. Ingest again, or raise SIGHTLINE_DB_TIMEOUT_SECONDS.",
    ),
    "changed": (
        "The tables were changed while they were read: {why}.",
        "Nothing was landed. Ingest when nothing is loaded there.",
    ),
    "no reason": (
        "No connection could be made, and the driver does not say why.",
        "Most often the server's certificate is not known here: name its authority's file by "
        "?trust_server_certificate_ca=FILE at the end of the address.",
    ),
    "full": (
        "The server takes no more connections: {why}.",
        "Ingest later, or ask the database's administrator.",
    ),
}
_UNKNOWN = (
    "The server did not give {what}: {why}.",
    "Nothing was landed. Show these words to the database's administrator.",
)


def trouble_in(words: str) -> str:
    """Which kind of trouble the words of a driver or server tell of."""
    if not words:
        return "dropped"  # the driver's process died without a word
    for trouble, sign in SIGNS:
        if re.search(sign, words):
            return trouble
    return "unknown"


def _bare(words: str) -> str:
    """What the server said, without what the driver puts around it."""
    said = re.search(r'message: "((?:[^"\\]|\\.)*)"', words)
    text = said.group(1) if said else words
    text = re.sub(r"^.*?(db error: |error: )+", "", " ".join(text.split()))
    text = re.sub(r"^(FATAL|ERROR):\s*", "", text)
    return text.replace('\\"', '"')[:LETTERS_SHOWN].rstrip(". ")


class _Driver:
    """The process with the driver, and two threads that listen to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.connectors.database_driver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
        )
        self.said: queue.Queue[pa.RecordBatch | str] = queue.Queue(BATCHES_WAITING)
        self._words: list[str] = []
        self._last_line = ""
        self._is_ending = threading.Event()
        pipes = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._requests, rows, words = (pipe for pipe in pipes if pipe is not None)
        self._pipes = (self._requests, rows, words)
        self._threads = [
            threading.Thread(target=self._hear_rows, args=(rows,), daemon=True),
            threading.Thread(target=self._hear_words, args=(words,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def ask(self, **request: object) -> None:
        """Send one request; by stdin, which no list of processes shows."""
        # Where it has died already, what it said is on its way in the queue.
        with suppress(BrokenPipeError):
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()

    def last_words(self) -> str:
        """What it said of its fault; waits for its end."""
        if not self._words:
            self._threads[1].join(timeout=5)
        return " ".join(self._words) or self._last_line

    def end(self) -> None:
        """End the process and the threads, whatever they are at."""
        self._is_ending.set()
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in self._pipes:
            with suppress(BrokenPipeError):
                pipe.close()

    def _hear_rows(self, pipe: IO[bytes]) -> None:
        try:
            while True:
                answer = pa.ipc.open_stream(pipe)
                # An answer without rows has columns all the same.
                self._say(pa.RecordBatch.from_pylist([], schema=answer.schema))
                rows = 0
                for batch in answer:
                    self._say(batch)
                    rows += batch.num_rows
                if json.loads(pipe.readline() or b"{}").get("rows") != rows:
                    break
                self._say(END)
        except (pa.ArrowInvalid, OSError, ValueError):
            pass  # no stream begins or goes on where the process has ended
        self._say(CLOSED)

    def _hear_words(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            text = line.decode("utf-8", errors="replace").strip()
            if text.startswith("{"):
                self._words.append(str(json.loads(text)["fault"]))
            elif re.match(r"\[\S+ ERROR ", text):
                # The pool tells of the first refused login and is about to try again.
                self._words.append(text.split("] ", 1)[-1])
                self._say(REFUSED)
            else:
                self._last_line = text or self._last_line

    def _say(self, said: pa.RecordBatch | str) -> None:
        while not self._is_ending.is_set():
            try:
                self.said.put(said, timeout=0.2)
                return
            except queue.Full:
                continue


def _environment() -> dict[str, str]:
    """Ours without the credentials; the driver's log says what the pool meets, and no more."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SIGHTLINE_DB_", "RUST_"))}
    return kept | {"RUST_LOG": "error", "RUST_BACKTRACE": "0"}
