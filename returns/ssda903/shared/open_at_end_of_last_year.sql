-- Each child's last episode of last year's return, where that one was open. An episode whose start is
-- not known is never the last. Of several that start together what stands in them decides, not their
-- place in the file.
select Episodes_previous.*
from Episodes_previous
semi join (
    select CHILD, max(DECOM_on) as DECOM_on from Episodes_previous group by CHILD
) as last_start using (CHILD, DECOM_on)
where DEC is null
qualify
    row_number() over (
        partition by CHILD
        order by
            RNE desc nulls first,
            REC desc nulls first,
            LS desc nulls first,
            CIN desc nulls first,
            PLACE desc nulls first,
            PLACE_PROVIDER desc nulls first,
            REASON_PLACE_CHANGE desc nulls first,
            HOME_POST desc nulls first,
            PL_POST desc nulls first,
            URN desc nulls first,
            PL_LA desc nulls first,
            PL_LOCATION desc nulls first,
            PL_DISTANCE desc nulls first,
            row_number desc
    )
    = 1
