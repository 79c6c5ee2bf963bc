"""A delimited file is read as it is: encoding, delimiter, every row, and what is odd about it."""

from __future__ import annotations

import io
import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pytest

from pipelines.connectors.parquet_files import read_parquet
from pipelines.connectors.text_files import TextTable, decode, read_text
from pipelines.faults import Fault


def known(header: str) -> bool:
    return header.strip().lower() in {"id", "name", "day"}


def read(text: str | bytes) -> TextTable:
    content = text if isinstance(text, bytes) else text.encode()
    table = read_text(content, "t.csv", known)
    assert table is not None
    return table


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        ("Zoë".encode(), "Zoë", "utf-8"),
        ("Zoë".encode("utf-8-sig"), "Zoë", "utf-8-sig"),
        ("Zoë – £".encode("cp1252"), "Zoë – £", "cp1252"),
        (b"abc\x1a", "abc", "utf-8"),
        ("\ufeffZoë".encode("utf-16-le"), "Zoë", "utf-16"),
        ("\ufeffZoë".encode("utf-16-be"), "Zoë", "utf-16"),
        ("id,name".encode("utf-16-le"), "id,name", "utf-16-le"),
        ("id,name".encode("utf-16-be"), "id,name", "utf-16-be"),
    ],
)
def test_text_is_utf_8_or_utf_16_with_or_without_mark_or_windows_1252(content, text, encoding):
    assert decode(content, "t.csv") == (text, encoding)


@pytest.mark.parametrize(
    ("content", "byte", "place"),
    [
        (b"id\n1\x00", "0x00", 4),
        (b"\x89PNG\r\n\x1a\nabc", "0x1A", 6),
        (b"id,\xe9,\x81", "0x81", 5),
        (b"\xef\xbb\xbfid,\xff", "0xFF", 6),
        ("id,\0name".encode("utf-16"), "0x00", 8),
        ("id,name".encode("utf-16") + b"\x00", "0x00", 16),
        (b"PK\x03\x04 an Excel file", "0x03", 2),
    ],
)
def test_bytes_that_are_no_text_are_a_fault_that_names_file_and_place(content, byte, place):
    with pytest.raises(Fault) as fault:
        decode(content, "t.csv")
    assert fault.value.where == "t.csv"
    assert f"{byte} at position {place} " in fault.value.what
    assert fault.value.remedy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_byte_that_is_no_text_is_told_with_its_line(encoding):
    with pytest.raises(Fault, match="in line 3 is no text"):
        decode("id\n1\n2\0\n".encode(encoding), "t.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_known_headers(delimiter):
    table = read(delimiter.join(["id", "name", "a,b;c"]).replace("a,b;c", "x") + "\n1")
    assert table.delimiter == delimiter
    assert table.headers == ["id", "name", "x"]


def test_a_semicolon_file_may_have_commas_in_its_cells():
    table = read("id;name\n1;a,b,c\n")
    assert table.rows.rows() == [("1", "a,b,c")]


def test_the_hint_that_excel_writes_is_followed_and_counted_as_a_row():
    table = read("sep=;\nid;name\n1;a\n")
    assert table.headers == ["id", "name"]
    assert table.row_numbers.to_list() == [3]


def test_a_quoted_cell_may_hold_delimiters_quotation_marks_and_line_ends():
    table = read('id,name\n1,"a,""b""\r\nc"\n2,d\n')
    assert table.rows.rows() == [("1", 'a,"b"\r\nc'), ("2", "d")]
    assert table.row_numbers.to_list() == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_numbered_as_a_spreadsheet_shows_them_empty_lines_included(end):
    table = read(end.join(["id,name", "1,a", "", "2,b", "", ""]))
    assert table.rows.rows() == [("1", "a"), ("2", "b")]
    assert table.row_numbers.to_list() == [2, 4]


def test_the_last_row_needs_no_line_end():
    assert read("id,name\n1,a").rows.rows() == [("1", "a")]


def test_a_quotation_mark_that_never_closes_is_a_fault_that_names_the_row():
    with pytest.raises(Fault) as fault:
        read('id,name\n1,a\n2,"b\n3,c\n')
    assert fault.value.where == "t.csv, row 3"


def test_a_cell_of_ten_million_letters_is_read_whole_however_it_is_quoted():
    long = "x" * 10_000_000
    assert read(f"id,name\n1,{long}\n").rows["1"].to_list() == [long]
    assert read(f'id,name\n1,"{long}"\n2\n').rows["1"].to_list() == [long, None]


def test_a_row_that_runs_over_many_lines_is_noted():
    table = read('id,name\n1,"' + "x\n" * 150 + '"\n')
    assert "row 2 runs over 151 lines" in table.notes[0]


def test_a_long_row_keeps_its_cells_and_what_is_over_is_noted():
    table = read("id,name\n1,a,x,y\n2,b\n")
    assert table.headers == ["id", "name", "cells beyond the headers"]
    assert table.rows.rows() == [("1", "a", '["x", "y"]'), ("2", "b", None)]
    assert "row 2 also has 'x', 'y'" in table.notes[0]


def test_a_short_row_is_filled_with_nothing_and_noted():
    table = read("id,name,day\n1\n2,b\n")
    assert table.rows.rows() == [("1", None, None), ("2", "b", None)]
    assert "2 rows have fewer cells" in table.notes[0]
    assert "row 2, 3" in table.notes[0]


def test_delimiters_beyond_the_headers_are_noted_once():
    table = read("id,name\n1,a,,\n2,b,\n")
    assert table.notes == ["t.csv: 2 rows end in delimiters beyond the headers"]


def test_a_file_of_headers_alone_has_no_rows():
    table = read("id,name\n")
    assert table.rows.height == 0
    assert table.rows.width == 2


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  \n", b"\xef\xbb\xbf"])
def test_a_file_that_holds_nothing_is_none(content):
    assert read_text(content, "t.csv", known) is None


def test_cells_are_kept_to_the_letter():
    table = read("id,name\n007, a \n-1,NULL\n")
    assert table.rows.rows() == [("007", " a "), ("-1", "NULL")]


def test_more_rows_than_are_taken_at_once_keep_their_order():
    table = read("id\n" + "".join(f"{i}\n" for i in range(120_000)))
    assert table.rows["0"].to_list() == [str(i) for i in range(120_000)]
    assert table.row_numbers[-1] == 120_001


def test_parquet_reads_as_the_same_table_would_as_csv():
    buffer = io.BytesIO()
    pl.DataFrame(
        {
            "id": [1.0, None],
            "share": [0.5, 2.25],
            "day": [date(2025, 1, 2), None],
            "at": [datetime(2025, 1, 2, 3, 4, 5), None],
            "flag": [True, False],
            "list": [["1A", "2B"], None],
            "name": ["a", ""],
        }
    ).write_parquet(buffer)
    rows = read_parquet(buffer.getvalue(), "t.parquet", 10, known).rows(named=True)
    assert rows[0] == {
        "id": "1",
        "share": "0.5",
        "day": "2025-01-02",
        "at": "2025-01-02 03:04:05",
        "flag": "true",
        "list": '["1A","2B"]',
        "name": "a",
    }
    assert (rows[1]["id"], rows[1]["list"], rows[1]["name"]) == (None, None, "")


def test_bytes_that_are_no_parquet_are_a_fault_that_names_the_file():
    with pytest.raises(Fault, match=r"t\.parquet: This is no Parquet file"):
        read_parquet(b"id,name\n1,a\n", "t.parquet", 10, known)


def test_a_few_bytes_of_parquet_that_stand_for_millions_of_cells_are_refused():
    buffer = io.BytesIO()
    pl.DataFrame({"id": ["1"] * 2_000_000}).write_parquet(buffer)
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(Fault, match="2,000,000 rows"):
        read_parquet(buffer.getvalue(), "t.parquet", 1, known)


def parquet(**columns: object) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(columns).write_parquet(buffer)
    return buffer.getvalue()


def test_bytes_where_text_should_be_are_a_fault():
    with pytest.raises(Fault, match="no Parquet file that can be read"):
        read_parquet(parquet(id=[b"\xff\xfe"]), "t.parquet", 1, known)


def test_bytes_beside_the_columns_of_a_table_cost_nothing_and_text_stored_as_bytes_is_text():
    rows = read_parquet(parquet(id=[b"1"], row_version=[b"\0\xff"]), "t.parquet", 1, known)
    assert rows.rows() == [("1", "00ff")]


def test_every_type_of_a_parquet_column_is_text():
    rows = read_parquet(
        parquet(
            id=[1],
            category=pl.Series(["a"], dtype=pl.Categorical),
            money=[Decimal("1.50")],
            time=[time(1, 2, 3)],
            span=[timedelta(days=1, hours=2)],
            nothing=[None],
            local=pl.Series([datetime(2025, 6, 30, 23, 30)]).dt.replace_time_zone("Europe/London"),
            parts=[{"a": date(2025, 1, 2)}],
        ),
        "t.parquet",
        1,
        known,
    )
    local = "2025-06-30 23:30:00"
    said = ("1", "a", "1.50", "01:02:03", "P1DT2H", None, local, '{"a":"2025-01-02"}')
    assert rows.rows() == [said]


def test_a_day_beyond_the_calendar_is_the_number_that_stands_in_the_file():
    # DuckDB and Postgres write infinity so.
    days = pl.Series([2**31 - 1, 0], dtype=pl.Int32).cast(pl.Date)
    moments = pl.Series([2**63 - 1, 0], dtype=pl.Int64).cast(pl.Datetime("us"))
    assert read_parquet(parquet(id=days, day=moments), "t.parquet", 1, known).rows() == [
        ("2147483647", "9223372036854775807"),
        ("1970-01-01", "1970-01-01 00:00:00"),
    ]


@pytest.mark.parametrize("header", ["*", "^i.*$", "", "Größe"])
def test_a_header_of_a_parquet_file_is_a_name_and_no_pattern(header):
    rows = read_parquet(parquet(**{"id": [1], header: [2]}), "t.parquet", 1, known)
    assert (rows.columns, rows.rows()) == (["id", header], [("1", "2")])


def test_a_damaged_parquet_file_is_read_or_refused_whatever_byte_was_changed():
    whole = parquet(id=["1", None] * 9, day=[date(2025, 1, 1), None] * 9, n=[[1], None] * 9)
    ended = Counter()
    for seed in range(400):
        draw = random.Random(seed)
        damaged = bytearray(whole)
        for _ in range(draw.choice([1, 3])):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        try:
            read_parquet(bytes(damaged), "t.parquet", 2, known)
            ended["read"] += 1
        except Fault:
            ended["refused"] += 1
    assert ended["read"] and ended["refused"]


def test_a_long_text_in_every_row_is_refused_while_it_is_read():
    content = parquet(id=["x" * 100_000] * 1_000)
    assert len(content) < 1_000_000
    with pytest.raises(Fault, match="more than a CSV file of 1 MB could hold"):
        read_parquet(content, "t.parquet", 1, known)


# --- Header row, titles, blanks ---


def test_titles_above_the_headers_are_noted_and_rows_numbered_as_in_the_file():
    table = read('Report of 1/1/2026\nAll teams,,\n\nid,name,day\n1,"a\nb",\n2,c,\n')
    assert table.headers == ["id", "name", "day"]
    assert table.row_numbers.to_list() == [5, 6]
    assert table.notes == [
        "t.csv: the headers stand in row 4; above them stands 'Report of 1/1/2026'; 'All teams'"
    ]


def test_headers_given_again_further_down_are_no_row_and_noted():
    table = read("id,name\n1,a\nID , Name\n2,b\n")
    assert table.rows.rows() == [("1", "a"), ("2", "b")]
    assert table.row_numbers.to_list() == [2, 4]
    assert "1 rows give the headers again: row 3" in table.notes[0]


def test_headers_given_again_in_another_order_are_a_fault():
    with pytest.raises(Fault) as fault:
        read("id,name\n1,a\nname,id\nb,2\n")
    assert fault.value.where == "t.csv, row 3"


def test_rows_of_delimiters_alone_are_passed_over_and_noted():
    table = read("id,name\n1,a\n,\n2,b\n , \n")
    assert table.row_numbers.to_list() == [2, 4]
    assert "2 rows hold nothing and were passed over: row 3, 5" in table.notes[0]


@pytest.mark.parametrize("headers", ["id,name", '"id","name"'])
def test_files_put_together_as_they_were_with_their_marks_give_their_headers_once(headers):
    whole = f"\ufeff{headers}\r\n1,a\r\n".encode() * 2
    assert read(whole).rows.rows() == [("1", "a"), ("1", "a")]


def test_a_line_drawn_below_the_headers_is_no_row_and_noted():
    table = read("id,name\n----------,----\n1,a\n-,-\n")
    assert table.rows.rows() == [("1", "a"), ("-", "-")]
    assert table.notes == ["t.csv: 1 rows are a line drawn below the headers: row 2"]


@pytest.mark.parametrize(
    "footer",
    ["\n(2 rows affected)\n", "Total,2", "Grand total: 2", "End of report", "Page 1 of 1\n,\n"],
)
def test_what_stands_below_a_table_is_no_row_and_told_in_its_own_words(footer):
    table = read(f"id,name,day\n1,a,\n2,b,\n{footer}")
    assert [row[0] for row in table.rows.rows()] == ["1", "2"]
    assert "is taken for a footer and passed over" in table.notes[-1]


@pytest.mark.parametrize(
    "last", ["Total Care,b,", "Total,Ltd", "Total,1,2025-01-01", "2,b", "Totally,"]
)
def test_a_last_row_that_only_looks_like_a_footer_is_kept(last):
    assert read(f"id,name,day\n1,a,\n{last}").rows.height == 2


def test_columns_with_neither_header_nor_value_go_and_one_with_a_value_stays():
    table = read("id,name,,\n1,a,, \n2,b,,\n")
    assert table.headers == ["id", "name"]
    assert "2 columns have neither a header nor a value" in table.notes[0]
    assert read("id,name,,\n1,a,,x\n").rows.rows() == [("1", "a", "x")]


def test_what_was_guessed_is_noted():
    notes = read("id;name\n1;Zoë\n".encode("cp1252")).notes
    assert notes == [
        "t.csv: its cells are taken to be divided by semicolon",
        "t.csv: read as cp1252",
    ]
    assert read("id,name\n1,a\n").notes == []


# --- Quotation marks ---


def test_a_quotation_mark_within_a_quoted_cell_that_is_not_doubled_costs_no_row():
    table = read('id,name\n1,"said "no" twice"\n2,"b"\n')
    assert [row[0] for row in table.rows.rows()] == ["1", "2"]
    assert "1 rows have quotation marks that are not doubled" in table.notes[0]


def test_a_cell_that_begins_with_a_quotation_mark_swallows_no_row():
    table = read('id,name\n1,"a\n2,"b"\n3,"c" d\n4,e\n')
    assert [row[0] for row in table.rows.rows()] == ["1", "2", "3", "4"]
    assert table.rows["1"][0] == '"a'


def test_a_row_whose_cells_cannot_be_told_apart_is_a_fault():
    with pytest.raises(Fault) as fault:
        read('id,name\n1,"a,b\n2,"c"d\n')
    assert fault.value.where == "t.csv, row 2"


# --- By columns and row by row ---

PIECES = ["1", "a", "", '"x"', '"a,b"', '"q""q"', '""', '"l\nm"', '"l\r\nm"', " ", '"a"b', ' "a"']
PIECES += ["é", "\u2028", "id", "NULL", "#", "\x0b", "'"]


def scrawl(draw: random.Random) -> str:
    """A small file with one odd thing in many of its cells, and one more put anywhere."""
    end = draw.choice(["\n", "\n", "\r\n", "\r", "\n\r"])
    lines = [draw.choice(["id,name,day", '"id","name",day', f"Title{end}id,name,day", "id,name,"])]
    for _ in range(draw.randrange(6)):
        width = 3 if draw.random() < 0.95 else draw.randrange(5)
        lines.append(",".join(draw.choice(PIECES) for _ in range(width)))
    text = end.join(lines) + draw.choice(["", end, end + end])
    if draw.random() < 0.3:
        place = draw.randrange(len(text))
        text = text[:place] + draw.choice(['"', "\n", "\r", ","]) + text[place:]
    return text


def result(text: str, *, plain: bool):
    try:
        table = read_text(text.encode(), "t.csv", known, plain=plain)
    except Fault as fault:
        return fault.sentence()
    if table is None:
        return None
    numbers = table.row_numbers.to_list()
    return table.headers, table.rows.rows(), numbers, table.delimiter, table.notes


def test_reading_by_columns_gives_what_reading_row_by_row_gives():
    for seed in range(2_000):
        text = scrawl(random.Random(seed))
        assert result(text, plain=True) == result(text, plain=False), (seed, text)


def test_a_file_with_nothing_odd_is_read_by_columns(monkeypatch):
    def never(*_: object) -> None:
        raise AssertionError("read row by row")

    monkeypatch.setattr("pipelines.connectors.text_files._careful_rows", never)
    table = read('Title\r\nid,name,day\r\n1,"a,""b""\r\nc",2025-01-01\r\n2,d,\r\n\r\n')
    assert table.rows.rows() == [("1", 'a,"b"\r\nc', "2025-01-01"), ("2", "d", "")]
