/*---
report: in_need
order: 20
title: Children in need
definition: >-
  Episodes of need, without referrals that led to no further action and without those that were closed after assessment because the
  child was not in need. A child may have several episodes in a year, but only one at a time.
source: "DfE, Children in need statistics: children in need at any point in the year, starting, ending, at 31 March"
table: CINdetails
fields: {CINdetails: [CINreferralDate, CINclosureDate, ReferralNFA]}
lines:
  - {line: at_any_point, label: Episodes at any point in the year}
  - {line: children_at_any_point, label: Children at any point in the year, counts: children}
  - {line: started, label: Episodes that started in the year}
  - {line: ended, label: Episodes that ended in the year}
  - {line: at_end, label: Episodes open on 31 March}
  - {line: children_at_end, label: Children in need on 31 March, counts: children}
  - {line: two_years_at_end, label: Open on 31 March for two years or more, definition: 730 days or more since the referral}
  - {line: two_years_at_end_percent, label: Share open for two years or more, percent: [two_years_at_end, at_end]}
---*/
with
    in_need as (select * from counted_episode where not is_nfa and not is_not_in_need),

    line as (
        select *, unnest(
            list_filter(
                [
                    case
                        when is_open_at_start or is_open_at_end or is_referred_in_year
                        then 'at_any_point'
                    end,
                    case
                        when is_open_at_start or is_open_at_end or is_referred_in_year
                        then 'children_at_any_point'
                    end,
                    case when is_referred_in_year then 'started' end,
                    case when is_closed_in_year then 'ended' end,
                    case when is_open_at_end then 'at_end' end,
                    case when is_open_at_end then 'children_at_end' end,
                    case
                        when is_open_at_end and $collection_end - CINreferralDate_on >= 730
                        then 'two_years_at_end'
                    end
                ],
                lambda line: line is not null
            )
        ) as line
        from in_need
    )

select line, row_number
from line
