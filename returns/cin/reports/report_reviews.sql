/*---
report: reviews
order: 190
title: Child protection plans reviewed in time
definition: >-
  Of the plans that had been open for three calendar months or more on 31 March, those whose reviews were all in time: the first within
  three months of the conference, the next within six months of the one before, and none overdue on 31 March.
source: "DfE, Children in need statistics: reviews of child protection plans in time; Working Together 2023; DfE, Children in need census 2023 to 2024 guide, 5.5"
table: ChildProtectionPlans
fields:
  ChildProtectionPlans: [CPPstartDate, CPPendDate]
  Reviews: [CPPreviewDate]
lines:
  - {line: three_months, label: Plans open on 31 March for three months or more}
  - {line: in_time, label: All reviews in time}
  - {line: in_time_percent, label: Share with all reviews in time, percent: [in_time, three_months]}
  - {line: late, label: A review was late or is overdue}
  - {line: never, label: No review in the return, definition: Among those with a late or overdue review}
---*/
select
    unnest(
        case
            when are_reviews_in_time
            then ['three_months', 'in_time']
            when last_review_on is null
            then ['three_months', 'late', 'never']
            else ['three_months', 'late']
        end
    ) as line,
    row_number
from counted_plan
where is_open_at_end and months_after(CPPstartDate_on, 3) <= $collection_end
