/*---
code: "607"
message: A girl left care in the year, and whether she is a mother is blank
severity: error
kind: join
tables: {Episodes: [DEC, REC, LS], Header: [MOTHER, SEX]}
---*/
select Episodes.row_number as Episodes, Header.row_number as Header
from Episodes
inner join Header using (CHILD)
where
    in_year(Episodes.DEC_on)
    and Episodes.REC <> 'X1'
    and (Episodes.LS is null or Episodes.LS not in ('V3', 'V4'))
    and Header.SEX = '2'
    and Header.MOTHER is null
