/*---
code: "165"
message: >-
  Whether she is a mother is no 0 or 1, is given for a boy or for a care leaver without an episode
  in the year, or is missing for a girl who was looked after in it
severity: error
kind: join
tables: {Header: [MOTHER, SEX], OC3: [IN_TOUCH, ACTIV, ACCOM]}
reads: [Episodes]
optional: [OC3]
---*/
-- The codes of sex are those of all years: 2 in a year of F is a finding of 101, and still a girl.
-- Short breaks (V3, V4) make nothing due, nor does an episode whose start is not known. Of care
-- leavers without any episode 628 speaks.
with
    looked_after as (
        select
            CHILD,
            bool_or(
                coalesce(
                    DECOM_on <= $collection_end
                    and (DEC_on is null or DEC_on >= $collection_start),
                    false
                )
            ) as is_in_year
        from Episodes
        where CHILD is not null and coalesce(LS not in ('V3', 'V4'), true)
        group by CHILD
    )
select Header.row_number as Header, OC3.row_number as OC3
from Header
left join looked_after using (CHILD)
left join OC3 using (CHILD)
where
    Header.MOTHER not in ('0', '1')
    or (Header.MOTHER is not null and Header.SEX in ('M', '1'))
    or (Header.MOTHER is null and Header.SEX in ('F', '2') and looked_after.is_in_year)
    or (
        Header.MOTHER is not null
        and Header.SEX in ('F', '2')
        and not looked_after.is_in_year
        and coalesce(OC3.IN_TOUCH, OC3.ACTIV, OC3.ACCOM) is not null
    )
