/*---
report: cin_plans
order: 210
title: Child in need plans
definition: Child in need plans by their dates; a plan that ends on 31 March is not open at its close.
source: "DfE, Children in need census 2023 to 2024 guide, 4.11"
table: CINplanDates
fields: {CINplanDates: [CINPlanStartDate, CINPlanEndDate]}
lines:
  - {line: at_end, label: Plans open on 31 March}
  - {line: children_at_end, label: Children with a plan on 31 March, counts: children}
  - {line: started, label: Plans that started in the year}
  - {line: ended, label: Plans that ended in the year}
---*/
with
    open_plan as (
        select *
        from CINplanDates
        where is_open_on(CINPlanStartDate_on, CINPlanEndDate, CINPlanEndDate_on, $collection_end)
    )

select 'at_end' as line, row_number
from open_plan
union all
select 'children_at_end' as line, row_number
from open_plan
union all
select 'started' as line, row_number
from CINplanDates
where in_year(CINPlanStartDate_on)
union all
select 'ended' as line, row_number
from CINplanDates
where in_year(CINPlanEndDate_on)
