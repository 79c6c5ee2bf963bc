/*---
code: "1003"
message: The decision to place for adoption is earlier than the child's first start in care
severity: error
kind: join
tables: {PlacedAdoption: [DATE_PLACED], Episodes: [DECOM, RNE]}
---*/
with
    first_start as (
        select
            CHILD,
            arg_min(row_number, episode_number) as row_number,
            min(DECOM_on) as starts_on
        from episode_in_order
        where RNE = 'S'
        group by CHILD
    )
select decision.row_number as PlacedAdoption, first_start.row_number as Episodes
from PlacedAdoption as decision
inner join first_start using (CHILD)
where decision.DATE_PLACED_on < first_start.starts_on
