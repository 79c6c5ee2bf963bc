"""A file without quotes is read a column at a time, and gives what cell by cell gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from returns.source_files import _grid, _plain_grid

# Among them what other programs take for the end of a line, and what needs the slow way.
CELLS = st.sampled_from(["", "a", " ", "b ", "é", "1/2/2025", "\x0b", "\x1c", "\u2028", '"', "x,y"])
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5)


@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\n", "\n\n"]))
def test_the_two_ways_of_reading_agree(rows: list[list[str]], ending: str, last: str) -> None:
    text = ending.join(",".join(row) for row in rows) + last
    plain = _plain_grid(text, ",")
    if plain is None:
        widths = {len(line.split(",")) for line in text.replace("\r\n", "\n").split("\n") if line}
        assert '"' in text or "\r" in text or len(widths) != 1
        return
    slow = _grid(text, ",", "a test")
    assert plain.headers == slow.headers
    assert [column.to_list() for column in plain.columns] == [
        column.to_list() for column in slow.columns
    ]
    assert plain.lines.to_list() == slow.lines.to_list()
    assert plain.packed is slow.packed is None
