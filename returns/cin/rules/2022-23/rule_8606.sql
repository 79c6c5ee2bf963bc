/*---
code: "8606"
message: The child was referred more than 40 weeks before the birth
severity: error
kind: join
tables:
  CINdetails: [CINreferralDate]
  ChildIdentifiers: [PersonBirthDate, ExpectedPersonBirthDate]
---*/
-- Of the birth and the expected birth, the later that is known.
select CINdetails.row_number as CINdetails, ChildIdentifiers.row_number as ChildIdentifiers
from CINdetails
inner join ChildIdentifiers using (LAchildID)
where
    CINdetails.CINreferralDate_on
    < greatest(ChildIdentifiers.PersonBirthDate_on, ChildIdentifiers.ExpectedPersonBirthDate_on)
    - 280
