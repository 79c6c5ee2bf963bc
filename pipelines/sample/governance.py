"""What a committee sees beside the figures: risks, actions and comments (`governance.yml`).

They are the same in every authority, because people write them.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from pipelines.sample.draws import NEVER
from pipelines.sample.tables import Table

WORDS = Path(__file__).with_name("governance.yml")
WRITTEN_AFTER = 12  # days from the end of the quarter to the comment on it
REVIEWED_EVERY = 91


@cache
def _words() -> dict[str, Any]:
    return dict(yaml.safe_load(WORDS.read_text("utf-8")))


def governance_tables() -> list[Table]:
    """Risks, actions and commentary."""
    return [_risks(), _actions(), _commentary()]


def _day(on: date | None) -> int:
    return NEVER if on is None else (on - date(1970, 1, 1)).days


def _risks() -> Table:
    risks = _words()["risks"]
    since = [_day(risk["entered"]) for risk in risks]
    frame = pl.DataFrame(
        {
            "lag": [0] * len(risks),
            "since": since,
            "risk_risk_id": [f"R{number:02d}" for number in range(1, len(risks) + 1)],
            "risk_title": [risk["title"] for risk in risks],
            "risk_score": [risk["score"] for risk in risks],
            "risk_owner": [risk["owner"] for risk in risks],
            "risk_reviewed_on": since,
        }
    )
    return Table("risk", frame, start="since", seen=_reviewed)


def _reviewed(rows: pl.DataFrame) -> pl.DataFrame:
    """Each risk is reviewed once a quarter, counted from its first day."""
    whole = (pl.col("cut") - pl.col("since")) // REVIEWED_EVERY * REVIEWED_EVERY
    return rows.with_columns(risk_reviewed_on=pl.col("since") + whole)


def _actions() -> Table:
    actions = _words()["actions"]
    frame = pl.DataFrame(
        {
            "lag": [0] * len(actions),
            "agreed": [_day(action["agreed"]) for action in actions],
            "actn_action_id": [f"A{number:02d}" for number in range(1, len(actions) + 1)],
            "actn_title": [action["title"] for action in actions],
            "actn_owner": [action["owner"] for action in actions],
            "actn_due_date": [_day(action["due"]) for action in actions],
            "actn_done_on": [_day(action.get("done")) for action in actions],
        }
    )
    return Table("action", frame, start="agreed", hides={"actn_done_on": ()})


def _commentary() -> Table:
    """One comment on each measure and quarter, written some days after the end of the quarter."""
    words = _words()
    rows = [
        (measure, quarter, _day(ended) + WRITTEN_AFTER, said.get(quarter, said["usual"]))
        for quarter, ended in words["quarters"].items()
        for measure, said in words["comments"].items()
    ]
    frame = pl.DataFrame(
        rows,
        schema=["cmty_measure_id", "cmty_quarter", "written", "cmty_text"],
        orient="row",
    ).with_columns(
        lag=pl.lit(0, dtype=pl.Int64),
        cmty_commentary_id=pl.format("C{}", pl.int_range(1, pl.len() + 1)),
    )
    return Table("commentary", frame, start="written")
