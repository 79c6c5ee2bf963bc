/*---
report: referral_sources
order: 40
title: Referrals by source
definition: Referrals of the year by who made them.
source: "DfE, Children in need statistics: referrals by source"
table: CINdetails
fields: {CINdetails: [CINreferralDate]}
lines:
  - {codes: ReferralSource}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('ReferralSource', ReferralSource) as line, row_number
from counted_episode
where is_referred_in_year
