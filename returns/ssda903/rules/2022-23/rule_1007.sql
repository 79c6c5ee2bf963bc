/*---
code: "1007"
message: >-
  Care leaver items are given for somebody of 17 or 18 who was still looked after on that birthday
severity: error
kind: join
tables: {OC3: [IN_TOUCH, ACTIV, ACCOM, DOB]}
reads: [Episodes]
---*/
with
    young_person as (
        select
            row_number, CHILD, months_after(DOB_on, 12 * age_on(DOB_on, $collection_end)) as day
        from OC3
        where
            age_on(DOB_on, $collection_end) in (17, 18)
            and coalesce(IN_TOUCH, ACTIV, ACCOM) is not null
    )
select young_person.row_number
from young_person
inner join Episodes using (CHILD)
where is_open_on(Episodes.DECOM_on, Episodes.DEC, Episodes.DEC_on, young_person.day)
