"""The invented lists of postcodes and providers fit the placements of the sample."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.sample import write_sample

AS_AT = "2026-07-31"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("registers")
    write_sample(out, children=700, years=4, seed=7, authorities=["998"], fault_rate=0)
    return out / "998"


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False)


def placements(folder: Path) -> pl.DataFrame:
    rows = read(folder / AS_AT / "ssd_cla_placement.csv")
    return rows.rename(lambda name: name.removeprefix("clap_cla_placement_"))


def test_every_postcode_of_a_home_or_placement_is_in_the_list_once(folder: Path) -> None:
    known = read(folder / "postcodes.csv")["POSTCODE"]
    assert known.is_unique().all()
    homes = read(folder / AS_AT / "ssd_address.csv")["addr_address_postcode"]
    used = pl.concat([homes, placements(folder)["postcode"].drop_nulls()])
    assert used.is_in(known.implode()).all()


def test_distances_by_the_list_are_those_of_the_placements(folder: Path) -> None:
    where = read(folder / "postcodes.csv").select(
        "POSTCODE", east=pl.col("EASTING").cast(pl.Float64), north=pl.col("NORTHING").cast(float)
    )
    address = read(folder / AS_AT / "ssd_address.csv")
    rows = placements(folder).filter(
        pl.col("distance").is_not_null() & ~pl.col("type").str.starts_with("T")
    )
    # Families that never moved have one home to measure from.
    only = address.filter(~pl.col("addr_person_id").is_duplicated())
    rows = rows.join(only, left_on="clap_person_id", right_on="addr_person_id")
    rows = rows.join(where, left_on="postcode", right_on="POSTCODE")
    rows = rows.join(where, left_on="addr_address_postcode", right_on="POSTCODE", suffix="_home")
    assert rows.height > 20
    metres = (
        (pl.col("east") - pl.col("east_home")).pow(2)
        + (pl.col("north") - pl.col("north_home")).pow(2)
    ).sqrt()
    apart = (metres / 1609.3 - pl.col("distance").cast(pl.Float64)).abs()
    assert rows.filter(apart > 0.06).is_empty()


def test_placements_with_an_ofsted_number_are_of_a_provider_of_that_kind_at_its_address(
    folder: Path,
) -> None:
    providers = read(folder / "providers.csv")
    assert providers["URN"].is_unique().all()
    rows = placements(folder).filter(pl.col("urn").is_not_null())
    joined = rows.join(providers, left_on="urn", right_on="URN", how="left")
    of_kind = pl.col("PLACE_CODES").str.split(",").list.contains(pl.col("type"))
    # R5 is in the secure homes of the public bodies, which Ofsted does not register.
    assert joined.filter(~of_kind.fill_null(False)).is_empty()
    assert joined.filter(pl.col("provider") != pl.col("PROVIDER_CODES")).is_empty()
    settled = joined.filter(
        pl.col("type").is_in(["K1", "K2", "K3", "R3", "S1"]) & pl.col("postcode").is_not_null()
    )
    assert settled.height > 20
    assert settled.filter(pl.col("postcode") != pl.col("POSTCODE")).is_empty()


def test_own_provision_lies_in_the_authority_and_elsewhere_has_another_code(folder: Path) -> None:
    providers = read(folder / "providers.csv")
    own = pl.col("PROVIDER_CODES") == "PR1"
    assert set(providers.filter(own)["LA_CODE_INFERRED"]) == {"998"}
    assert set(read(folder / "postcodes.csv")["LA_CODE"]) > {"998"}
