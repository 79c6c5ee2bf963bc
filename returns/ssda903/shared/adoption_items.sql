-- Each row of AD1 with how many of its six items on the adoption are given.
select
    row_number,
    CHILD,
    (DATE_INT is not null)::integer
    + (DATE_MATCH is not null)::integer
    + (FOSTER_CARE is not null)::integer
    + (NB_ADOPTR is not null)::integer
    + (SEX_ADOPTR is not null)::integer
    + (LS_ADOPTR is not null)::integer as items_given
from AD1
