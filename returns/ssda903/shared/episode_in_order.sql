-- Each child's episodes in the order of time, numbered from 1, with how many the child has. An
-- episode whose start is not known stands in no order. Neighbours meet on CHILD and the number.
-- Of two that start and end together what stands in them decides, not their place in the file.
select
    *,
    row_number() over child_in_order as episode_number,
    count(*) over (partition by CHILD) as episodes_of_child
from Episodes
where DECOM_on is not null and CHILD is not null
window
    child_in_order as (
        partition by CHILD
        order by
            DECOM_on,
            DEC_on nulls last,
            DEC,
            RNE,
            REC,
            LS,
            CIN,
            PLACE,
            PLACE_PROVIDER,
            REASON_PLACE_CHANGE,
            HOME_POST,
            PL_POST,
            URN,
            PL_LA,
            PL_LOCATION,
            PL_DISTANCE,
            row_number
    )
