/*---
code: "8569Q"
message: A referral from before the collection led to no further action, or does not say
severity: query
kind: row
tables: {CINdetails: [ReferralNFA, CINreferralDate]}
---*/
-- Up to the day before the last working day of that year. One of the last working day may have been
-- decided on in this year, and have led to nothing.
with
    last_working_day as (
        select max(before_on) as last_on
        from
            (
                select $collection_start - days::integer as before_on
                from range(1, 15) as before(days)
            )
        where working_days_between(before_on - 1, before_on) = 1
    )
select CINdetails.row_number
from CINdetails
cross join last_working_day
where
    CINdetails.CINreferralDate_on < last_working_day.last_on
    and CINdetails.ReferralNFA_is is distinct from false
