"""How text becomes a value: each case through the macros that the warehouse uses."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from pipelines.contract_sql import render


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as connection:
        yield connection


def value(con, macro: str, text: str | None, type_: str = "varchar"):
    sql = render("select {{ " + macro.format("given") + " }} from (select $text::varchar as given)")
    return con.execute(sql, {"text": text}).fetchone()[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-02-28", date(2025, 2, 28)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2025-02-29", None),
        ("2025-13-01", None),
        ("2025-02-28 23:59:59", date(2025, 2, 28)),
        ("2025-02-28T23:59:59", date(2025, 2, 28)),
        ("2025-02-28T23:59:59.123Z", date(2025, 2, 28)),
        ("2025-02-28 00:00:00.0000000", date(2025, 2, 28)),
        ("2025-06-30T23:30:00+01:00", date(2025, 6, 30)),
        ("31/12/2025", date(2025, 12, 31)),
        ("1/2/2025", date(2025, 2, 1)),
        ("31/02/2025", None),
        ("29/02/2024", date(2024, 2, 29)),
        ("04/13/2025", None),
        ("13/04/2025", date(2025, 4, 13)),
        ("01/02/2025 10:30", date(2025, 2, 1)),
        ("01/02/49", date(2049, 2, 1)),
        ("01/02/50", date(1950, 2, 1)),
        ("01/02/00", date(2000, 2, 1)),
        ("01/02/99", date(1999, 2, 1)),
        ("01-Feb-2025", date(2025, 2, 1)),
        ("01-FEB-2025", date(2025, 2, 1)),
        ("01-OCT-25", date(2025, 10, 1)),
        ("1-02-2025", date(2025, 2, 1)),
        ("01.02.2025", date(2025, 2, 1)),
        ("01.02.25", date(2025, 2, 1)),
        ("01.13.2025", None),
        ("1 Feb 2025", date(2025, 2, 1)),
        ("01 Feb 25", date(2025, 2, 1)),
        ("13/25/2025", None),
        ("12/31/2025", None),
        ("2025-02-28 23:59:59+00", date(2025, 2, 28)),
        ("2e4", None),
        ("45000,5", None),
        ("1900/01/02", None),
        ("25-02-01", None),
        ("20000", date(1954, 10, 3)),
        ("19999", None),
        ("45000", date(2023, 3, 15)),
        ("45000.5", date(2023, 3, 15)),
        ("60000", date(2064, 4, 8)),
        ("60001", None),
        ("1899-12-31", None),
        ("1900-01-02", date(1900, 1, 2)),
        ("2100-12-31", date(2100, 12, 31)),
        ("2101-01-01", None),
        ("2025-01-01 25:00:00", None),
        ("infinity", None),
        ("epoch", None),
        ("today", None),
        ("yesterday", None),
        ("2025", None),
        ("20250131", None),
        (None, None),
    ],
)
def test_a_date_is_read_day_first_or_iso_and_only_when_it_exists(con, text, expected):
    assert value(con, "as_date('{}')", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-02-28", datetime(2025, 2, 28)),
        ("2025-02-28 09:05", datetime(2025, 2, 28, 9, 5)),
        ("2025-02-28T09:05:06.789Z", datetime(2025, 2, 28, 9, 5, 6)),
        ("2025-06-30T23:30:00+01:00", datetime(2025, 6, 30, 23, 30)),
        ("01/02/2025 9:05", datetime(2025, 2, 1, 9, 5)),
        ("01/02/25 09:05:06", datetime(2025, 2, 1, 9, 5, 6)),
        ("01-OCT-2025 17:00", datetime(2025, 10, 1, 17, 0)),
        ("01/02/2025 3:15:00 PM", datetime(2025, 2, 1, 15, 15)),
        ("01.02.2025 12:05 AM", datetime(2025, 2, 1, 0, 5)),
        ("2025-06-30 23:30:00.5+01", datetime(2025, 6, 30, 23, 30)),
        ("45000.75", datetime(2023, 3, 15, 18, 0)),
        ("45000.43767361111", datetime(2023, 3, 15, 10, 30, 15)),
        ("2025-02-28 24:01", None),
    ],
)
def test_a_time_is_the_one_on_the_wall(con, text, expected):
    assert value(con, "as_timestamp('{}')", text) == expected


@pytest.mark.parametrize("text", ["Y", "y", "Yes", "TRUE", "t", "1"])
def test_yes_in_its_spellings_is_true(con, text):
    assert value(con, "as_flag('{}')", text) is True


@pytest.mark.parametrize("text", ["N", "no", "False", "f", "0"])
def test_no_in_its_spellings_is_false(con, text):
    assert value(con, "as_flag('{}')", text) is False


@pytest.mark.parametrize("text", ["2", "maybe", "-1", None])
def test_anything_else_is_neither(con, text):
    assert value(con, "as_flag('{}')", text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7", 7), ("-7", -7), ("7.0", 7), ("7.5", None), ("1e3", None), ("seven", None)],
)
def test_a_whole_number_is_never_rounded(con, text, expected):
    assert value(con, "as_integer('{}')", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7.5", 7.5), ("1,234.5", 1234.5), ("£12", 12), ("nan", None), ("inf", None), ("1,2", None)],
)
def test_a_number_may_have_thousands_separators_and_no_words(con, text, expected):
    assert value(con, "as_number('{}')", text) == expected


def test_money_keeps_its_pennies(con):
    assert str(value(con, "as_number('{}', 'decimal(12, 2)')", "£1,234.50")) == "1234.50"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["1A", "2B"]', ["1A", "2B"]),
        ("[1, 20]", ["1", "20"]),
        ("[]", []),
        ('{"1A": "Y", "2B": "N", "3C": true, "4A": 1, "5A": null}', ["1A", "3C", "4A"]),
        ('[{"NFA": "Y", "CP": "N"}, {"CP": "Y"}]', ["NFA", "CP"]),
        ("1A,2B", ["1A", "2B"]),
        (" 1A ; 2B ;; 1A", ["1A", "2B"]),
        ("1A", ["1A"]),
        ('["1A"', None),
        ("{1A: Y}", None),
        (None, None),
    ],
)
def test_a_list_is_json_or_separated_text_each_entry_once(con, text, expected):
    assert value(con, "as_list('{}')", text) == expected


@pytest.mark.parametrize("text", ["", "  ", "NULL", "null", "N/A", "SSD_PH", "placeholder_data"])
def test_texts_for_nothing_become_null_in_every_type(con, text):
    assert value(con, "without_sentinels('{}', 'text')", text) is None


@pytest.mark.parametrize(("type_", "expected"), [("id", None), ("text", "-1"), ("flag", "-1")])
def test_minus_one_is_nothing_only_as_an_id(con, type_, expected):
    assert value(con, "without_sentinels('{}', '" + type_ + "')", "-1") == expected


@pytest.mark.parametrize(
    "text",
    [
        "1900-01-01",
        "1753-01-01 00:00:00",
        "2300-01-01",
        "9999-12-31T00:00:00",
        "31/12/9999",
        "31/12/9999 23:59:59",
        "01/01/2300",
        "1/1/1900",
        "31-Dec-9999",
        "01-JAN-1900",
        "31.12.9999",
        "01-01-1753 00:00",
        "2958465",
        "2958465.0",
    ],
)
def test_dates_for_unknown_or_open_become_null_only_in_dates(con, text):
    assert value(con, "without_sentinels('{}', 'date')", text) is None
    assert value(con, "without_sentinels('{}', 'text')", text) == text


@pytest.mark.parametrize("text", ["1900-01-02", "1900-01-011", "31/12/99990", "9999-12-30", "0"])
def test_a_text_that_only_begins_like_such_a_date_is_kept_and_so_reported(con, text):
    assert value(con, "without_sentinels('{}', 'date')", text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123.0", "123"),
        (" 123.0 ", "123"),
        ("-1.0", None),
        ("0.0", None),
        ("A1.0", "A1.0"),
        ("1.5", "1.5"),
        ("007", "007"),
        ("0123.0", "0123"),
    ],
)
def test_an_id_that_was_written_as_a_number_with_a_point_is_the_whole_number(con, text, expected):
    assert value(con, "without_sentinels('{}', 'id')", text) == expected
    assert value(con, "without_sentinels('{}', 'text')", text) == text.strip()


def test_blanks_around_a_value_go_no_break_spaces_too(con):
    assert value(con, "without_sentinels('{}', 'id')", " \t\u00a0007 \r\n") == "007"
