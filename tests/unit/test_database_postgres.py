"""A real Postgres is read as files are read, and every fault of it is a sentence."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from pydantic import SecretStr

from pipelines.connectors import database, ssd
from pipelines.connectors.database import DatabaseSource
from pipelines.connectors.database_address import Credentials, parsed
from pipelines.connectors.database_session import BATCH_ROWS, Patience
from pipelines.connectors.report import IngestResult
from pipelines.connectors.ssd import Found
from pipelines.contract import load_contract
from pipelines.faults import Fault
from pipelines.landing import SOURCE_FILE, SOURCE_ROW, content_hash
from pipelines.sample.writer import write_sample
from tests.servers.postgres import Postgres, postgres

AS_AT = date(2026, 7, 31)
USER = "sightline_reader"
# Everything that an address would have to spell otherwise.
PASSWORD = "s3cr/et p@ss:w%rd#?&é"
SCHEMA = "ssd_development"
COLUMN_TYPES = {
    "date": "date",
    "timestamp": "timestamp",
    "integer": "integer",
    "flag": "char(1)",
    "decimal": "numeric",
}
QUICK = Patience(connect=5, statement=20, waits=(0.05, 0.05))


class Told:
    """A reporter that keeps what it was told."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def stage(self, words: str, steps: int = 0) -> None:
        self.words.append(words)

    def advance(self, words: str = "") -> None:
        self.words.append(words)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        running.execute(f"create role {USER} login password '{PASSWORD}';")
        yield running


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drop without recording faults, for a typed column would not take "about 900"."""
    out = tmp_path_factory.mktemp("sample")
    write_sample(out, children=40, years=2, seed=2026, fault_rate=0)
    return out / "999" / AS_AT.isoformat()


@pytest.fixture(scope="module")
def sample(server: Postgres, files: Path) -> str:
    """The address of a database that holds the drop, columns by their types."""
    contract = load_contract()
    tables = {table.ssd_name or f"ssd_{name}": table for name, table in contract.tables.items()}
    statements = [f"create schema {SCHEMA};", f"grant usage on schema {SCHEMA} to {USER};"]
    for path in sorted(files.glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            headers = next(csv.reader(file))
        known = tables[path.stem].columns
        kinds = [COLUMN_TYPES.get(known[h].type, "text") if h in known else "text" for h in headers]
        columns = ", ".join(f"{h} {kind}" for h, kind in zip(headers, kinds, strict=True))
        statements.append(f"create table {SCHEMA}.{path.stem} ({columns});")
        statements.append(f"\\copy {SCHEMA}.{path.stem} from '{path}' with (format csv, header)")
    server.execute("create database sample;")
    server.execute(
        *statements,
        f"grant select on all tables in schema {SCHEMA} to {USER};",
        database="sample",
    )
    return server.address("sample")


@pytest.fixture
def empty(server: Postgres) -> Iterator[str]:
    """The name of a database of its own, for one test."""
    name = "for_one_test"
    server.execute(f"create database {name};")
    yield name
    server.execute(f"drop database {name} with (force);")


def source_of(
    address: str,
    *,
    password: str = PASSWORD,
    schema: str | None = None,
    tables: Sequence[str] | None = None,
    patience: Patience = QUICK,
    told: Told | None = None,
) -> DatabaseSource:
    return DatabaseSource(
        parsed(address),
        Credentials(USER, SecretStr(password)),
        told or Told(),
        schema=schema,
        tables=tables,
        patience=patience,
    )


def pull(address: str, landing: Path, *, max_mb: int = 50, **how: object) -> IngestResult:
    """All of it: read, landed and reported."""
    source = source_of(address, **how)  # type: ignore[arg-type]
    return database.ingest(source, as_at=AS_AT, authority="999", landing_dir=landing, max_mb=max_mb)


def found_in(address: str, **how: object) -> Found:
    """What would land; a report takes longer than all else."""
    return database.read(source_of(address, **how), load_contract(), 50)[0]  # type: ignore[arg-type]


def refusal(address: str, tmp_path: Path, **how: object) -> str:
    """The sentence of a refused pull; nothing may have landed, and nothing shows the password."""
    with pytest.raises(Fault) as fault:
        pull(address, tmp_path / "landing", **how)  # type: ignore[arg-type]
    assert not (tmp_path / "landing").exists()
    assert fault.value.remedy, "a fault that a person meets says what to do"
    assert PASSWORD not in "".join(map(str, (fault.value.sentence(), fault.value.__context__)))
    return fault.value.sentence()


def person(database_name: str, server: Postgres, columns: str = "", values: str = "") -> None:
    """A table of one person that the reader may read."""
    server.execute(
        f"create table public.ssd_person (pers_person_id text{columns});",
        f"insert into public.ssd_person values ('1'{values});",
        f"grant select on public.ssd_person to {USER};",
        database=database_name,
    )


# ---- what lands ----


def test_the_sample_lands_as_from_its_files_but_for_order_and_empty_cells(
    sample, server, files, tmp_path
):
    from_database = pull(sample, tmp_path / "database")
    alike = {}
    for name, table in ssd.read(files, load_contract(), 50).tables.items():
        # The two differences: a file has an order of its own, and cells that are empty, not null.
        cells = table.drop(SOURCE_FILE, SOURCE_ROW).with_columns(pl.all().replace("", None))
        key = [k for k in load_contract().tables[name].key if k in cells.columns]
        alike[name] = cells.sort([*key, *(c for c in sorted(cells.columns) if c not in key)])
    assert from_database.drop.content_hash == content_hash(alike)

    rows_in = {t.table_name: t.rows_in for t in from_database.report if not t.is_absent}
    assert rows_in == {name: alike[name].height for name in rows_in}
    assert not any(t.rows_quarantined or t.failed_casts for t in from_database.report)

    manifest = from_database.drop.manifest
    assert manifest.source == f"{sample}, schema {SCHEMA}"
    assert [s.name for s in manifest.tables["person"].source_files] == [f"{SCHEMA}.ssd_person"]
    assert manifest.tables["person"].headers["pers_dob"] == "pers_dob"
    assert USER not in manifest.model_dump_json()

    turn_the_rows(server)
    again = pull(sample, tmp_path / "database")
    assert again.was_already_there
    assert again.drop.snapshot_id == from_database.drop.snapshot_id


def turn_the_rows(server: Postgres) -> None:
    """The same rows in another order."""
    server.execute(
        f"create table {SCHEMA}.turned as select * from {SCHEMA}.ssd_contacts "
        "order by cont_contact_id desc;",
        f"truncate {SCHEMA}.ssd_contacts;",
        f"insert into {SCHEMA}.ssd_contacts select * from {SCHEMA}.turned;",
        f"drop table {SCHEMA}.turned;",
        database="sample",
    )


def test_only_the_tables_asked_for_are_read(sample):
    found = found_in(sample, schema=SCHEMA.upper(), tables=["person", "SSD_Contacts"])
    assert set(found.tables) == {"person", "contacts"}
    assert found.tables["person"][SOURCE_ROW].to_list()[:3] == [1, 2, 3]


def test_every_type_lands_as_text_of_one_form(server, empty):
    cells = {
        "whole": ("bigint", "9007199254740993", "9007199254740993"),
        "exact": ("numeric", "12345678901234567890.500", "12345678901234567890.500"),
        "cents": ("numeric(10,2)", "1234.5", "1234.50"),
        "float": ("double precision", "1e-7", "0.0000001"),
        "large": ("double precision", "1e21", "1000000000000000000000"),
        "small": ("real", "0.1", "0.1"),
        "round": ("double precision", "5", "5"),
        "pounds": ("money", "'1234.50'", "1234.50"),
        "day": ("date", "'2026-07-01'", "2026-07-01"),
        "moment": ("timestamp", "'2026-07-01 09:30:00'", "2026-07-01T09:30:00"),
        "finer": ("timestamp", "'2026-07-01 09:30:00.25'", "2026-07-01T09:30:00.25"),
        "summer": ("timestamptz", "'2026-07-01 08:30:00+00'", "2026-07-01T09:30:00"),
        "clock": ("time", "'09:30'", "09:30:00"),
        "yes": ("boolean", "true", "Y"),
        "no": ("boolean", "false", "N"),
        "padded": ("char(5)", "'Y'", "Y"),
        "empty": ("text", "''", ""),
        "lines": ("text", "E'a \"b\",\\nc'", 'a "b",\nc'),
        "list": ("text[]", "array['1A','2B']", '["1A","2B"]'),
        "object": ("jsonb", "'{\"a\": 1}'", '{"a": 1}'),
        "guid": (
            "uuid",
            "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        ),
        "bytes": ("bytea", "'\\xdead'", "dead"),
        "nothing": ("date", "null", None),
        "nought": ("boolean", "null", None),
        "forever": ("date", "'infinity'", "infinity"),
    }
    columns = "".join(f', "{name}" {kind}' for name, (kind, _, _) in cells.items())
    person(empty, server, columns, "".join(f", {given}" for _, given, _ in cells.values()))
    table = found_in(server.address(empty)).tables["person"]
    assert set(table.dtypes) == {pl.String, pl.Int64}
    assert table.select(list(cells)).row(0, named=True) == {
        name: expected for name, (_, _, expected) in cells.items()
    }


def test_a_table_of_several_chunks_lands_whole_and_in_order(server, empty):
    rows = 2 * BATCH_ROWS + 7
    server.execute(
        "create table public.person as select g::text as pers_person_id "
        f"from generate_series({rows}, 1, -1) as g;",
        f"grant select on public.person to {USER};",
        database=empty,
    )
    table = found_in(server.address(empty)).tables["person"]
    assert table["pers_person_id"].to_list() == sorted(str(n) for n in range(1, rows + 1))


def test_odd_names_are_read_and_a_table_without_rows_lands_with_its_columns(server, empty):
    server.execute(
        'create schema "The ""SSD""";',
        f'grant usage on schema "The ""SSD""" to {USER};',
        'create view "The ""SSD"""."##SSD_Person" as select 7 as "Pers Person ID", 3 as "a""b";',
        'create table "The ""SSD""".contacts (cont_contact_id text, cont_person_id text);',
        f'grant select on all tables in schema "The ""SSD""" to {USER};',
        database=empty,
    )
    found = found_in(server.address(empty))
    assert found.tables["person"].row(0)[:2] == ("7", "3")
    assert found.manifests["person"].extra_columns == ['a"b']
    assert found.tables["contacts"].height == 0
    assert list(found.manifests["contacts"].headers) == ["cont_contact_id", "cont_person_id"]


def test_a_column_without_a_grant_is_left_out_and_told(server, empty):
    person(empty, server, ", pers_surname text, pers_sex text", ", 'Secret', 'F'")
    server.execute(
        f"revoke select on public.ssd_person from {USER};",
        f"grant select (pers_person_id, pers_sex) on public.ssd_person to {USER};",
        database=empty,
    )
    found = found_in(server.address(empty))
    assert found.tables["person"]["pers_sex"].to_list() == ["F"]
    assert "pers_surname" in found.manifests["person"].missing_columns
    assert any("pers_surname" in note for note in found.notes)


def test_the_transaction_is_read_only_and_its_time_is_bounded(server, empty):
    server.execute(
        "create view public.person as select '1' as pers_person_id, "
        "current_setting('transaction_read_only') as read_only, "
        "current_setting('statement_timeout') as at_most;",
        f"grant select on public.person to {USER};",
        database=empty,
    )
    table = found_in(server.address(empty)).tables["person"]
    assert table.select("read_only", "at_most").row(0) == ("on", "20s")


def test_a_table_that_would_write_while_it_is_read_is_refused(server, empty, tmp_path):
    server.execute(
        "create table public.seen (n int);",
        "create function public.note() returns text language sql volatile as "
        "$$ insert into public.seen values (1) returning '1'; $$;",
        "create view public.person as select public.note() as pers_person_id;",
        f"grant select, insert on all tables in schema public to {USER};",
        database=empty,
    )
    assert "read-only transaction" in refusal(server.address(empty), tmp_path)
    assert server.execute("select count(*) from public.seen;", database=empty) == "0"


# ---- nobody to read from ----


def test_a_port_that_nobody_listens_on_is_told(tmp_path):
    said = refusal("postgresql://127.0.0.1:1/db", tmp_path)
    assert said.startswith("postgresql://127.0.0.1:1/db: Nobody listens on port 1 of 127.0.0.1.")


def test_a_host_that_nobody_knows_is_told(tmp_path):
    assert "No machine is known by the name" in refusal("postgresql://db.invalid/db", tmp_path)


def test_a_server_that_never_answers_is_not_waited_for_longer_than_said(tmp_path):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        said = refusal(
            f"postgresql://127.0.0.1:{silent.getsockname()[1]}/db",
            tmp_path,
            patience=Patience(connect=0.5, statement=0.5, waits=()),
        )
    assert "said nothing" in said
    assert time.monotonic() - began < 5


def test_a_machine_that_cannot_be_reached_is_told_within_the_time(tmp_path, monkeypatch):
    import socket

    def no_answer(place: object, timeout: float) -> None:
        assert timeout == QUICK.connect
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", no_answer)
    said = refusal("postgresql://10.255.255.1/db", tmp_path)
    assert "10.255.255.1 did not answer on port 5432 within 5 s." in said


# ---- not let in, or not to this ----


def test_a_wrong_password_is_tried_once_and_told_at_once(server, sample, tmp_path):
    before = server.log.read_text().count("password authentication failed")
    began = time.monotonic()
    said = refusal(sample, tmp_path, password="wrong-secret")
    assert "does not accept the user sightline_reader with this password" in said
    assert "wrong-secret" not in said
    time.sleep(1.2)  # the driver's pool would have tried again twice by now
    assert server.log.read_text().count("password authentication failed") == before + 1
    assert time.monotonic() - began < 8


def test_a_database_that_is_not_there_is_told(server, tmp_path):
    assert "There is no database nowhere" in refusal(server.address("nowhere"), tmp_path)


def test_a_schema_that_is_not_there_is_told_with_those_that_are(sample, tmp_path):
    said = refusal(sample, tmp_path, schema="ssd")
    assert "There is no schema ssd" in said
    assert SCHEMA in said


def test_a_database_without_a_table_of_the_dataset_is_told_with_what_is_there(
    server, empty, tmp_path
):
    assert "This login sees: nothing." in refusal(server.address(empty), tmp_path)
    server.execute("create table public.invoices (n int);", database=empty)
    said = refusal(server.address(empty), tmp_path)
    assert "no table of the Standard Safeguarding Dataset" in said
    assert "public.invoices" in said


def test_a_table_without_a_grant_is_named(server, empty, tmp_path):
    person(empty, server)
    server.execute("create table public.ssd_contacts (cont_contact_id text);", database=empty)
    said = refusal(server.address(empty), tmp_path)
    assert "no right to read public.ssd_contacts" in said
    assert "grant SELECT" in said
    assert set(found_in(server.address(empty), tables=["person"]).tables) == {"person"}


def test_a_view_whose_tables_its_owner_may_not_read_is_named(server, empty, tmp_path):
    server.execute(
        "create table public.hidden (id text);",
        "create view public.ssd_person with (security_invoker) as "
        "select id as pers_person_id from public.hidden;",
        f"grant select on public.ssd_person to {USER};",
        database=empty,
    )
    said = refusal(server.address(empty), tmp_path)
    assert "no right to read public.ssd_person: permission denied for table hidden" in said


def test_tables_in_two_schemas_or_with_one_meaning_are_not_chosen_between(server, empty, tmp_path):
    person(empty, server)
    server.execute(
        "create schema old;",
        f"grant usage on schema old to {USER};",
        "create table old.ssd_person (pers_person_id text);",
        "create view public.person as select * from public.ssd_person;",
        f"grant select on old.ssd_person, public.person to {USER};",
        database=empty,
    )
    assert "stand in 2 schemas (old, public)" in refusal(server.address(empty), tmp_path)
    said = refusal(server.address(empty), tmp_path, schema="public")
    assert "public.person and public.ssd_person both mean the table person" in said
    chosen = found_in(server.address(empty), schema="public", tables=["ssd_person"])
    assert chosen.manifests["person"].source_files[0].name == "public.ssd_person"


def test_a_table_that_was_asked_for_and_is_not_there_is_told(sample, tmp_path):
    assert "There is no table workers" in refusal(sample, tmp_path, tables=["person", "workers"])
    assert "ssd_person is missing" in refusal(sample, tmp_path, tables=["contacts"])


def test_a_server_without_encryption_is_refused_where_it_is_asked_for(sample, tmp_path):
    said = refusal(f"{sample}?sslmode=require", tmp_path)
    assert "No encrypted connection could be made" in said
    assert "?sslmode=disable" in said


# ---- it ends in the middle ----


def test_a_table_that_takes_too_long_is_ended_by_the_server(server, empty, tmp_path):
    server.execute(
        "create view public.person as select pg_sleep(30)::text as pers_person_id;",
        f"grant select on public.person to {USER};",
        database=empty,
    )
    began = time.monotonic()
    said = refusal(server.address(empty), tmp_path, patience=Patience(5, 0.5, ()))
    assert "took longer than 0.5 s" in said
    assert time.monotonic() - began < 5


def test_a_table_that_is_too_large_is_refused_while_it_is_read(server, empty, tmp_path):
    server.execute(
        "create view public.person as select repeat(g::text, 50) as pers_person_id "
        "from generate_series(1, 40000) as g;",
        f"grant select on public.person to {USER};",
        database=empty,
    )
    assert "more than 1 MB" in refusal(server.address(empty), tmp_path, max_mb=1)


def test_a_backend_that_is_always_killed_half_way_lands_nothing_and_is_told(
    server, empty, tmp_path
):
    person(empty, server)
    server.execute(
        "create view public.ssd_contacts as select g::text as cont_contact_id, "
        f"case when g > {BATCH_ROWS} then pg_terminate_backend(pg_backend_pid())::text end as x "
        f"from generate_series(1, {3 * BATCH_ROWS}) as g;",
        f"grant select on public.ssd_contacts to {USER};",
        database=empty,
    )
    told = Told()
    said = refusal(server.address(empty), tmp_path, told=told)
    assert "dropped while public.ssd_contacts was read, 3 times" in said
    tries = [words for words in told.words if "trying again" in words]
    assert [words.split("again in ")[1] for words in tries] == [
        "0.05 s (try 2 of 3)",
        "0.05 s (try 3 of 3)",
    ]


def test_a_backend_that_is_killed_once_is_read_again_from_the_start_of_the_table(server, empty):
    person(empty, server)
    rows = 400
    server.execute(
        "create view public.ssd_contacts as select g::text as cont_contact_id, "
        f"'1' as cont_person_id, pg_sleep(0.002)::text as x from generate_series(1, {rows}) as g;",
        f"grant select on public.ssd_contacts to {USER};",
        database=empty,
    )
    killer = threading.Thread(target=kill_reader_once, args=(server, "ssd_contacts"))
    killer.start()
    found = found_in(server.address(empty))
    killer.join()
    assert found.tables["contacts"].height == rows
    assert any("dropped and the table read again" in note for note in found.notes)


def kill_reader_once(server: Postgres, table: str) -> None:
    for _ in range(200):
        killed = server.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            f"where usename = '{USER}' and state = 'active' and query ilike 'copy%{table}%';"
        )
        if killed != "0":
            return
        time.sleep(0.01)


# ---- the command ----


def command(
    arguments: Sequence[str], data: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "ingest", "ssd", *arguments],
        env=os.environ | {"SIGHTLINE_DATA_DIR": str(data)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def everything_written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_command_reads_a_database_and_the_password_is_nowhere(
    sample, server, files, tmp_path, project_root
):
    seen: list[bytes] = []
    watching = threading.Event()
    watcher = threading.Thread(target=watch_processes, args=(seen, watching))
    watcher.start()
    done = command(
        [sample, "--as-at", AS_AT.isoformat(), "--authority", "999", "--schema", SCHEMA],
        tmp_path,
        SIGHTLINE_DB_USER=USER,
        SIGHTLINE_DB_PASSWORD=PASSWORD,
        RUST_LOG="trace",
    )
    watching.set()
    watcher.join()
    assert done.returncode == 0, done.stderr
    given = len(list(files.glob("*.csv")))
    assert f"Reading {given} tables from postgresql://" in done.stderr
    assert "contacts" in done.stdout
    assert any(b"database_driver" in words for words in seen), "the driver's process was seen"
    everywhere = [done.stdout.encode(), done.stderr.encode(), everything_written(tmp_path), *seen]
    everywhere.append(server.log.read_bytes())
    assert not any(PASSWORD.encode() in words for words in everywhere)


def watch_processes(seen: list[bytes], ended: threading.Event) -> None:
    """What a list of processes shows, and the environment of the driver's process."""
    while not ended.is_set():
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes()
                if b"database_driver" in line:
                    seen.append(line + (folder / "environ").read_bytes())
                elif b"pipelines.cli" in line:
                    seen.append(line)
            except OSError:
                continue  # it has ended
        ended.wait(0.05)


def test_a_wrong_password_is_a_sentence_of_the_command_and_shown_nowhere(sample, tmp_path):
    done = command(
        [sample, "--as-at", AS_AT.isoformat()],
        tmp_path,
        SIGHTLINE_DB_USER=USER,
        SIGHTLINE_DB_PASSWORD="wrong-secret",
    )
    assert done.returncode == 2
    assert "SIGHTLINE_DB_PASSWORD. It was tried once" in done.stderr
    assert "Traceback" not in done.stderr
    assert "wrong-secret" not in done.stdout + done.stderr
    assert b"wrong-secret" not in everything_written(tmp_path)
