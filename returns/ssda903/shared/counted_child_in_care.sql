-- Children looked after at the close of the last day of the year, one row each: the latest open
-- episode. Those whose only open episode is of a series of short breaks (V3, V4) are marked, for
-- nearly every published figure leaves them out.
select
    *,
    coalesce(LS in ('V3', 'V4'), false) as is_short_breaks,
    age_on(born_on, $collection_end) as age
from
    (
        select
            Episodes.*,
            (
                select min(Header.DOB_on) from Header where Header.CHILD = Episodes.CHILD
            ) as born_on
        from Episodes
    )
where is_open_on(DECOM_on, DEC, DEC_on, $collection_end)
qualify
    row_number() over (
        partition by CHILD
        order by
            coalesce(LS in ('V3', 'V4'), false), DECOM_on desc, DEC_on desc nulls first, row_number
    )
    = 1
