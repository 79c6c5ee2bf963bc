"""The tables beside the cases: help, services, money, workers' steps, quality and governance.

They are made last, from the events that the other tables tell of, so that both always agree.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.sample import (
    adult_services,
    budgets,
    costs,
    early_help,
    governance,
    quality,
    services,
    wards,
    workflow,
)
from pipelines.sample.care import Care
from pipelines.sample.care_life import usual_periods
from pipelines.sample.tables import Table
from pipelines.sample.world import World


def extension_tables(world: World, care: Care, tables: Sequence[Table]) -> list[Table]:
    """All of them; `tables` are those of cases, care and workers."""
    told = {table.name: table.frame for table in tables} | {"periods": usual_periods(care)}
    held = told["involvements"]
    packages = services.service_table(world)
    prices = costs.placement_cost_table(world, care)
    types = care.placements.select("placement_id", "type", own=pl.col("provider") == "PR1")
    things = budgets.bought(world, prices.frame, packages.frame, types)
    return [
        early_help.early_help_table(world, told["cin_episodes"]),
        packages,
        prices,
        budgets.budget_table(world, things, told["worker_hours"]),
        budgets.invoice_table(world, things),
        workflow.workflow_table(world, told, held),
        workflow.case_note_table(world, told),
        quality.supervision_table(world, held),
        quality.audit_table(world, held),
        quality.complaint_table(world),
        quality.score_table(world, told),
        quality.voice_table(world, told),
        adult_services.adult_service_table(world, told["cin_episodes"]),
        wards.ward_table(world, told),
        *governance.governance_tables(),
    ]
