/*---
code: "554"
message: The decision to place for adoption is later than the placement order
severity: error
kind: join
tables: {PlacedAdoption: [DATE_PLACED], Episodes: [DECOM, LS]}
---*/
with
    first_under_order as (
        select
            CHILD,
            arg_min(row_number, episode_number) as row_number,
            min(DECOM_on) as starts_on
        from episode_in_order
        where LS = 'E1'
        group by CHILD
    )
select decision.row_number as PlacedAdoption, first_under_order.row_number as Episodes
from PlacedAdoption as decision
inner join first_under_order using (CHILD)
where decision.DATE_PLACED_on > first_under_order.starts_on
