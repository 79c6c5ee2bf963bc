/*---
code: "8816"
message: An open episode of need is not the child's latest
severity: error
kind: sequence
tables: {CINdetails: [CINreferralDate, ReferralNFA, CINclosureDate]}
---*/
-- The episode that came after it is flagged too. Two open episodes of one day: neither is the
-- latest. An open episode beside a closed one of the same day passes. A referral that led to no
-- further action is never open, though it may be the later one.
with
    episode as (
        select
            row_number,
            child_id,
            CINreferralDate_on as referred_on,
            max(CINreferralDate_on) over (partition by child_id) as last_referred_on,
            coalesce(CINclosureDate is null and not ReferralNFA_is, false) as is_open
        from CINdetails
        where CINreferralDate_on is not null and child_id is not null
    ),
    child as (
        select
            *,
            bool_or(is_open and referred_on < last_referred_on) over (
                partition by child_id
            ) as has_earlier_open,
            count(*) filter (where is_open and referred_on = last_referred_on) over (
                partition by child_id
            ) as open_on_last_day
        from episode
    )
select row_number
from child
where
    (is_open and referred_on < last_referred_on)
    or (
        referred_on = last_referred_on
        and (has_earlier_open or (is_open and open_on_last_day > 1))
    )
