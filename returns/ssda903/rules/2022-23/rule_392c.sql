/*---
code: "392c"
message: The postcode of the home or of the placement does not exist
severity: error
kind: row
tables: {Episodes: [HOME_POST, PL_POST]}
---*/
-- By the list of postcodes; where that was not given, by the form of a British postcode alone.
with
    known as (
        select distinct postcode_key(POSTCODE) as postcode
        from postcodes
        where POSTCODE is not null
    ),
    cell as (
        select row_number, 1 as place, 'HOME_POST' as field, postcode_key(HOME_POST) as postcode
        from Episodes
        where HOME_POST is not null
        union all
        select row_number, 2 as place, 'PL_POST' as field, postcode_key(PL_POST) as postcode
        from Episodes
        where PL_POST is not null
    )
select cell.row_number, arg_min(cell.field, cell.place) as field
from cell
left join known using (postcode)
where
    known.postcode is null
    and (
        (select count(*) from known) > 0
        or not regexp_full_match(cell.postcode, '[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}')
    )
group by cell.row_number
