/*---
code: "184"
message: >-
  The decision to place for adoption is earlier than the birth, or the birth is not given beside
  it
severity: error
kind: row
tables: {PlacedAdoption: [DATE_PLACED, DOB]}
---*/
-- That the date of birth is that of Header is for INT12.
select row_number
from PlacedAdoption
where DATE_PLACED_on is not null and (DOB is null or DATE_PLACED_on < DOB_on)
