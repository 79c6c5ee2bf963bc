"""What SQL Server is asked, how its values read, and how its refusals are told.

There is no SQL Server here. Addresses and queries are looked at as they are; the rest is played by
a server that speaks its protocol and runs nothing, with a catalogue as SQL Server gives it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from pydantic import SecretStr

from pipelines.connectors import database
from pipelines.connectors.database import DatabaseSource
from pipelines.connectors.database_address import Credentials, credentials_of, is_database, parsed
from pipelines.connectors.database_session import Patience, trouble_in
from pipelines.connectors.database_sql import Column, Relation, as_text, select
from pipelines.connectors.report import IngestResult
from pipelines.contract import load_contract
from pipelines.faults import Fault
from tests.servers.sql_server import Refused, Rows, SqlServer, sql_server

PASSWORD = "s3cr/et p@ss:w%rd#?&é"
CATALOGUE = "sys.objects"
COLUMNS = ("table_schema", "table_name", "column_name", "type_name", "is_readable")
# Columns and types as the dataset's script for SQL Server makes them.
RECORDED = [
    ("ssd_development", "ssd_person", "pers_person_id", "nvarchar", "Y"),
    ("ssd_development", "ssd_person", "pers_forename", "nvarchar", "Y"),
    ("ssd_development", "ssd_person", "pers_dob", "datetime", "Y"),
    ("ssd_development", "ssd_person", "pers_is_mother", "nchar", "Y"),
    ("ssd_development", "ssd_person", "pers_send_flag", "bit", "Y"),
    ("ssd_development", "ssd_contacts", "cont_contact_id", "nvarchar", "Y"),
    ("ssd_development", "ssd_contacts", "cont_person_id", "nvarchar", "Y"),
    ("ssd_development", "ssd_contacts", "cont_contact_date", "datetime2", "Y"),
    ("ssd_development", "ssd_contacts", "hours", "float", "Y"),
    ("ssd_development", "ssd_contacts", "place", "geography", "Y"),
    ("dbo", "invoices", "amount", "money", "Y"),
]


class Told:
    def stage(self, words: str, steps: int = 0) -> None: ...

    def advance(self, words: str = "") -> None: ...


@pytest.fixture
def server() -> Iterator[SqlServer]:
    with sql_server() as running:
        running.answers = {
            CATALOGUE: Rows(COLUMNS, RECORDED),
            "[ssd_person]": Rows(
                ["c0", "c1", "c2", "c3", "c4"],
                [
                    ("2", "Zoë", "2016-03-02T00:00:00", "N", None),
                    ("1", None, "2015-02-01T09:30:00.123", "Y", "Y"),
                ],
            ),
            "[ssd_contacts]": Rows(
                ["c0", "c1", "c2", "c3"],
                [
                    ("9", "1", "2026-07-01T09:30:00.0000000", "1.0000000000000001e-001"),
                    ("10", "2", "2026-07-01T09:30:00.2500000", "2.0000000000000000e+020"),
                ],
            ),
        }
        yield running


def source_of(server: SqlServer) -> DatabaseSource:
    return DatabaseSource(
        server.address,
        Credentials("reader", SecretStr(PASSWORD)),
        Told(),
        patience=Patience(connect=5, statement=10, waits=(0.05,)),
    )


def pull(server: SqlServer, landing: Path) -> IngestResult:
    """All of it: read, landed and reported."""
    return database.ingest(
        source_of(server),
        as_at=date(2026, 7, 31),
        authority="999",
        landing_dir=landing,
        max_mb=10,
    )


def refusal(server: SqlServer, tmp_path: Path) -> str:
    with pytest.raises(Fault) as fault:
        pull(server, tmp_path / "landing")
    assert not (tmp_path / "landing").exists()
    assert fault.value.remedy
    assert PASSWORD not in fault.value.sentence()
    return fault.value.sentence()


# ---- the address ----


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("postgresql://db.council.local/cases", "postgresql://db.council.local:5432/cases"),
        ("Postgres://db:5433/Case%20Data", "postgresql://db:5433/Case Data"),
        ("mssql://sql01/HDM_Local", "mssql://sql01:1433/HDM_Local"),
        ("mssql://[::1]:14330/HDM", "mssql://[::1]:14330/HDM"),
    ],
)
def test_an_address_names_kind_host_port_and_database(given, words):
    assert is_database(given)
    assert parsed(given).words == words


@pytest.mark.parametrize(
    "source", ["data/sample/999", "/srv/postgresql/drop.zip", "C:/drops", "https://host/data.csv"]
)
def test_a_path_is_no_address(source):
    assert not is_database(source)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://reader:hunter2@host/db",
        "postgresql://reader@host/db",
        "postgresql://reader:hun/ter2@host/db",
        "postgresql://reader:hun#hunter2@host/db",
        "mssql://host/db?user=reader&password=hunter2",
        "mssql://host/db?PWD=hunter2",
    ],
)
def test_a_user_or_password_in_the_address_is_refused_and_not_repeated(address):
    with pytest.raises(Fault) as fault:
        parsed(address)
    assert "SIGHTLINE_DB_PASSWORD" in fault.value.sentence()
    assert "hunter2" not in fault.value.sentence()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://host", "no database"),
        ("postgresql:///cases", "no host"),
        ("postgresql://host:70000/cases", "cannot be read"),
        ("mssql://sql01%5CSOCIALCARE/HDM", "an instance"),
        ("mssql://host/db?integrated=yes", "an option that is not known"),
        ("postgresql://host/db?sslmode=verify-full", "sslmode can be"),
        ("postgresql://host/db?sslrootcert=/no/such/file", "is not there"),
    ],
)
def test_an_address_that_cannot_be_used_is_told(address, words):
    with pytest.raises(Fault) as fault:
        parsed(address)
    assert words in fault.value.sentence()
    assert fault.value.remedy


def test_a_connection_to_another_machine_is_encrypted_unless_somebody_says_otherwise():
    assert parsed("postgresql://db.council.local/cases").is_encrypted
    assert parsed("mssql://sql01/cases").is_encrypted
    assert not parsed("postgresql://db.council.local/cases?sslmode=disable").is_encrypted
    assert not parsed("mssql://sql01/cases?encrypt=false").is_encrypted


@pytest.mark.parametrize(("user", "password"), [(None, None), ("reader", None), ("", "x")])
def test_without_user_or_password_in_the_environment_nothing_is_read(user, password):
    with pytest.raises(Fault, match="Nobody says who reads"):
        credentials_of(user, SecretStr(password) if password else None)


def test_the_password_is_in_no_repr_and_taken_out_of_any_text():
    credentials = Credentials("reader", SecretStr(PASSWORD))
    address = parsed("mssql://sql01/cases").for_driver(credentials)
    assert PASSWORD not in repr(credentials)
    assert credentials.hidden_in(f"cannot open {address}") == (
        "cannot open mssql://reader:***@sql01:1433/cases?encrypt=true"
    )


# ---- what is asked ----


@pytest.mark.parametrize(
    ("type_name", "expression"),
    [
        ("nvarchar", "convert(nvarchar(max), [c])"),
        ("ntext", "convert(nvarchar(max), [c])"),
        ("int", "convert(nvarchar(max), [c])"),
        ("decimal", "convert(nvarchar(max), [c])"),
        ("nchar", "rtrim(convert(nvarchar(max), [c]))"),
        ("bit", "case [c] when 1 then N'Y' when 0 then N'N' end"),
        ("money", "convert(nvarchar(40), [c], 2)"),
        ("float", "convert(nvarchar(40), [c], 3)"),
        ("date", "convert(nvarchar(10), [c], 23)"),
        ("datetime", "convert(nvarchar(33), [c], 126)"),
        ("datetime2", "convert(nvarchar(33), [c], 126)"),
        ("datetimeoffset", "convert(nvarchar(33), convert(datetime2(7), [c]), 126)"),
        ("uniqueidentifier", "convert(nvarchar(36), [c])"),
        ("rowversion of the catalogue's timestamp", "convert(nvarchar(max), [c])"),
        ("geography", None),
    ],
)
def test_the_server_makes_text_of_every_type(type_name, expression):
    assert as_text("mssql", Column("c", type_name, True)) == expression


def test_names_are_quoted_whatever_stands_in_them():
    columns = [Column("odd]name", "int", True)]
    query = select("mssql", Relation("a]b", "person", columns), columns)
    assert query == "select convert(nvarchar(max), [odd]]name]) as c0 from [a]]b].[person]"


def test_nothing_but_selects_is_sent(server):
    database.read(source_of(server), load_contract(), 10)
    assert {query.split()[0] for query in server.queries} == {"select"}
    assert not any("invoices" in query for query in server.queries)


# ---- what lands ----


def test_a_recorded_schema_lands_as_text_of_one_form(server, tmp_path):
    result = pull(server, tmp_path)
    person = pl.read_parquet(result.drop.path / "person.parquet")
    assert person.select(
        "pers_person_id", "pers_forename", "pers_dob", "pers_send_flag"
    ).rows() == [
        ("1", None, "2015-02-01T09:30:00.123", "Y"),
        ("2", "Zoë", "2016-03-02T00:00:00", None),
    ]
    contacts = pl.read_parquet(result.drop.path / "contacts.parquet")
    assert contacts.select("cont_contact_id", "cont_contact_date", "hours").rows() == [
        ("10", "2026-07-01T09:30:00.25", "200000000000000000000"),
        ("9", "2026-07-01T09:30:00", "0.1"),
    ]
    assert any("ssd_contacts: not read" in note for note in result.drop.manifest.notes)
    loaded = {table.table_name: table.rows_loaded for table in result.report}
    assert (loaded["person"], loaded["contacts"]) == (2, 2)


# ---- refusals ----


def test_a_login_that_failed_is_tried_once_and_told_at_once(server, tmp_path):
    server.login = Refused(18456, "Login failed for user 'reader'.")
    began = time.monotonic()
    assert "does not accept the user reader with this password" in refusal(server, tmp_path)
    time.sleep(1.2)  # the driver's pool would have tried again twice by now
    assert server.logins == 1
    assert time.monotonic() - began < 8


def test_a_database_that_cannot_be_opened_is_told(server, tmp_path):
    server.login = Refused(
        4060, 'Cannot open database "CaseData" requested by the login. The login failed.'
    )
    assert "There is no database CaseData on this server" in refusal(server, tmp_path)


def test_a_table_without_a_grant_is_named(server, tmp_path):
    server.answers["[ssd_contacts]"] = Refused(
        229, "The SELECT permission was denied on the object 'ssd_contacts', database 'CaseData'."
    )
    assert "no right to read ssd_development.ssd_contacts" in refusal(server, tmp_path)


def test_a_login_that_sees_no_table_is_told_what_to_grant(server, tmp_path):
    server.answers[CATALOGUE] = Rows(COLUMNS, [])
    assert "granted SELECT on the ssd_ tables" in refusal(server, tmp_path)


def test_a_connection_that_drops_half_way_lands_nothing(server, tmp_path):
    whole = server.answers["[ssd_contacts]"]
    assert isinstance(whole, Rows)
    server.answers["[ssd_contacts]"] = Rows(whole.columns, whole.rows, is_dropped=True)
    assert "dropped while ssd_development.ssd_contacts was read, 2 times" in refusal(
        server, tmp_path
    )


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        ("Login failed for user 'reader'. code=18456", "password"),
        ("The login is from an untrusted domain; account is locked", "expired"),
        (
            'Cannot open database "x" requested by the login. The login failed. code=4060',
            "database",
        ),
        ("(code: 229) The SELECT permission was denied on the object 'x'", "rights"),
        ("Lock request time out period exceeded. (code: 1222, state: 51)", "too long"),
        ("Invalid object name 'ssd_development.ssd_person'. (code: 208)", "changed"),
        ("Timed out in bb8", "no reason"),
        ("An error occured during TLS: certificate verify failed", "encryption"),
        ("An error occured during I/O: Connection reset by peer (os error 104)", "dropped"),
        ("", "dropped"),
        ("something new", "unknown"),
    ],
)
def test_words_of_the_driver_are_understood(words, trouble):
    assert trouble_in(words) == trouble
