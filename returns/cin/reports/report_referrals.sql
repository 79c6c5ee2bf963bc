/*---
report: referrals
order: 30
title: Referrals
definition: Referrals of the year, each counted, whatever became of it.
source: "DfE, Children in need census 2023 to 2024 guide, 1.10, check 02; DfE, Children in need statistics: referrals and re-referrals"
table: CINdetails
fields: {CINdetails: [CINreferralDate, ReferralNFA]}
lines:
  - {line: all, label: Referrals, check: 25}
  - {line: children, label: Children referred, counts: children}
  - {line: nfa, label: With no further action}
  - {line: nfa_percent, label: Share with no further action, percent: [nfa, all]}
  - {line: repeat, label: Re-referrals within 12 months, looks_back: true, definition: The child was referred on an earlier day of the twelve months before}
  - {line: repeat_percent, label: Share of re-referrals within 12 months, percent: [repeat, all], looks_back: true}
  - {line: not_in_need, label: Assessed and not in need, definition: "Closed with RC8 or RC9 after an assessment, with no enquiry and no plan"}
  - {line: not_in_need_percent, label: Share assessed and not in need, percent: [not_in_need, all]}
---*/
with referral as (select * from counted_episode where is_referred_in_year)

select 'all' as line, row_number
from referral
union all
select 'children' as line, row_number
from referral
union all
select 'nfa' as line, row_number
from referral
where is_nfa
union all
select 'repeat' as line, row_number
from referral
where is_repeat
union all
select 'not_in_need' as line, row_number
from referral
where is_not_in_need
