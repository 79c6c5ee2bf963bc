/*---
code: "169"
message: The authority of the placement is blank or no code
severity: error
kind: row
tables: {Episodes: [PL_LA]}
needs: [PL_LA]
---*/
-- The department's three digits or the code of the Office for National Statistics.
select row_number
from Episodes
where
    (LS is null or LS not in ('V3', 'V4'))
    and (
        PL_LA is null
        or not regexp_full_match(upper(PL_LA), '\d{3}|[ENSW]\d{8}|CON|NIR|NUK|SCO|WAL')
    )
