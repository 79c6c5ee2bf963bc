/*---
code: "552"
message: The latest decision to place for adoption is later than the first placement for adoption
severity: error
kind: sequence
tables: {PlacedAdoption: [DATE_PLACED], Episodes: [DECOM]}
---*/
with
    first_placement as (
        select
            CHILD,
            arg_min(row_number, episode_number) as row_number,
            min(DECOM_on) as placed_on
        from episode_in_order
        where PLACE in ('A3', 'A4', 'A5', 'A6')
        group by CHILD
    ),
    last_decision as (
        select CHILD, row_number, DATE_PLACED_on
        from placement_decision_in_order
        where DATE_PLACED_on is not null
        qualify
            row_number() over (partition by CHILD order by DATE_PLACED_on desc, decision_number) = 1
    )
select decision.row_number as PlacedAdoption, first_placement.row_number as Episodes
from last_decision as decision
inner join first_placement using (CHILD)
where decision.DATE_PLACED_on > first_placement.placed_on
