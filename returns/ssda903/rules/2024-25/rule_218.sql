/*---
code: "218"
message: The URN is blank, and the type of placement asks for one
severity: error
kind: row
tables: {Episodes: [URN]}
---*/
-- Where the authority of the placement is not known the placement counts as in England. An end that
-- cannot be read is not known to be in the year. A series of short breaks has no URN: rule 214.
select row_number
from Episodes
where
    URN is null
    and (LS is null or LS not in ('V3', 'V4'))
    and (DEC is null or DEC_on >= $collection_start)
    and (
        PLACE is null
        or PLACE not in (
            'P1', 'P3', 'R1', 'R2', 'R5', 'T0', 'T1', 'T2', 'T3', 'T4', 'Z1'
        )
    )
    and not is_outside_england(PL_LA)
