/*---
report: primary_need_of_referrals
order: 60
title: Referrals by primary need
definition: Referrals of the year that led to more than no further action, by primary need.
source: "DfE, Children in need census 2023 to 2024 guide, 4.5"
table: CINdetails
fields: {CINdetails: [CINreferralDate, ReferralNFA]}
lines:
  - {codes: PrimaryNeedCode}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('PrimaryNeedCode', PrimaryNeedCode) as line, row_number
from counted_episode
where is_referred_in_year and not is_nfa
