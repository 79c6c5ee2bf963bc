"""When the jobs run by themselves.

All schedules are stopped until an installation switches them on in `make dagster`.
"""

from __future__ import annotations

from dagster import DefaultScheduleStatus, ScheduleDefinition

from pipelines.jobs import main_job, prune_job

TIME_ZONE = "Europe/London"

nightly = ScheduleDefinition(
    name="nightly",
    job=main_job,
    cron_schedule="30 2 * * *",
    execution_timezone=TIME_ZONE,
    default_status=DefaultScheduleStatus.STOPPED,
    description="Every night, after case systems have made their extracts.",
)

quarterly = ScheduleDefinition(
    name="quarterly",
    job=main_job,
    # The 15th of the month after a financial quarter: most late entry has arrived, and papers are
    # due two weeks later.
    cron_schedule="0 6 15 1,4,7,10 *",
    execution_timezone=TIME_ZONE,
    default_status=DefaultScheduleStatus.STOPPED,
    description="For the scrutiny pack: the 15th of the month after each financial quarter.",
)

weekly_pruning = ScheduleDefinition(
    name="weekly_pruning",
    job=prune_job,
    cron_schedule="0 4 * * 0",
    execution_timezone=TIME_ZONE,
    default_status=DefaultScheduleStatus.STOPPED,
    description="Every Sunday, when nobody builds: what retention lets go, with a proof.",
)
