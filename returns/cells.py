"""Cells: text as in the file, and beside it a typed companion that rules can compute with.

`DECOM` stays text; `DECOM_on` is its date, or null where the text is no date. A malformed cell is
reported under `FORMAT` and never stops a rule. Nothing is guessed: a date has one form per return,
day and month are never swapped.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import polars as pl

from returns.specification import Column, Specification, Table

DATE_PATTERN = {"yyyy-mm-dd": r"^\d{4}-\d{2}-\d{2}$", "dd/mm/yyyy": r"^\d{2}/\d{2}/\d{4}$"}
PARTIAL_DATE_PATTERN = r"(?i)^(?:\d{2}/\d{2}/\d{4}|zz/\d{2}/\d{4}|zz/zz/\d{4}|zz/zz/zzzz)$"
DATETIME_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}"
# Forms that a schema asks for besides the type.
FORMS = {
    "three digits": r"^[0-9]{3}$",
    "three digits or more": r"^[0-9]{3,}$",
    "a whole number from 0": r"^[0-9]+$",
}
# Of a code list that no rule of the return tests, though its schema does.
LISTED = "a code of its list"
FLAGS = {"true": True, "1": True, "false": False, "0": False}


def as_text(frame: pl.DataFrame, table: Table, specification: Specification) -> pl.DataFrame:
    """The columns of the specification as text, whatever the case of the header; null if missing.

    Text is kept as in the file. A frame that is typed after all (a caller's dates, numbers, flags)
    is written as text in the form of the return, so that it is checked like any other.
    """
    given = {name.lower(): name for name in reversed(frame.columns)}
    listed = {column.name for column in table.columns if column.type == "code_list"}
    chosen = []
    for name in table.column_names:
        source = given.get(name.lower())
        if source is None:
            kind = pl.List(pl.String) if name in listed else pl.String
            chosen.append(pl.lit(None, dtype=kind).alias(name))
        else:
            chosen.append(
                _text(source, frame.schema[source], name in listed, specification).alias(name)
            )
    return frame.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("row_number"), *chosen)


def _text(source: str, kind: pl.DataType, listed: bool, specification: Specification) -> pl.Expr:
    cell = pl.col(source)
    if isinstance(kind, pl.List):
        cells = cell.cast(pl.List(pl.String))
        return cells if listed else cells.list.join(" ")
    if kind.is_temporal():
        text = cell.dt.strftime(specification.date_format)
    elif kind == pl.Boolean:
        text = cell.cast(pl.Int8).cast(pl.String)
    else:
        text = cell.cast(pl.String)
    if listed:
        return pl.when(text.is_null()).then(None).otherwise(pl.concat_list(text))
    return text


def typed(text: pl.DataFrame, table: Table, specification: Specification) -> pl.DataFrame:
    """Trimmed text (empty is null), `child_id` and the typed companions: what rules see."""
    trimmed = text.with_columns(
        pl.col(pl.String).str.strip_chars().replace("", None),
        pl.col(pl.List(pl.String)).list.eval(pl.element().str.strip_chars()).list.drop_nulls(),
    )
    child = specification.child_column
    child_id = pl.col(child) if child in text.columns else pl.lit(None, dtype=pl.String)
    companions = [
        companion(column, specification).alias(str(column.companion))
        for column in table.columns
        if column.companion
    ]
    return trimmed.with_columns(child_id.alias("child_id"), *companions)


def companion(column: Column, specification: Specification) -> pl.Expr:
    """The typed value of a cell of trimmed text, null where it cannot be read."""
    cell = pl.col(column.name)
    if column.type == "date":
        form = cell.str.contains(DATE_PATTERN[specification.date_form])
        return pl.when(form).then(cell).str.to_date(specification.date_format, strict=False)
    if column.type == "flag":
        # "True" can only mean one thing: it is reported, and rules go on with it.
        lowered = cell.str.to_lowercase()
        return lowered.replace_strict(FLAGS, default=None, return_dtype=pl.Boolean)
    if column.type == "integer":
        return pl.when(cell.str.contains(r"^-?\d{1,9}$")).then(cell).cast(pl.Int64, strict=False)
    if column.type == "year":
        return pl.when(cell.str.contains(r"^\d{4}$")).then(cell).cast(pl.Int64, strict=False)
    if column.type == "decimal":
        form = cell.str.contains(r"^-?\d{1,9}(\.\d+)?$")
        return pl.when(form).then(cell).cast(pl.Float64, strict=False)
    form = cell.str.contains(DATETIME_PATTERN)
    start = pl.when(form).then(cell.str.slice(0, 19))
    return start.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)


def malformed(typed_frame: pl.DataFrame, column: Column, codes: Collection[str] = ()) -> pl.Series:
    """Row numbers whose cell has text that cannot be read as the column's type and form.

    `codes` are those of its list in the year. A code in another case is another finding.
    """
    cell = pl.col(column.name)
    wrong = pl.lit(value=False)
    if column.type == "partial_date":
        wrong = ~cell.str.contains(PARTIAL_DATE_PATTERN)
    elif column.companion:
        wrong = pl.col(column.companion).is_null()
    if column.form == LISTED:
        wrong |= ~cell.str.to_lowercase().is_in([code.lower() for code in codes])
    elif column.form:
        wrong |= ~cell.str.contains(FORMS[column.form])
    return typed_frame.filter(cell.is_not_null() & wrong).get_column("row_number")


def in_another_case(
    typed_frame: pl.DataFrame, column: Column, codes: Collection[str]
) -> pl.DataFrame:
    """Codes that are in the list of the year but for their case: `row_number`, `value`, `meant`.

    In a column of several codes each code counts.
    """
    meant = {code.lower(): code for code in codes}
    cells = typed_frame.select("row_number", pl.col(column.name).alias("value"))
    if cells.schema["value"] == pl.List(pl.String):
        cells = cells.explode("value")
    wrong = cells.filter(pl.col("value").is_not_null() & ~pl.col("value").is_in(list(codes)))
    lowered = pl.col("value").str.to_lowercase()
    named = wrong.with_columns(lowered.replace_strict(meant, default=None).alias("meant"))
    return named.drop_nulls("meant")


# The forms that people really type, so that the message can say what it found.
_SEEN_AS_DATE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\d{1,2}/\d{1,2}/\d{2}"), "a year of two digits"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4}"), "a day that does not exist, or single digits"),
    (re.compile(r"\d{4}-\d{1,2}-\d{1,2}"), "a day that does not exist, or another form"),
    (re.compile(r"\d{4}-\d{2}-\d{2}[T ].*"), "a date with a time"),
    (re.compile(r"\d{5}(\.\d+)?"), "a serial number from a spreadsheet"),
)
_WANTED = {
    "flag": "Not true, false, 1 or 0",
    "integer": "Not a whole number",
    "decimal": "Not a number",
    "year": "Not a year of four digits",
    "datetime": "Not a date and time of the form yyyy-mm-ddThh:mm:ss",
    "partial_date": "Not dd/mm/yyyy, nor that with zz for what is not known",
}


def malformed_message(column: Column, value: str, specification: Specification) -> str:
    """Why a cell cannot be read, in words."""
    if column.form:
        return f"Not {column.form}" + _place(column)
    if column.type != "date":
        return _WANTED[column.type] + _place(column)
    wanted = f"Not a date of the form {specification.date_form}"
    for pattern, words in _SEEN_AS_DATE:
        if pattern.fullmatch(value.strip()):
            return f"{wanted}: it looks like {words}" + _place(column)
    return wanted + _place(column)


def another_case_message(column: Column, meant: str) -> str:
    """What is wrong with a code in another case, in words."""
    return f"The code list has {meant}, in that case" + _place(column)


def _place(column: Column) -> str:
    """The path of the element, for a return that is a document."""
    return f" ({column.path}/{column.name})" if column.path else ""
