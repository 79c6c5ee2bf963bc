/*---
report: closures_by_duration
order: 80
title: Episodes that ended, by duration
definition: >-
  Episodes of need that were closed in the year, without those closed after assessment because the child was not in need, by the time from
  referral to closure. Months are calendar months; two years are 730 days.
source: "DfE, Children in need statistics: children in need ending, by duration of the episode"
table: CINdetails
fields: {CINdetails: [CINreferralDate, CINclosureDate]}
lines:
  - {line: up_to_3_months, label: 3 months or less}
  - {line: up_to_6_months, label: More than 3 months and up to 6}
  - {line: under_1_year, label: More than 6 months and less than 1 year}
  - {line: under_2_years, label: 1 year and less than 2 years}
  - {line: two_years, label: 2 years or more}
  - {line: unknown, label: "Not known: no referral date, or one after the closure"}
---*/
select
    duration_band(CINreferralDate_on, CINclosureDate_on) as line,
    row_number
from counted_episode
where is_closed_in_year and not is_nfa and not is_not_in_need
