"""Returns of earlier years, in any number and order, and the lists of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from returns import ReturnFault, newest, validate_path

YEAR = "2025-26"


def folder_of(root: Path, name: str, *starts: str, postcode: str = "ZB1 1AA") -> Path:
    folder = root / name
    folder.mkdir()
    header = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,"
    rows = [f"A,{day},S,C2,N1,U4,PR1,,,,ZB1 1AA,{postcode},SC1" for day in starts]
    (folder / "episodes.csv").write_text("\n".join([f"{header}PL_POST,URN", *rows]))
    return folder


def test_of_several_earlier_years_the_newest_counts_in_whatever_order(tmp_path: Path) -> None:
    old = folder_of(tmp_path, "old", "01/02/2023", "nonsense")
    new = folder_of(tmp_path, "new", "01/05/2023", "01/02/2024")
    for given in ([old, new], [new, old]):
        found = newest("ssda903", given, year=YEAR)
        assert (found.path, found.left_aside) == (new, (old,))
    assert newest("ssda903", [old], year=YEAR).left_aside == ()


def test_an_earlier_year_may_be_one_that_has_no_specification(tmp_path: Path) -> None:
    last = folder_of(tmp_path, "last", "01/02/2022")
    this = folder_of(tmp_path, "this", "01/05/2022")
    result = validate_path("ssda903", this, year="2022-23", previous=[last, str(last)])
    reasons = set(result.runs["reason"].drop_nulls())
    assert not any("the year before" in reason for reason in reasons)


def test_an_earlier_year_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    this = folder_of(tmp_path, "this", "01/05/2025")
    with pytest.raises(ReturnFault, match="absent"):
        validate_path("ssda903", this, year=YEAR, previous=[this, tmp_path / "absent"])


def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> str:
    monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(tmp_path / "data"))
    words = ["validate", *map(str, arguments), "--year", YEAR, "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, words)
    return f"{done.output} {done.exception or ''}"


def test_the_command_says_which_earlier_year_it_compared_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    this = folder_of(tmp_path, "this", "01/05/2025")
    old, new = folder_of(tmp_path, "old", "01/02/2023"), folder_of(tmp_path, "new", "01/02/2025")
    said = run(tmp_path, monkeypatch, "ssda903", this, "--previous", old, "--previous", new)
    assert f"Compared with {new}." in said
    assert f"Older, and no rule looks so far back: {old}." in said


def test_the_command_takes_the_lists_of_postcodes_and_providers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    this = folder_of(tmp_path, "this", "01/05/2025", postcode="ZB1 1AB")
    postcodes = tmp_path / "postcodes.csv"
    postcodes.write_text(
        "POSTCODE,LA_CODE,EASTING,NORTHING\nZB1 1AA,301,400000,300000\nZB1 1AB,302,400000,340000\n"
    )
    providers = tmp_path / "providers.csv"
    providers.write_text(
        "URN,Placement code,Placement provider code,Postcode\nSC2,U4,PR1,ZB1 1AA\n"
    )
    run(
        tmp_path, monkeypatch, "ssda903", this, "--authority", "301",
        "--postcodes", postcodes, "--providers", providers,
    )  # fmt: skip
    runs = (tmp_path / "out" / "runs.csv").read_text()
    assert "1008,error,failed,1" in runs
    assert "postcodes was not given" not in runs
    assert "providers was not given" not in runs


def test_the_census_looks_into_no_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "census.xml"
    path.write_text("<Message><Children><Child/></Children></Message>")
    said = run(tmp_path, monkeypatch, "cin", path, "--postcodes", "package")
    assert "no list of postcodes" in said
