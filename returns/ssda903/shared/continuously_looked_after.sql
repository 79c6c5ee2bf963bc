-- Children looked after for the twelve months to the end of the year (base of OC2): in care in the
-- year, with no start after its first day, no end before its last but to go on at once (X1), and no
-- series of short breaks. Source: SSDA903 validation rules 2021-22, definition of the term.
select CHILD
from Episodes
where CHILD is not null
group by CHILD
having
    bool_or(
        DECOM_on <= $collection_end
        and (DEC_on >= $collection_start or DEC_on is null)
    )
    and not bool_or(
        coalesce(
            RNE = 'S' and DECOM_on > $collection_start and DECOM_on <= $collection_end, false
        )
        or coalesce(
            REC is distinct from 'X1' and DEC_on >= $collection_start and DEC_on < $collection_end,
            false
        )
        or coalesce(
            LS in ('V3', 'V4')
            and DECOM_on <= $collection_end
            and (DEC_on >= $collection_start or DEC_on is null),
            false
        )
    )
