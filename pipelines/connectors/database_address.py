"""The address of a database as a person gives it, and as the driver needs it.

The address names the place. Who reads there, and with which password, comes from the environment
alone: what stands in a command line is in the shell's history and in every list of processes.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from pydantic import SecretStr

from pipelines.faults import Fault

POSTGRES, SQL_SERVER = "postgresql", "mssql"
SCHEMES = {"postgresql": POSTGRES, "postgres": POSTGRES, "mssql": SQL_SERVER}
PORTS = {POSTGRES: 5432, SQL_SERVER: 1433}
EXAMPLES = {
    POSTGRES: "postgresql://host/database",
    SQL_SERVER: "mssql://host:1433/database",
}
# What may stand behind the question mark, and the words that each may hold; None is a file.
OPTIONS: Mapping[str, Mapping[str, tuple[str, ...] | None]] = {
    POSTGRES: {
        "sslmode": ("disable", "prefer", "require"),
        "sslrootcert": None,
        "sslcert": None,
        "sslkey": None,
    },
    SQL_SERVER: {
        "encrypt": ("true", "false"),
        "trust_server_certificate": ("true", "false"),
        "trust_server_certificate_ca": None,
    },
}


def is_database(source: str) -> bool:
    """Whether a source is the address of a database, not the path of a file."""
    scheme, found, _ = source.partition("://")
    return bool(found) and scheme.lower() in SCHEMES


@dataclass(frozen=True)
class Credentials:
    """Who reads. The password is shown by no repr."""

    user: str
    password: SecretStr

    def hidden_in(self, text: str) -> str:
        """The text without the password, as it is or as it stands in an address."""
        secret = self.password.get_secret_value()
        for form in sorted({secret, quote(secret, safe=""), quote(secret)}, key=len, reverse=True):
            text = text.replace(form, "***") if form else text
        return text


def credentials_of(user: str | None, password: SecretStr | None) -> Credentials:
    """Who reads, from the settings.

    Raises:
        Fault: one of the two is not set.
    """
    given = {
        "SIGHTLINE_DB_USER": user,
        "SIGHTLINE_DB_PASSWORD": password.get_secret_value() if password else None,
    }
    lacking = [name for name, value in given.items() if not value]
    if not user or password is None or lacking:
        raise Fault(
            f"Nobody says who reads the database: {' and '.join(lacking)} is not set.",
            where="the environment",
            remedy="Set both; they are read from the environment and nowhere else.",
        )
    return Credentials(user, password)


@dataclass(frozen=True)
class Address:
    """A database: its kind, host, port and name, and how the way there is guarded."""

    kind: str
    host: str
    port: int
    database: str
    options: Mapping[str, str]

    @property
    def words(self) -> str:
        """The address for people and manifests; nobody's name is in it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.kind}://{host}:{self.port}/{self.database}"

    @property
    def is_encrypted(self) -> bool:
        """Whether the connection is refused where it cannot be encrypted."""
        if self.kind == POSTGRES:
            return self.options["sslmode"] == "require"
        return self.options["encrypt"] == "true"

    def for_driver(self, credentials: Credentials) -> str:
        """The address with who reads; it goes to the driver and nowhere else."""
        secret = quote(credentials.password.get_secret_value(), safe="")
        who = f"{quote(credentials.user, safe='')}:{secret}"
        place = f"{quote(self.host, safe='[]:') if ':' not in self.host else f'[{self.host}]'}"
        name = quote(self.database, safe="")
        return f"{self.kind}://{who}@{place}:{self.port}/{name}?{urlencode(dict(self.options))}"


def parsed(source: str) -> Address:
    """The address in a text.

    Raises:
        Fault: it holds a user or password, an option that is not known, or lacks host or database.
            No fault repeats the text, for a password may stand anywhere in it.
    """
    scheme, _, rest = source.partition("://")
    kind = SCHEMES[scheme.lower()]
    remedy = f"Give it as {EXAMPLES[kind]}."
    if "@" in rest or _names_a_person(rest.partition("?")[2]):
        raise Fault(
            "The address of the database names a user or a password.",
            remedy="Set SIGHTLINE_DB_USER and SIGHTLINE_DB_PASSWORD, and leave both out of the "
            "address. If it was a password, change it: a command line is seen by others.",
        )
    try:
        parts = urlsplit(f"{kind}://{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Fault(
            "The address of the database cannot be read.",
            remedy=f"{remedy} A port is a number up to 65535.",
        ) from None
    if host and "\\" in unquote(host):
        raise Fault(
            "The address names an instance of SQL Server.",
            remedy="Give the port that the instance listens on: mssql://host:port/database.",
        )
    database = unquote(parts.path).strip("/")
    if not host or not database or "/" in database:
        lacking = "host" if not host else "database"
        raise Fault(f"The address names no {lacking}, or more than one.", remedy=remedy)
    options = _options(kind, parts.query, is_here=_is_this_machine(host))
    return Address(kind, unquote(host), port or PORTS[kind], database, options)


def _names_a_person(query: str) -> bool:
    given = {name.lower() for name, _ in parse_qsl(query, keep_blank_values=True)}
    return bool(given & {"user", "username", "uid", "password", "passwd", "pwd"})


def _options(kind: str, query: str, *, is_here: bool) -> dict[str, str]:
    """What was chosen, and for the rest the safe choice: away from this machine, encrypted."""
    known = OPTIONS[kind]
    if kind == POSTGRES:
        options = {"sslmode": "prefer" if is_here else "require"}
    else:
        # Left out, the driver would send the login in a form that anybody can read.
        options = {"encrypt": "true"}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in known:
            raise Fault(
                "The address has an option that is not known.",
                remedy=f"Known: {', '.join(known)}.",
            )
        words = known[name]
        if words is not None and value not in words:
            raise Fault(f"The option {name} can be {', '.join(words)}.", remedy="Choose one.")
        if words is None and not Path(value).is_file():
            raise Fault(
                f"The file that the option {name} names is not there.", remedy="Check its path."
            )
        options[name] = value
    return options


def _is_this_machine(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
