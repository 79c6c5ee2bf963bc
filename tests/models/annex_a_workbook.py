"""An Annex A workbook of a built sample, as a council would make it of its case system.

Headers and categories are spelled as councils spell them: with line breaks, letters and names of
their own, never the bare code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from sample_warehouse import AS_AT, Warehouse

# Lists cover six months.
SINCE = date(2026, 1, 31)

CHILD = ["Child\nUnique ID", "GENDER", "Ethnicity", "Date of  Birth", "Age of Child (Years)"]
_CHILD_SQL = """
    children.child_id,
    case children.sex when 'M' then 'a) Male' when 'F' then '2 - Female' else 'Not stated' end,
    'b) ' || children.ethnicity_code || ' (self-described)',
    children.date_of_birth,
    '7.5'
"""

# Sheet to headers after the child's, and what fills them and whom it is of.
LISTS: dict[str, tuple[list[str], str]] = {
    "3 Referrals": (
        ["Date of Referral", "Referral source", "Referral NFA?", "Allocated Team"],
        """
        select {child}, rows.referred_on, 'x) ' || rows.source_code || ': source',
            case when rows.is_no_further_action then 'a) Yes' else 'No' end, rows.team
        from fct_referral as rows inner join children using (child_id)
        where rows.referred_on > ?
        """,
    ),
    "List 4": (
        ["Continuous Assessment Start Date", "Child seen?", "Date of Authorisation"],
        """
        select {child}, rows.started_on, case when rows.is_child_seen then 'Seen' else 'N' end,
            rows.authorised_on
        from fct_assessment as rows inner join children using (child_id)
        where coalesce(rows.authorised_on > ?, true)
        """,
    ),
    "List 5": (
        [
            "Strategy discussion initiating Section 47 Enquiry Start Date",
            "Was an ICPC deemed unnecessary?",
            "Date of Initial Child Protection Conference",
        ],
        """
        select {child}, rows.started_on,
            case when rows.is_conference_required then 'b) No' else '1 - Yes' end,
            rows.conference_on
        from fct_section_47 as rows inner join children using (child_id)
        where coalesce(rows.conference_on, rows.started_on) > ?
        """,
    ),
    "CIN": (
        [
            "CIN Start Date",
            "Primary Need Code",
            "Date child was last seen",
            "CIN Closure Date",
            "Reason for Closure",
            "Case Status",
            "Allocated Worker",
        ],
        """
        select {child}, rows.referred_on, rows.primary_need_code || ' - need', null,
            rows.closed_on, 'CIN ' || rows.closure_reason_code, 'c) Child in need plan', null
        from fct_referral as rows inner join children using (child_id)
        where not rows.is_no_further_action and coalesce(rows.closed_on > ?, true)
        """,
    ),
    "List 7": (
        [
            "Child Protection Plan Start Date",
            "Initial Category of Abuse",
            "Latest category of abuse",
            "Child Protection Plan End Date",
            "Number of Previous Child Protection Plans",
        ],
        """
        select {child}, rows.started_on, rows.initial_category_code, rows.latest_category_code,
            rows.ended_on, rows.previous_plans
        from fct_protection_plan as rows inner join children using (child_id)
        where not rows.is_other_authority_plan and coalesce(rows.ended_on > ?, true)
        """,
    ),
    "Annex A - List 8": (
        [
            "Date Started to be Looked After",
            "Start date of current legal status",
            "Child's Legal Status",
            "Date of Last Social Work Visit",
            "Date ceased to be looked after",
            "Reason ceased to be Looked After",
            "Start Date of Most Recent Placement",
            "Placement Type",
            "Placement Provider",
        ],
        """
        select {child}, rows.started_on, last.started_on, last.legal_status_code || ': status',
            visits.visit_on, rows.ended_on, rows.reason_ceased_code || ' ceased',
            stays.started_on, stays.placement_type_code || ' - placement', null
        from fct_care_period as rows
        inner join children using (child_id)
        left join lateral (
            select started_on, legal_status_code from fct_care_episode
            where care_period_id = rows.care_period_id order by started_on desc limit 1
        ) as last on true
        left join lateral (
            select max(visit_on) as visit_on from fct_visit
            where child_id = rows.child_id and visit_kind = 'looked_after' and is_taken_as_seen
        ) as visits on true
        left join lateral (
            select started_on, placement_type_code from fct_placement
            where care_period_id = rows.care_period_id order by started_on desc limit 1
        ) as stays on true
        where coalesce(rows.ended_on > ?, true)
        """,
    ),
}


def write_workbook(warehouse: Warehouse, path: Path) -> None:
    """The lists as at the day of the sample, a title above each."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for sheet_name, (headers, sql) in LISTS.items():
            rows = warehouse.query(
                "with children as (select * from dim_child) "
                + sql.replace("{child}", _CHILD_SQL).replace("?", f"date '{SINCE}'")
            )
            sheet = book.add_worksheet(sheet_name)
            sheet.write_string(0, 0, f"{sheet_name} as at {AS_AT.isoformat()}")
            _write(sheet, 2, [*CHILD, *headers])
            for place, row in enumerate(rows, start=3):
                _write(sheet, place, row)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, cells: Sequence[object]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(row, column, cell)
        elif cell is not None:
            sheet.write_string(row, column, str(cell))
