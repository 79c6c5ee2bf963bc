"""The published DuckDB files of a run: written whole under new names, then read-only.

Who may open which is in the design's table of roles: public for everyone, aggregate without child
rows, casework and identity one file for each authority. The build file is attached read-only and
closed before this returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from pipelines.contract import load_contract
from pipelines.publish.disclosure import protect
from pipelines.publish.ingestion import ingestion_told
from pipelines.publish.lateness import LATE, recorded_late
from pipelines.state import frozen

AGGREGATE_TABLES = (
    "dim_authority",
    "dim_measure",
    "dim_period",
    "dim_team",
    "fct_measure_value",
    "fct_provider_year",
    "measure_benchmark",
    "benchmark_value",
    "ingestion_report",
    "event_history",
    "rule_run",
    "run_manifest",
)
PUBLIC_TABLES = ("dim_authority", "dim_measure", "measure_benchmark", "run_manifest")
CASEWORK_TABLES = (
    "fct_measure_row",
    "rule_issue",
    "rule_run",
    "return_file",
    "ingestion_conflict",
    "ingestion_finding",
    "ingestion_report",
    "suspected_duplicate",
    "dim_measure",
    "person_crosswalk",
    "run_manifest",
)
# What was frozen, from the state and not from the build: figures beside the aggregates, the rows
# that they are made of beside the casework.
FROZEN_FIGURES, FROZEN_ROWS = "published_measure_value", "published_measure_row"
# Beside names and return modules: what a return that is made again needs for its fix list.
IDENTITY_TABLES = ("child_holder", "return_record", "run_manifest")
# The published name on the left; the build's own name where it differs.
BUILD_NAMES = {
    "measure_benchmark": "fct_measure_benchmark",
    "person_crosswalk": "intermediate.int_person_crosswalk",
    "run_manifest": "raw.run_manifest",
    "event_history": "raw.event_history",
}
RETURNS_SCHEMA = "returns"

# The only query of the project that joins names to children; its result goes to the identity file
# and nowhere else.
CHILD_NAME_SQL = """
    select
        person.pers_person_id as child_id,
        person.pers_forename as forename,
        person.pers_surname as surname,
        person.pers_dob as date_of_birth,
        address.addr_address_postcode as postcode
    from build.intermediate.int_contract__person as person
    left join (
        select *
        from build.intermediate.int_contract__address
        qualify row_number() over (
            partition by authority, addr_person_id
            order by
                addr_address_end_date desc nulls first,
                addr_address_start_date desc,
                addr_table_id
        ) = 1
    ) as address
        on address.authority = person.authority and address.addr_person_id = person.pers_person_id
    where person.authority = ?
    order by child_id
"""


@dataclass(frozen=True)
class PublishedFiles:
    """The files of one run; paths are absolute."""

    public: Path
    aggregate: Path
    casework: Mapping[str, Path]
    identity: Mapping[str, Path]

    def all(self) -> list[Path]:
        """Every file."""
        return [self.public, self.aggregate, *self.casework.values(), *self.identity.values()]


def names(published: Path, run_id: str, authorities: list[str]) -> PublishedFiles:
    """Where the files of a run lie."""
    return PublishedFiles(
        public=published / f"public-{run_id}.duckdb",
        aggregate=published / f"aggregate-{run_id}.duckdb",
        casework={a: published / a / f"casework-{run_id}.duckdb" for a in authorities},
        identity={a: published / a / f"identity-{run_id}.duckdb" for a in authorities},
    )


def write_files(
    build: Path,
    published: Path,
    run_id: str,
    authorities: list[str],
    *,
    state_dir: Path,
    landing_dir: Path,
) -> PublishedFiles:
    """Write the public and aggregate file and, for each authority, casework and identity.

    Raises:
        ChainFault: what was frozen has been altered.
        Fault: what landing keeps of a drop cannot be read.
    """
    files = names(published, run_id, authorities)
    write_public(build, files.public)
    told = {
        **ingestion_told(build, landing_dir, authorities),
        LATE: recorded_late(build, load_contract()),
    }
    figures = frozen.published_figures(state_dir, authorities)
    write_aggregate(build, files.aggregate, figures, told)
    for authority in authorities:
        rows = frozen.published_rows(state_dir, authority)
        write_casework(build, files.casework[authority], authority, rows)
        write_identity(build, files.identity[authority], authority)
    return files


def write_public(build: Path, path: Path) -> None:
    """What everyone may see: protected figures, definitions, published comparators."""
    with _new_file(build, path) as con:
        for name in PUBLIC_TABLES:
            _copy(con, name)
        values: pl.DataFrame = con.execute("select * from build.main.fct_measure_value").pl()
        _keep(con, "measure_value", protect(values))


def write_aggregate(
    build: Path, path: Path, figures: pl.DataFrame, told: Mapping[str, pl.DataFrame]
) -> None:
    """True counts of all authorities of the run and frozen figures; no row is about one child.

    `told` are the tables about drops over time.
    """
    with _new_file(build, path) as con:
        for name in AGGREGATE_TABLES:
            _copy(con, name)
        _keep(con, FROZEN_FIGURES, figures)
        for name, frame in told.items():
            _keep(con, name, frame)


def write_casework(build: Path, path: Path, authority: str, rows: pl.DataFrame) -> None:
    """Rows about children of one authority by case-system id, frozen ones too; no names."""
    with _new_file(build, path) as con:
        for name in CASEWORK_TABLES:
            _copy(con, name, authority)
        _keep(con, FROZEN_ROWS, rows)


def write_identity(build: Path, path: Path, authority: str) -> None:
    """Names of the children of one authority and the return modules that hold their details."""
    with _new_file(build, path) as con:
        con.execute(f"create table child_name as {CHILD_NAME_SQL}", [authority])
        modules = con.execute(
            """
            select table_name from duckdb_tables()
            where database_name = 'build' and schema_name = ?
                and starts_with(table_name, 'rtn_')
            order by table_name
            """,
            [RETURNS_SCHEMA],
        ).fetchall()
        for (module,) in modules:
            con.execute(
                f'create table "{module}" as '  # noqa: S608 - the name comes from the catalogue of our own build
                f'select * from build.{RETURNS_SCHEMA}."{module}" where authority = ?',
                [authority],
            )
        for name in IDENTITY_TABLES:
            _copy(con, name, authority)


def _keep(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    con.register("given", frame)
    con.execute(f'create table "{name}" as select * from given')  # noqa: S608 - our own name
    con.unregister("given")


def _copy(con: duckdb.DuckDBPyConnection, name: str, authority: str | None = None) -> None:
    source = BUILD_NAMES.get(name, name)
    schema, _, table = source.rpartition(".")
    relation = f'build."{schema or "main"}"."{table}"'
    described = con.execute(f"describe {relation}").fetchall()
    of_authority = authority is not None and "authority" in {row[0] for row in described}
    where = "where authority = ?" if of_authority else ""
    # Names are those of this module; the authority is bound.
    con.execute(
        f'create table "{name}" as select * from {relation} {where}',  # noqa: S608
        [authority] if of_authority else [],
    )


@contextmanager
def _new_file(build: Path, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a new file with the build attached read-only.

    Afterwards the file is whole and read-only.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(path))
    try:
        con.execute(f"attach '{_quoted(build)}' as build (read_only)")
        yield con
        con.execute("detach build")
        con.execute("checkpoint")
    finally:
        con.close()
    path.chmod(0o444)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
