"""What was decided about pairs of records: kept in whatever order they are named, and sealed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pipelines.state import check_state, decide_pair, open_state, pair_verdicts
from pipelines.state.database import MIGRATIONS, state_path
from pipelines.state.pairs import TAKEN_BACK, TWO_CHILDREN, Pair


def say(folder: Path, pair: Pair, verdict: str = TWO_CHILDREN, score: int = 20) -> None:
    decide_pair(folder, "999", pair, verdict=verdict, score=score, said_by="A", role="officer")


def test_the_newest_word_on_a_pair_holds_whichever_record_is_named_first(tmp_path: Path):
    say(tmp_path, ("b", "a"))
    say(tmp_path, ("a", "c"))
    say(tmp_path, ("a", "b"), TAKEN_BACK)
    found = pair_verdicts(tmp_path, "999")
    assert {pair: one.verdict for pair, one in found.items()} == {
        ("a", "b"): TAKEN_BACK,
        ("a", "c"): TWO_CHILDREN,
    }
    assert pair_verdicts(tmp_path, "998") == {}


def test_two_children_are_two_until_more_speaks_for_one(tmp_path: Path):
    say(tmp_path, ("a", "b"), score=20)
    [verdict] = pair_verdicts(tmp_path, "999").values()
    assert [verdict.holds(score) for score in (19, 20, 21)] == [True, True, False]
    say(tmp_path, ("a", "b"), TAKEN_BACK, score=20)
    [verdict] = pair_verdicts(tmp_path, "999").values()
    assert not verdict.holds(20)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"verdict": "one child"}, "no verdict"),
        ({"pair": ("a", "a")}, "two records"),
        ({"said_by": " "}, "name of the person"),
        ({"remark": "x" * 2001}, "at most 2000 letters"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(given, words, tmp_path: Path):
    usual = {"pair": ("a", "b"), "verdict": TWO_CHILDREN, "said_by": "A"}
    with pytest.raises(ValueError, match=words):
        decide_pair(tmp_path, "999", score=1, role="officer", **usual | given)
    assert pair_verdicts(tmp_path, "999") == {}


def test_a_verdict_is_never_changed_and_never_removed(tmp_path: Path):
    say(tmp_path, ("a", "b"))
    for statement in ("update pair_verdict set score = 99", "delete from pair_verdict"):
        with pytest.raises(sqlite3.DatabaseError, match="never"), open_state(tmp_path) as con:
            con.execute(statement)
    assert check_state(tmp_path) == []


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_state_file_of_any_older_version_takes_a_verdict(version: int, tmp_path: Path):
    with sqlite3.connect(state_path(tmp_path)) as con:
        for statements in MIGRATIONS[:version]:
            for statement in statements:
                con.execute(statement)
        con.execute(f"pragma user_version = {version}")
    con.close()
    say(tmp_path, ("a", "b"))
    assert len(pair_verdicts(tmp_path, "999")) == 1
    assert check_state(tmp_path) == []
