/*---
report: primary_need
order: 50
title: Children in need on 31 March by primary need
definition: Episodes of need open on 31 March by the need that is recorded first.
source: "DfE, Children in need statistics: children in need at 31 March by primary need"
table: CINdetails
fields: {CINdetails: [CINreferralDate, CINclosureDate, ReferralNFA]}
lines:
  - {codes: PrimaryNeedCode}
  - {line: unknown, label: Blank or not in the code list}
---*/
select listed_or_unknown('PrimaryNeedCode', PrimaryNeedCode) as line, row_number
from counted_episode
where is_open_at_end
