/*---
code: "1510"
message: The first letter of the UPN does not fit its digits
severity: error
kind: row
tables: {ChildIdentifiers: [UPN]}
---*/
-- Each of the twelve digits counts as often as its place says; what is left of the sum after
-- division by 23 picks the letter, of which I, O and S are none. A temporary number, which ends in
-- a letter, has no such sum.
with
    number as (
        select
            row_number,
            left(UPN, 1) as letter,
            list_sum(
                list_transform(
                    range(2, 14), lambda place: place * try_cast(substr(UPN, place, 1) as integer)
                )
            ) as total
        from ChildIdentifiers
        where regexp_full_match(UPN, '.[0-9]{12}')
    )
select row_number
from number
where letter <> substr('ABCDEFGHJKLMNPQRTUVWXYZ', (total % 23)::integer + 1, 1)
