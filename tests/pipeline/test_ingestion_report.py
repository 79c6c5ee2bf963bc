"""The report of a drop: kept beside it, printed, and published with those of earlier drops."""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
import yaml
from rich.console import Console

from pipelines.connectors.kept_report import REPORT_NAME, kept_report
from pipelines.connectors.report import (
    IngestResult,
    TableReport,
    load_codes,
    print_report,
    run_models,
)
from pipelines.connectors.ssd import ingest
from pipelines.connectors.systems import ingest as ingest_system
from pipelines.contract import Contract, load_contract
from pipelines.faults import Fault
from pipelines.finding_kinds import KINDS
from pipelines.landing import Drop, Manifest, drops
from pipelines.publish.ingestion import (
    COUNTS,
    HISTORY,
    KINDS_TABLE,
    NOT_PRODUCED,
    REFUSALS,
    ingestion_told,
)
from pipelines.settings import PROJECT_ROOT
from pipelines.shrinkage import Acceptance, Guard
from pipelines.warehouse import load_raw

PERSONS = "pers_person_id,pers_sex,pers_ethnicity\n" + "".join(
    f"{number},M,WBRI\n" for number in range(1, 31)
)
CONTACTS = (
    "cont_contact_id,cont_person_id,cont_contact_date\n"
    "1,1,2026-01-05\n"
    "1,1,2026-01-05\n"  # the same again
    "2,2,31/02/2026\n"  # no such day
    "3,3,\n"
    "4,4,2026-02-01\n"
    "4,4,2026-02-02\n"  # the same key
    "5,99,2026-03-01\n"  # nobody
)


def written(folder: Path, **tables: str) -> Path:
    folder.mkdir(parents=True)
    for name, text in tables.items():
        (folder / f"ssd_{name}.csv").write_text(text, encoding="utf-8")
    return folder


def small() -> Contract:
    """Two tables of the contract: models of all of them cost seconds for each drop."""
    whole = load_contract()
    kept = {name: whole.tables[name].model_dump() for name in ("person", "contacts")}
    for column in kept["contacts"]["columns"].values():
        if not (column["references"] or "person.").startswith("person."):
            column["references"] = None
    lists = {name: c.model_dump() for name, c in whole.code_lists.items()}
    return Contract.model_validate({"code_lists": lists, "tables": kept})


def taken(root: Path, as_at: str, guard: Guard | None = None, **tables: str) -> IngestResult:
    """A drop of the tables, ingested."""
    place = root / "given" / f"{as_at}-{len(tables)}"
    return ingest(
        place if place.exists() else written(place, **tables),
        as_at=date.fromisoformat(as_at),
        authority="999",
        landing_dir=root / "landing",
        max_mb=10,
        contract=small(),
        guard=guard,
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two drops, the second without contacts and accepted so, and one that was refused."""
    folder = tmp_path_factory.mktemp("told")
    person = PERSONS.replace("2,M,WBRI", "2,M,Any other white", 1)
    taken(folder, "2026-04-30", person=person, contacts=CONTACTS)
    with pytest.raises(Fault, match="contacts is absent and had 7 rows"):
        taken(folder, "2026-05-31", person=PERSONS)
    accepted = Acceptance(frozenset({"contacts"}), "A. Person", "Kept elsewhere now")
    taken(folder, "2026-06-30", Guard(accepted=accepted), person=PERSONS)
    return folder


def printed(result: IngestResult, width: int = 80) -> str:
    text = io.StringIO()
    print_report(Console(file=text, width=width), result)
    return text.getvalue()


def test_the_report_that_is_kept_has_the_counts_and_no_text_of_a_cell(root):
    drop = drops(root / "landing")[0]
    report = kept_report(drop)
    (contacts,) = [table for table in report.tables if table.table_name == "contacts"]
    assert (contacts.rows_in, contacts.rows_loaded) == (7, 3)
    assert (contacts.rows_quarantined, contacts.duplicates_collapsed) == (3, 1)
    assert (contacts.conflicts, contacts.failed_casts, contacts.orphans) == (1, 1, 1)
    assert (contacts.earliest_on, contacts.latest_on) == (date(2026, 1, 5), date(2026, 3, 1))
    reasons = {(count.column_name, count.finding): count.reason for count in report.findings}
    assert reasons["cont_contact_date", "failed_cast"] is None
    assert ("cont_contact_date", "quarantined") in reasons
    text = (drop.path / REPORT_NAME).read_text(encoding="utf-8")
    assert "Any other white" not in text
    assert "31/02/2026" not in text
    assert '"99"' not in text


def test_every_finding_names_file_row_and_remedy_and_its_column_where_one_is_at_fault(root):
    contract = small()
    with duckdb.connect() as con:
        load_raw(con, contract, drops(root / "landing")[:1])
        load_codes(con, contract)
        run_models(con, contract)
        found = con.execute("select * from ingestion_finding").pl()
    assert set(found["finding"]) == {
        "quarantined", "conflict", "duplicate", "failed_cast", "unmapped_code", "orphan",
    }  # fmt: skip
    for row in found.iter_rows(named=True):
        assert row["source_file"]
        assert row["source_row"] > 1
        assert row["remedy"] == KINDS[row["finding"]].remedy
        assert (row["column_name"] is None) == (row["finding"] in ("conflict", "duplicate"))


def test_the_kinds_of_finding_are_those_that_the_warehouse_accepts():
    path = PROJECT_ROOT / "dbt_project/models/marts/quality/ingestion_finding.yml"
    (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    (column,) = [column for column in model["columns"] if column["name"] == "finding"]
    (test,) = column["data_tests"]
    assert set(test["accepted_values"]["arguments"]["values"]) == set(KINDS)
    assert all(all(asdict(kind).values()) for kind in KINDS.values())


def test_a_drop_is_printed_with_its_account_its_remedies_and_what_cannot_be_produced(root):
    said = printed(taken(root, "2026-03-31", person=PERSONS, contacts=CONTACTS), width=200)
    assert "contacts  7" in " ".join(said.split()).replace("contacts 7", "contacts  7")
    assert "In = Loaded + Aside + Repeat" in said
    assert "contacts.cont_contact_date: value that cannot be read: '31/02/2026', in ssd_" in said
    assert "contacts.cont_contact_date: row set aside: cont_contact_date is empty, in ssd_" in said
    assert "Row set aside: Fill or correct the column" in said
    assert "From this drop alone: 1 of 23 measures." in said
    assert "placement__weekly_cost: no rows of placement_cost" in said


@pytest.mark.parametrize("width", [60, 80, 117, 118, 140])
def test_no_count_of_the_printed_account_is_cut_short_on_a_narrow_terminal(width):
    large = TableReport(
        "cla_previous_permanence", "", False, *[1_234_567] * 9, None, None, (), (), None
    )
    drop = Drop(
        Path(), Manifest.model_construct(authority="999", system="ssd", snapshot_id="s", tables={})
    )
    said = printed(IngestResult(drop, False, [large], []), width=width)
    assert "…" not in said
    assert said.count("1,234,567") == 2 * 8
    assert said.count("cla_previous_permanence") == 1


def test_an_accepted_loss_is_printed_with_who_and_why(root):
    drop = drops(root / "landing")[-1]
    said = " ".join(printed(IngestResult(drop, False, [], [])).split())
    assert "contacts is absent and had 7 rows. Accepted by A. Person: Kept elsewhere now" in said


def test_the_same_content_again_is_skipped_in_words_and_only_a_missing_report_is_made(root):
    drop = drops(root / "landing")[-1]
    before = drop.path.stat().st_mtime_ns
    again = taken(root, "2026-06-30", person=PERSONS)
    assert again.was_already_there
    assert drop.path.stat().st_mtime_ns == before
    assert "has the same content and was there already; nothing was written" in " ".join(
        printed(again, width=300).split()
    )
    kept = (drop.path / REPORT_NAME).read_text(encoding="utf-8")
    (drop.path / REPORT_NAME).unlink()
    place = root / "given" / "2026-06-30-1"
    again = ingest_system(
        "ssd", place, as_at=drop.as_at, authority="999", landing_dir=root / "landing", max_mb=10
    )
    assert again.was_already_there
    assert kept_report(drop) is not None
    (drop.path / REPORT_NAME).write_text(kept, encoding="utf-8")


@pytest.fixture(scope="module")
def told(root: Path) -> dict[str, pl.DataFrame]:
    """What is published where the run is of the newest drop alone."""
    build = root / "build.duckdb"
    contract = small()
    with duckdb.connect(str(build)) as con:
        load_raw(con, contract, drops(root / "landing")[-1:])
        load_codes(con, contract)
        run_models(con, contract)
    return dict(ingestion_told(build, root / "landing", ["999"]))


def test_drops_over_time_are_told_with_their_counts_and_which_of_them_is_in_use(told):
    history = told[HISTORY].filter(pl.col("table_name") == "contacts").sort("as_at")
    first, *_, last = history.iter_rows(named=True)
    assert (first["is_in_use"], first["rows_in"], first["rows_loaded"]) == (False, 7, 3)
    assert (last["is_in_use"], last["is_absent"], last["rows_in"]) == (True, True, 0)
    assert last["accepted_by"] == "A. Person"
    assert last["accepted_tables"] == "contacts is absent and had 7 rows"
    account = told[HISTORY].filter(
        pl.col("rows_in")
        != pl.sum_horizontal(
            "rows_loaded", "rows_quarantined", "duplicates_collapsed", "rows_superseded"
        )
    )
    assert account.is_empty()


def test_findings_are_told_by_kind_and_name_neither_a_row_nor_what_was_typed(told):
    counts = told[COUNTS]
    assert counts.filter(pl.col("finding") == "unmapped_code")["times"].sum() >= 1
    assert not {"raw_text", "person_id", "source_row", "source_file"} & set(counts.columns)
    assert not any(
        "Any other white" in str(cell) or "31/02/2026" in str(cell)
        for row in counts.iter_rows()
        for cell in row
    )
    assert set(told[KINDS_TABLE]["finding"]) == set(KINDS)


def test_refusals_and_what_cannot_be_produced_are_told(told):
    (refused,) = told[REFUSALS].iter_rows(named=True)
    assert (refused["as_at"], refused["table_name"]) == (date(2026, 5, 31), "contacts")
    assert (refused["rows_before"], refused["rows_now"]) == (7, None)
    assert refused["has_landed_since"] is False
    lacking = told[NOT_PRODUCED]
    assert lacking.filter(pl.col("kind") == "measure").height == 23
    assert "no rows of contacts" in lacking["why"].to_list()


def test_a_drop_that_was_never_counted_shows_its_rows_in_and_says_so(root, told):
    first = drops(root / "landing")[0]
    kept = (first.path / REPORT_NAME).read_text(encoding="utf-8")
    (first.path / REPORT_NAME).unlink()
    again = ingestion_told(root / "build.duckdb", root / "landing", ["999"])[HISTORY]
    (first.path / REPORT_NAME).write_text(kept, encoding="utf-8")
    row = again.filter(
        (pl.col("snapshot_id") == first.snapshot_id) & (pl.col("table_name") == "contacts")
    ).row(0, named=True)
    assert (row["is_counted"], row["rows_in"], row["rows_loaded"]) == (False, 7, None)
