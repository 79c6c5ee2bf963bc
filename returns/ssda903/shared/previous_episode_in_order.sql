-- The same of last year's return.
select
    *,
    row_number() over child_in_order as episode_number,
    count(*) over (partition by CHILD) as episodes_of_child
from Episodes_previous
where DECOM_on is not null and CHILD is not null
window
    child_in_order as (
        partition by CHILD
        order by DECOM_on, DEC_on nulls last, DEC, RNE, REC, LS, CIN, PLACE, row_number
    )
