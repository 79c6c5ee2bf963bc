"""Published figures as they are downloaded: what is kept, and every trap of the real files."""

from __future__ import annotations

import csv
import gzip
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.benchmarks.fetch import fetched, is_address
from pipelines.benchmarks.loading import keep, kept_files, kept_hashes
from pipelines.benchmarks.tidy import tidy
from pipelines.contract import load_contract
from pipelines.faults import Fault
from pipelines.warehouse import load_raw

ENGLAND = {"geographic_level": "National", "country_code": "E92000001"}
LONDON = {"geographic_level": "Regional", "region_code": "E12000007", "region_name": "London"}
INNER = {"geographic_level": "Regional", "region_code": "E13000001", "region_name": "Inner London"}


def council(code: str, name: str = "A Council", gss: str = "E06000001") -> dict[str, str]:
    return {
        "geographic_level": "Local authority",
        "old_la_code": code,
        "la_name": name,
        "new_la_code": gss,
        "region_name": "North East",
    }


def referrals(area: dict[str, str], percent: str, period: str = "2026") -> dict[str, str]:
    """A row of the file on referrals."""
    return area | {
        "time_period": period,
        "time_identifier": "Reporting year",
        "referral_count": "1000",
        "rereferral_count": "226",
        "rereferral_percent": percent,
        "no_further_action_count": "65",
        "no_further_action_percent": "6.5",
    }


def content(*rows: dict[str, str], first: str = "") -> str:
    """A data file with the columns of its rows, in alphabetical order."""
    always = ["time_period", "geographic_level", "country_code", "region_code", "old_la_code"]
    headers = sorted({*always, *(name for row in rows for name in row)})
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headers, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return first + text.getvalue()


def given(folder: Path, text: str, name: str = "c1.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def kept(folder: Path, path: Path, **options: object) -> pl.DataFrame:
    keep(path, folder / "kept", max_mb=10, **options)  # type: ignore[arg-type]
    return pl.concat(pl.read_parquet(file) for file in kept_files(folder / "kept"))


def rereferrals(frame: pl.DataFrame) -> dict[tuple[str, str], tuple[str | None, str]]:
    rows = frame.filter(pl.col("indicator_id") == "rereferral_pct")
    wanted = rows.select("year", "area_code", "value", "status_code").rows()
    return {(year, area): (value, status) for year, area, value, status in wanted}


def test_every_series_of_ours_in_a_file_is_kept_with_its_counts(tmp_path: Path) -> None:
    found = kept(tmp_path, given(tmp_path, content(referrals(council("301"), "22.6"))))
    columns = ["indicator_id", "year", "value", "numerator", "denominator", "status_code"]
    assert sorted(found.select(columns).rows()) == [
        ("referral_nfa_pct", "2025-26", "6.5", "65", "1000", "ok"),
        ("rereferral_pct", "2025-26", "22.6", "226", "1000", "ok"),
    ]


def test_parts_of_london_are_a_level_of_their_own(tmp_path: Path) -> None:
    rows = [referrals(LONDON, "19.4"), referrals(INNER, "18.0")]
    found = kept(tmp_path, given(tmp_path, content(*rows)))
    levels = found.filter(pl.col("indicator_id") == "rereferral_pct").select("area_code", "level")
    assert dict(levels.rows()) == {"E12000007": "region", "E13000001": "subregion"}


def test_the_figure_of_england_is_the_published_one_and_no_sum_of_councils(tmp_path: Path) -> None:
    rows = [referrals(council("301"), "20.0"), referrals(ENGLAND, "22.6")]
    rows[1]["referral_count"] = "1010"
    found = kept(tmp_path, given(tmp_path, content(*rows)))
    england = found.filter(level="england", indicator_id="rereferral_pct")
    assert england.select("value", "denominator").rows() == [("22.6", "1010")]


def test_councils_published_together_each_have_the_figure_and_neither_has_the_counts(
    tmp_path: Path,
) -> None:
    row = council("314 / 318", "Kingston upon Thames / Richmond upon Thames") | {
        "time_period": "2025",
        "time_identifier": "Reporting year",
        "caseload_fte": "13.9",
        "cases": "1679",
        "case_holders_fte": "120.7",
    }
    found = kept(tmp_path, given(tmp_path, content(row)))
    assert found.select(
        "area_code", "value", "status_basis", "numerator", "denominator"
    ).rows() == [
        ("314", "13.9", "joint", None, None),
        ("318", "13.9", "joint", None, None),
    ]


def test_a_workforce_census_is_in_the_financial_year_of_its_30_september(tmp_path: Path) -> None:
    row = ENGLAND | {
        "time_period": "2025",
        "caseload_fte": "15.2",
        "cases": "1",
        "case_holders_fte": "1",
    }
    assert kept(tmp_path, given(tmp_path, content(row)))["year"].to_list() == ["2025-26"]


def test_a_council_is_known_by_its_three_digits_whatever_its_nine_character_code(
    tmp_path: Path,
) -> None:
    rows = [
        referrals(council("370", "Barnsley", "E08000016"), "20.0", "2024"),
        referrals(council("370", "Barnsley", "E08000038"), "21.0", "2025"),
    ]
    assert rereferrals(kept(tmp_path, given(tmp_path, content(*rows)))) == {
        ("2023-24", "370"): ("20.0", "ok"),
        ("2024-25", "370"): ("21.0", "ok"),
    }


@pytest.mark.parametrize("code", ["c", "z", "x", "k", "u", "low"])
def test_a_code_is_kept_as_a_code_and_is_no_figure(code: str, tmp_path: Path) -> None:
    found = kept(tmp_path, given(tmp_path, content(referrals(council("909", "Cumbria"), code))))
    assert rereferrals(found) == {("2025-26", "909"): (None, code)}


def test_blanks_around_cells_and_a_byte_order_mark_are_nothing(tmp_path: Path) -> None:
    row = referrals(council("342 ", "St. Helens "), " 22.6 ")
    found = kept(tmp_path, given(tmp_path, content(row, first="\ufeff")))
    assert rereferrals(found) == {("2025-26", "342"): ("22.6", "ok")}


def test_the_final_version_of_a_year_counts_before_the_revised_one() -> None:
    rows = [
        {**council("301"), "time_period": "202324", "version": "Revised", "score": "40"},
        {**council("301"), "time_period": "202324", "version": "Final", "score": "41"},
        {**council("301"), "time_period": "202425", "version": "Revised", "score": "42"},
    ]
    table = pl.DataFrame(rows, infer_schema_length=None).with_columns(
        country_code=pl.lit(""), region_code=pl.lit("")
    )
    assert tidy("ks4.csv", table, "score", {}).select("reporting_year", "raw").rows() == [
        (2024, "41"),
        (2025, "42"),
    ]


def test_rows_of_smaller_areas_are_left_out_and_counted(tmp_path: Path) -> None:
    district = {"geographic_level": "Local authority district", "time_period": "2026"}
    path = given(tmp_path, content(referrals(council("301"), "22.6"), district, district))
    (one, _), _ = keep(path, tmp_path / "kept", max_mb=10)
    assert (one.rows, one.rows_elsewhere) == (1, 2)


def test_an_area_that_stands_twice_in_a_year_stops_the_reading(tmp_path: Path) -> None:
    row = referrals(council("301"), "22.6")
    with pytest.raises(Fault, match=r"c1\.csv: an area stands twice in one year"):
        kept(tmp_path, given(tmp_path, content(row, row)))


def test_a_renamed_column_is_a_fault_that_names_it_and_nothing_is_kept(tmp_path: Path) -> None:
    text = content(referrals(council("301"), "22.6")).replace("rereferral_percent", "rereferred")
    with pytest.raises(Fault, match="no column rereferral_percent; there are"):
        kept(tmp_path, given(tmp_path, text))
    assert kept_files(tmp_path / "kept") == []


@pytest.mark.parametrize("symbol", [":", "..", "[x]", "1,234", "note 4"])
def test_a_symbol_that_nobody_knows_is_a_fault(symbol: str, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="rereferral_pct: unknown symbols"):
        kept(tmp_path, given(tmp_path, content(referrals(council("301"), symbol))))


@pytest.mark.parametrize("period", ["2025/26", "202527", "26", ""])
def test_a_period_that_cannot_be_read_is_a_fault_with_its_column(
    period: str, tmp_path: Path
) -> None:
    with pytest.raises(Fault, match=r"c1\.csv, column time_period: .* is no period"):
        kept(tmp_path, given(tmp_path, content(referrals(council("301"), "22.6", period))))


@pytest.mark.parametrize(
    "text",
    [
        # The outturn files of another department, and health figures: other shapes, other codes.
        "ONS code,Local authority,Class,Total expenditure\nE06000001,Hartlepool,UA,[x]\n",
        "Area Code,Area Name,Time period,Value\nE09000001,City of London,2024/25,12\n",
    ],
)
def test_a_file_of_another_shape_is_refused_in_words(text: str, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="no explore-education-statistics data: it has no column"):
        kept(tmp_path, given(tmp_path, text))


def test_a_file_without_any_figure_of_ours_is_refused_with_what_is_looked_for(
    tmp_path: Path,
) -> None:
    row = council("301") | {"time_period": "2026", "pupils": "12"}
    with pytest.raises(Fault, match=r"None of the figures .* rereferral_percent"):
        kept(tmp_path, given(tmp_path, content(row)))


def test_a_zip_as_downloaded_is_read_without_its_descriptions(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    other = council("301") | {"time_period": "2026", "pupils": "12"}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/c1.csv", content(referrals(council("301"), "22.6")))
        archive.writestr("data/c1.meta.csv", "col_name,col_type\nrereferral_percent,Indicator\n")
        archive.writestr("data/pupils.csv", content(other))
        archive.writestr("data-guidance/data-guidance.txt", "Read this first.")
    series, passed_over = keep(path, tmp_path / "kept", max_mb=10)
    assert {one.indicator_id for one in series} == {"rereferral_pct", "referral_nfa_pct"}
    assert passed_over == ["data/pupils.csv"]


def test_the_same_file_again_is_recognised(tmp_path: Path) -> None:
    path = given(tmp_path, content(referrals(council("301"), "22.6")))
    assert [one.was_there for one in keep(path, tmp_path / "kept", max_mb=10)[0]] == [False] * 2
    before = kept_hashes(tmp_path / "kept")
    assert [one.was_there for one in keep(path, tmp_path / "kept", max_mb=10)[0]] == [True] * 2
    assert kept_hashes(tmp_path / "kept") == before and len(before) == 1


def test_a_later_file_is_numbered_after_the_earlier_and_carries_its_release(tmp_path: Path) -> None:
    kept(tmp_path, given(tmp_path, content(referrals(council("301"), "22.6"))))
    found = kept(
        tmp_path,
        given(tmp_path, content(referrals(council("301"), "23.0"))),
        release="Children in need, revised",
        published_on=date(2026, 10, 29),
    ).filter(indicator_id="rereferral_pct")
    assert found.select("sequence", "release", "published_on").rows() == [
        (1, "Children in need, reporting year 2026", None),
        (2, "Children in need, revised", date(2026, 10, 29)),
    ]


def test_a_run_finds_what_was_kept(tmp_path: Path) -> None:
    kept(tmp_path, given(tmp_path, content(referrals(council("301"), "22.6"))))
    with duckdb.connect() as con:
        load_raw(con, load_contract(), [], kept_files(tmp_path / "kept"))
        rows = con.execute(
            "select year, area_code, value, release from raw.benchmark_given "
            "where indicator_id = 'rereferral_pct'"
        ).fetchall()
    assert rows == [("2025-26", "301", "22.6", "Children in need, reporting year 2026")]


@contextmanager
def served(body: bytes, status: int = 200, **headers: str) -> Iterator[str]:
    """A server that gives one answer, as the department's API would."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/statistics/v1/data-sets/abc/csv"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_data_set_is_fetched_by_its_address_and_unpacked(tmp_path: Path) -> None:
    body = gzip.compress(content(referrals(council("301"), "22.6")).encode())
    with served(body, Content_Encoding="gzip") as address:
        assert is_address(address)
        with fetched(address, 10) as path:
            assert rereferrals(kept(tmp_path, path)) == {("2025-26", "301"): ("22.6", "ok")}


def test_an_address_that_gives_too_much_is_refused() -> None:
    body = gzip.compress(b"0" * 3_000_000)
    with (
        served(body, Content_Encoding="gzip") as address,
        pytest.raises(Fault, match="larger than 1 MB"),
        fetched(address, 1),
    ):
        pass


def test_a_server_that_asks_for_patience_is_quoted() -> None:
    with (
        served(b"", 429, Retry_After="30") as address,
        pytest.raises(Fault, match=r"429 .* try again in 30 seconds"),
        fetched(address, 1),
    ):
        pass


def test_an_address_where_nobody_answers_is_a_sentence() -> None:
    with (
        pytest.raises(Fault, match=r"gave no file .* download the file by hand"),
        fetched("http://127.0.0.1:9/csv", 1),
    ):
        pass
