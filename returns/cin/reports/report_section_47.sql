/*---
report: section_47
order: 120
title: Section 47 enquiries
definition: Enquiries that started in the year. Several of one child and day are one enquiry.
source: "DfE, Children in need census 2023 to 2024 guide, 1.10, check 04, and 4.12"
table: Section47
fields: {Section47: [S47ActualStartDate, DateOfInitialCPC, ICPCnotRequired]}
lines:
  - {line: all, label: Enquiries, check: 25}
  - {line: children, label: Children with an enquiry, counts: children}
  - {line: conference, label: Led to a conference by 31 March}
  - {line: conference_percent, label: Share that led to a conference, percent: [conference, all]}
  - {line: not_required, label: No conference was needed}
  - {line: waiting, label: Conference still to come}
  - {line: same_day_repeat, label: "Left out: repeats of another enquiry of the child and day"}
---*/
select
    unnest(
        case
            when is_same_day_repeat
            then ['same_day_repeat']
            when has_conference
            then ['all', 'children', 'conference']
            when coalesce(ICPCnotRequired_is, false)
            then ['all', 'children', 'not_required']
            else ['all', 'children', 'waiting']
        end
    ) as line,
    row_number
from counted_enquiry
