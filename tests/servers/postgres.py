"""A real Postgres for the tests, from the programs of the wheel pgserver.

The wheel's own starter is not used: it opens no port, and changes the rights of folders above it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

OWNER = "postgres"
OWNER_PASSWORD = "owner-of-the-test-server"


@dataclass(frozen=True)
class Postgres:
    """A running server on this machine."""

    programs: Path
    port: int
    log: Path

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://127.0.0.1:{self.port}/{database}"

    def execute(self, *statements: str, database: str = "postgres") -> str:
        """What psql prints for statements of the owner, cells apart by |."""
        done = subprocess.run(
            [
                self.programs / "psql",
                *("-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port)),
                *("-U", OWNER, "-d", database),
            ],
            input="\n".join(statements),
            env=os.environ | {"PGPASSWORD": OWNER_PASSWORD},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server with nothing in it; it and its files are gone at the end."""
    with TemporaryDirectory(prefix="sightline-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        programs, person = _programs(folder)
        cluster, port, log = folder / "cluster", _free_port(), folder / "log"
        cluster.mkdir()
        if person:
            os.chown(cluster, person["user"], person["group"])
        secret = folder / "password"
        secret.write_text(OWNER_PASSWORD)
        subprocess.run(
            [
                programs / "initdb",
                *("-D", cluster, "-U", OWNER, "-A", "scram-sha-256", "-E", "UTF8"),
                *("--locale=C", "--no-sync", f"--pwfile={secret}"),
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            **person,
        )
        with log.open("wb") as out:
            server = subprocess.Popen(
                [
                    programs / "postgres",
                    *("-D", cluster, "-h", "127.0.0.1", "-p", str(port), "-k", "", "-F"),
                    *("-c", "log_connections=on"),
                ],
                stdout=out,
                stderr=out,
                cwd=folder,
                **person,
            )
        try:
            _wait(server, port, log)
            yield Postgres(programs, port, log)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)


def _programs(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Where the programs are, and as whom they run: Postgres refuses to run as root."""
    found = find_spec("pgserver")
    assert found is not None and found.origin is not None
    wheel = Path(found.origin).parent
    if os.geteuid() != 0:
        return wheel / "pginstall/bin", {}
    # Another user may have no way into the folder of the clone. The libraries stand beside.
    for name in ("pgserver/pginstall", "pgserver.libs"):
        shutil.copytree(wheel.parent / name, folder / name, symlinks=True)
    nobody = pwd.getpwnam("nobody")
    run_as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / "pgserver/pginstall/bin", run_as


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(400):
        assert server.poll() is None, log.read_text()
        if b"ready to accept connections" in log.read_bytes():
            return
        time.sleep(0.02)
    raise AssertionError(log.read_text())


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
