/*---
report: conferences
order: 130
title: Initial child protection conferences
definition: >-
  Conferences held in the year, each counted; several rows of one child and day are one conference. Working days run from the start of
  the latest enquiry before it, which is day 0. Conferences of children who moved in on another authority's plan have no enquiry here and no count of days.
source: "DfE, Children in need statistics: initial child protection conferences by working days; DfE, Children in need census 2023 to 2024 guide, 4.8 and 4.12.3"
table: Section47
fields:
  Section47: [S47ActualStartDate, DateOfInitialCPC]
  CINdetails: [DateOfInitialCPC]
lines:
  - {line: all, label: Conferences}
  - {line: transfer_in, label: Of children who moved in on a plan}
  - {line: after_enquiry, label: After an enquiry here}
  - {line: within_15, label: Within 15 working days of the enquiry}
  - {line: within_15_percent, label: Share within 15 working days, percent: [within_15, timed]}
  - {line: timed, label: Held on or after a known start of the enquiry}
  - {line: up_to_10, label: 0 to 10 working days}
  - {line: up_to_15, label: 11 to 15}
  - {line: up_to_20, label: 16 to 20}
  - {line: over_20, label: 21 or more}
  - {line: unknown, label: "Days not known: no start of the enquiry, or one after the conference"}
---*/
with
    conference as (
        select
            *,
            case
                when is_transfer_in
                then ['all', 'transfer_in']
                when working_days is null
                then ['all', 'after_enquiry', 'unknown']
                when working_days <= 10
                then ['all', 'after_enquiry', 'timed', 'within_15', 'up_to_10']
                when working_days <= 15
                then ['all', 'after_enquiry', 'timed', 'within_15', 'up_to_15']
                when working_days <= 20
                then ['all', 'after_enquiry', 'timed', 'up_to_20']
                else ['all', 'after_enquiry', 'timed', 'over_20']
            end as lines
        from counted_conference
    )

select unnest(lines) as line, table_name, row_number
from conference
