-- Each episode of a child of Header, with how old the child was when it started and ended, in whole
-- years; null where a date is not known. `header_row` is the child's row in Header.
select
    Episodes.CHILD,
    Episodes.row_number,
    Episodes.DEC,
    Episodes.RNE,
    Episodes.LS,
    Episodes.PLACE,
    Episodes.REC,
    Header.row_number as header_row,
    Header.DOB_on,
    age_on(Header.DOB_on, Episodes.DECOM_on) as age_at_start,
    age_on(Header.DOB_on, Episodes.DEC_on) as age_at_end
from Episodes
inner join Header using (CHILD)
