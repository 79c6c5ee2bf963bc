-- Each child of Header beside the list of unaccompanied children, of this year and of last: whether
-- the child is, and was, unaccompanied. The column of Header says so where it is filled (the XML form
-- has it), else whoever is in the list is. `uasc_row` is the row in the list.
select
    Header.row_number as header_row,
    Header.CHILD,
    Header.DOB_on,
    coalesce(Header.UASC = '1', listed.row_number is not null) as is_unaccompanied,
    listed.row_number as uasc_row,
    listed.DUC,
    listed.DUC_on,
    header_before.row_number is not null as was_in_header,
    coalesce(
        header_before.UASC = '1', listed_before.row_number is not null
    ) as was_unaccompanied,
    listed_before.DUC as before_DUC,
    listed_before.DUC_on as before_DUC_on,
    listed_before.DOB_on as before_DOB_on
from Header
left join UASC as listed on listed.CHILD = Header.CHILD
left join Header_previous as header_before on header_before.CHILD = Header.CHILD
left join UASC_previous as listed_before on listed_before.CHILD = Header.CHILD
