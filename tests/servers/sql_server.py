"""As much of SQL Server's protocol (TDS) as shows what our driver says to one and hears from it.

It is no SQL Server: it runs no query. It looks for words in a query and sends the rows, the error
or the end of the connection that a test has set for them, all as nvarchar(max).
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipelines.connectors.database_address import Address

PRELOGIN, LOGIN, REPLY = 0x12, 0x10, 0x04
NO_ENCRYPTION = 2
DROP = "drop"


@dataclass(frozen=True)
class Rows:
    """A result: names of columns, and rows of texts and nulls; it may end before its end."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    is_dropped: bool = False


@dataclass(frozen=True)
class Refused:
    """An error of the server by its number."""

    number: int
    message: str


@dataclass
class SqlServer:
    """What is answered, and what was heard."""

    port: int = 0
    login: Refused | None = None
    answers: dict[str, Rows | Refused] = field(default_factory=dict)
    logins: int = 0
    queries: list[str] = field(default_factory=list)

    @property
    def address(self) -> Address:
        """Where it listens. No person can ask for this: the driver encrypts logins at the least."""
        return Address("mssql", "127.0.0.1", self.port, "CaseData", {"encrypt": "not at all"})


@contextmanager
def sql_server() -> Iterator[SqlServer]:
    """A server of this kind on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = SqlServer(port=listening.getsockname()[1])
        threading.Thread(target=_accept, args=(listening, server), daemon=True).start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, server: SqlServer) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, server), daemon=True).start()


def _serve(connection: socket.socket, server: SqlServer) -> None:
    with connection:
        while (heard := _message(connection)) is not None:
            kind, body = heard
            if kind == PRELOGIN:
                _send(connection, _prelogin())
            elif kind == LOGIN:
                server.logins += 1
                if server.login is not None:
                    _send(connection, _error(server.login) + _done(2))
                    return
                _send(connection, _login_accepted() + _done())
            elif not _answer(connection, server, body):
                return


def _answer(connection: socket.socket, server: SqlServer, body: bytes) -> bool:
    """Send what is set for the query; False where the connection ends."""
    for words, answer in server.answers.items():
        if words.encode("utf-16-le") in body:
            server.queries.append(_text(body))
            if isinstance(answer, Refused):
                _send(connection, _error(answer) + _done(2))
                return True
            tokens = _columns(answer.columns) + b"".join(map(_row, answer.rows))
            if answer.is_dropped:
                _send(connection, tokens, is_whole=False)
                return False
            _send(connection, tokens + _done(0x10, len(answer.rows)))
            return True
    _send(connection, _columns(["nothing"]) + _done())
    return True


def _text(body: bytes) -> str:
    """The statement within a call: it begins with a word that all of ours begin with."""
    start = min(at for at in map(body.find, ("select".encode("utf-16-le"),)) if at >= 0)
    return body[start:].decode("utf-16-le", errors="replace")


def _message(connection: socket.socket) -> tuple[int, bytes] | None:
    body = b""
    while True:
        header = _exactly(connection, 8)
        if header is None:
            return None
        kind, status, length = struct.unpack(">BBH", header[:4])
        part = _exactly(connection, length - 8)
        if part is None:
            return None
        body += part
        if status & 1:
            return kind, body


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    found = b""
    while len(found) < count:
        try:
            more = connection.recv(count - len(found))
        except OSError:
            return None
        if not more:
            return None
        found += more
    return found


def _send(connection: socket.socket, tokens: bytes, *, is_whole: bool = True) -> None:
    parts = [tokens[at : at + 4000] for at in range(0, len(tokens), 4000)] or [b""]
    for number, part in enumerate(parts, start=1):
        is_last = is_whole and number == len(parts)
        header = struct.pack(">BBHHBB", REPLY, is_last, len(part) + 8, 0, number % 256, 0)
        connection.sendall(header + part)


def _prelogin() -> bytes:
    values = {0: b"\x0f\0\0\0\0\0", 1: bytes([NO_ENCRYPTION]), 2: b"\0", 3: b"", 4: b"\0"}
    heads, body = b"", b""
    for option, value in values.items():
        heads += struct.pack(">BHH", option, 5 * len(values) + 1 + len(body), len(value))
        body += value
    return heads + b"\xff" + body


def _login_accepted() -> bytes:
    body = b"\x01" + struct.pack(">I", 0x74000004) + _short("SQL Server") + b"\x0f\0\0\0"
    return b"\xad" + struct.pack("<H", len(body)) + body


def _error(refused: Refused) -> bytes:
    message = struct.pack("<H", len(refused.message)) + refused.message.encode("utf-16-le")
    body = struct.pack("<iBB", refused.number, 1, 14) + message + _short("srv") + _short("")
    body += struct.pack("<I", 1)
    return b"\xaa" + struct.pack("<H", len(body)) + body


def _done(status: int = 0, rows: int = 0) -> bytes:
    return b"\xfd" + struct.pack("<HHQ", status, 0, rows)


def _columns(names: Sequence[str]) -> bytes:
    collation = b"\x09\x04\xd0\0\x34"
    text = b"\xe7" + struct.pack("<H", 0xFFFF) + collation
    one = [struct.pack("<IH", 0, 9) + text + _short(name) for name in names]
    return b"\x81" + struct.pack("<H", len(names)) + b"".join(one)


def _row(cells: Sequence[str | None]) -> bytes:
    return b"\xd1" + b"".join(map(_cell, cells))


def _cell(value: str | None) -> bytes:
    if value is None:
        return struct.pack("<Q", 0xFFFFFFFFFFFFFFFF)
    text = value.encode("utf-16-le")
    chunk = struct.pack("<I", len(text)) + text if text else b""
    return struct.pack("<Q", 0xFFFFFFFFFFFFFFFE) + chunk + struct.pack("<I", 0)


def _short(text: str) -> bytes:
    return struct.pack("<B", len(text)) + text.encode("utf-16-le")
