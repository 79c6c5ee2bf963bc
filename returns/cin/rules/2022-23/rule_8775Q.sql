/*---
code: "8775Q"
message: The child is over 25 years old
severity: query
kind: join
tables: {ChildIdentifiers: [PersonBirthDate], CINdetails: [CINclosureDate]}
---*/
-- Over 25 on the last day of the year, and in an episode that is open or that closed after the
-- birthday.
select ChildIdentifiers.row_number as ChildIdentifiers, CINdetails.row_number as CINdetails
from ChildIdentifiers
inner join CINdetails using (LAchildID)
where
    ChildIdentifiers.PersonBirthDate_on < $collection_end - interval 25 year
    and (
        CINdetails.CINclosureDate is null
        or CINdetails.CINclosureDate_on > ChildIdentifiers.PersonBirthDate_on + interval 25 year
    )
