"""A drop that lost too much against the last good one is refused, and a person may accept it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.faults import Fault
from pipelines.landing import Drop, LandedTable, Origin, choose, drops, land
from pipelines.settings import Settings
from pipelines.shrinkage import Acceptance, Guard, Limits, Loss, guard_of, losses, refusals

NO_ALLOWANCE = Limits(rows=0)


def land_rows(
    root: Path,
    as_at: str,
    guard: Guard | None = None,
    system: str = "ssd",
    authority: str = "999",
    **rows: int,
) -> Drop:
    """A drop with so many rows in each table."""
    tables = {
        name: pl.DataFrame(
            {
                "id": [f"{as_at}-{n}" for n in range(count)],
                "_source_file": [f"{name}.csv"] * count,
                "_source_row": list(range(2, count + 2)),
            },
            schema={"id": pl.String, "_source_file": pl.String, "_source_row": pl.Int64},
        )
        for name, count in rows.items()
    }
    origin = Origin(
        authority=authority,
        system=system,
        as_at=date.fromisoformat(as_at),
        source="drop",
        tables={n: LandedTable(rows_in=c, source_files=[]) for n, c in rows.items()},
        absent_tables={},
    )
    return land(tables, origin, root, guard)[0]


@pytest.mark.parametrize(
    ("before", "now", "is_let_through"),
    [
        (100, 80, True),  # exactly 20%
        (100, 79, False),  # one row more
        (5, 4, True),
        (5, 3, False),
        (10**9, 8 * 10**8, True),
        (10**9, 8 * 10**8 - 1, False),
        (100, 100, True),
        (100, 101, True),
        (0, 0, True),
        (0, 5, True),
    ],
)
def test_a_fifth_may_be_lost_and_not_one_row_more(before, now, is_let_through):
    found = losses({"contacts": before}, {"contacts": now}, NO_ALLOWANCE)
    assert (found == {}) is is_let_through


def test_a_share_that_no_binary_number_is_holds_to_the_row():
    limits = Limits(share=Decimal("0.07"), rows=0)
    assert losses({"contacts": 100}, {"contacts": 93}, limits) == {}
    assert set(losses({"contacts": 100}, {"contacts": 92}, limits)) == {"contacts"}


@pytest.mark.parametrize(
    ("before", "now", "is_let_through"), [(20, 10, True), (20, 9, False), (11, 1, True)]
)
def test_a_small_table_may_lose_ten_rows_whatever_their_share(before, now, is_let_through):
    assert (losses({"missing": before}, {"missing": now}, Limits()) == {}) is is_let_through


@pytest.mark.parametrize("now", [{"missing": 0}, {}])
def test_a_table_that_held_a_row_and_is_empty_or_absent_is_always_a_loss(now):
    generous = Limits(share=Decimal(1), rows=100)
    assert losses({"missing": 1}, now, generous) == {
        "missing": Loss(rows_before=1, rows_now=now.get("missing"))
    }


def test_a_table_may_have_a_limit_of_its_own():
    limits = Limits(rows=0, of_table={"contacts": Decimal("0.5"), "missing": Decimal(0)})
    before = {"contacts": 100, "missing": 100, "person": 100}
    now = {"contacts": 50, "missing": 99, "person": 80}
    assert set(losses(before, now, limits)) == {"missing"}


def test_the_first_drop_of_an_authority_and_of_a_system_is_held_against_nothing(tmp_path):
    land_rows(tmp_path, "2026-04-30", person=100)
    land_rows(tmp_path, "2026-07-31", system="northgate", person=1)
    land_rows(tmp_path, "2026-07-31", authority="301", person=1)
    assert len(drops(tmp_path)) == 3
    assert refusals(tmp_path) == []


def test_a_refused_drop_leaves_the_last_good_one_in_use_and_a_record_with_its_counts(tmp_path):
    good = land_rows(tmp_path, "2026-04-30", person=100, contacts=100, missing=3)
    with pytest.raises(Fault) as told:
        land_rows(tmp_path, "2026-07-31", person=100, contacts=79)
    assert told.value.what == (
        "The drop is refused: contacts has 79 rows and had 100 (21.0% less); missing is absent and "
        f"had 3 rows. Nothing has landed, and the last good drop, {good.snapshot_id}, stays in use."
    )
    assert "--accept-shrinkage contacts --accept-shrinkage missing" in str(told.value.remedy)
    assert choose(tmp_path) == [good]
    (refusal,) = refusals(tmp_path)
    assert (refusal.as_at, refusal.compared_with) == (date(2026, 7, 31), good.snapshot_id)
    assert refusal.rows_in == {"person": 100, "contacts": 79}
    assert refusal.losses["missing"] == Loss(rows_before=3, rows_now=None)
    left = sorted(path.name for path in (tmp_path / "999" / "ssd").iterdir())
    assert left == sorted([".lock", good.snapshot_id, "refused"])


def test_the_same_refused_content_leaves_one_record(tmp_path):
    land_rows(tmp_path, "2026-04-30", person=100)
    for _ in range(2):
        with pytest.raises(Fault):
            land_rows(tmp_path, "2026-07-31", person=50)
    assert len(refusals(tmp_path)) == 1


def test_a_drop_is_held_against_the_one_before_its_day_and_not_against_later_ones(tmp_path):
    land_rows(tmp_path, "2026-01-31", person=100)
    land_rows(tmp_path, "2026-07-31", person=1000)
    land_rows(tmp_path, "2026-04-30", person=110)
    with pytest.raises(Fault, match="2026-04-30"):
        land_rows(tmp_path, "2026-05-31", person=80)


def test_a_correction_of_the_same_day_is_held_against_what_it_corrects(tmp_path):
    land_rows(tmp_path, "2026-07-31", person=100)
    with pytest.raises(Fault, match="stays in use"):
        land_rows(tmp_path, "2026-07-31", person=50)


def test_an_accepted_loss_lands_and_the_manifest_says_who_and_why(tmp_path):
    land_rows(tmp_path, "2026-04-30", person=100, contacts=100)
    accepted = Acceptance(frozenset({"contacts"}), "A. Person", "Early help moved out")
    drop = land_rows(tmp_path, "2026-07-31", Guard(accepted=accepted), person=100, contacts=10)
    loss = drop.manifest.accepted_loss
    assert loss is not None
    assert (loss.by, loss.because) == ("A. Person", "Early help moved out")
    assert loss.tables == {"contacts": Loss(rows_before=100, rows_now=10)}
    assert drops(tmp_path)[-1].manifest == drop.manifest
    # The next one is held against it.
    land_rows(tmp_path, "2026-08-31", person=100, contacts=9)


def test_what_is_accepted_for_one_table_is_not_for_another(tmp_path):
    land_rows(tmp_path, "2026-04-30", person=100, contacts=100)
    accepted = Acceptance(frozenset({"contacts"}), "A. Person", "Moved out")
    with pytest.raises(Fault, match="person has 10 rows") as told:
        land_rows(tmp_path, "2026-07-31", Guard(accepted=accepted), person=10, contacts=10)
    assert "contacts" not in told.value.what


def test_accepting_a_table_that_neither_drop_has_is_a_fault(tmp_path):
    land_rows(tmp_path, "2026-04-30", person=100)
    accepted = Acceptance(frozenset({"contact"}), "A. Person", "A slip")
    with pytest.raises(Fault, match="has a table contact"):
        land_rows(tmp_path, "2026-07-31", Guard(accepted=accepted), person=50)
    assert len(drops(tmp_path)) == 1


def test_the_content_of_the_drop_before_lands_for_a_later_day_and_says_so(tmp_path):
    def one(as_at: str) -> Drop:
        frame = pl.DataFrame({"id": ["1"], "_source_file": ["p.csv"], "_source_row": [2]})
        said = {"person": LandedTable(rows_in=1, source_files=[])}
        day = date.fromisoformat(as_at)
        return land({"person": frame}, Origin("999", "ssd", day, "drop", said, {}), tmp_path)[0]

    assert one("2026-04-30").manifest.notes == []
    (note,) = one("2026-07-31").manifest.notes
    assert "that of the drop as at 2026-04-30" in note


@pytest.mark.parametrize(
    ("tables", "by", "because"),
    [(["contacts"], None, "Why"), (["contacts"], "A", " "), (None, "A", "Why"), ([], "A", None)],
)
def test_a_loss_is_accepted_by_a_name_and_with_a_reason_or_not_at_all(tables, by, because):
    with pytest.raises(Fault, match="name of the table"):
        guard_of(Limits(), tables, by, because)


def test_the_limits_are_settings_and_a_slip_in_a_table_s_name_is_told(monkeypatch):
    monkeypatch.setenv("SIGHTLINE_MAX_SHRINKAGE", "0.1")
    monkeypatch.setenv("SIGHTLINE_MAX_SHRINKAGE_OF", '{"contact": "0.5"}')
    monkeypatch.setenv("SIGHTLINE_SHRINKAGE_ROWS", "3")
    limits = Settings().shrinkage_limits
    assert limits == Limits(Decimal("0.1"), 3, {"contact": Decimal("0.5")})
    with pytest.raises(Fault, match="contact, which is no table"):
        limits.require_known({"contacts"})
