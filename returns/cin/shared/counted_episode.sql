-- Episodes of need, with what the reports of the reconciliation count them as. A referral is a
-- repeat if the child was referred on an earlier day of the twelve months before, in this return or
-- in last year's. Assessed and not in need: closed after assessment (RC8, RC9) and nothing else was
-- done. Source: DfE, Children in need statistics, definitions of the measures.
with
    referral_day as (
        select distinct LAchildID, CINreferralDate_on
        from
            (
                select LAchildID, CINreferralDate_on
                from CINdetails
                union all
                select LAchildID, CINreferralDate_on
                from CINdetails_previous
            )
        where CINreferralDate_on is not null
    ),

    day_before as (
        select
            *,
            lag(CINreferralDate_on) over (
                partition by LAchildID order by CINreferralDate_on
            ) as referred_before_on
        from referral_day
    ),

    assessed as (select distinct LAchildID, CINdetailsID from Assessments),

    helped as (
        select LAchildID, CINdetailsID
        from Section47
        union
        select LAchildID, CINdetailsID
        from CINplanDates
        union
        select LAchildID, CINdetailsID
        from ChildProtectionPlans
    )

select
    CINdetails.*,
    coalesce(CINdetails.ReferralNFA_is, false) as is_nfa,
    in_year(CINdetails.CINreferralDate_on) as is_referred_in_year,
    in_year(CINdetails.CINclosureDate_on) as is_closed_in_year,
    coalesce(
        day_before.referred_before_on >= months_after(CINdetails.CINreferralDate_on, -12), false
    ) as is_repeat,
    not coalesce(CINdetails.ReferralNFA_is, false)
    and coalesce(
        CINdetails.ReasonForClosure in ('RC8', 'RC9')
        and CINdetails.CINclosureDate_on <= $collection_end,
        false
    )
    and assessed.CINdetailsID is not null
    and helped.CINdetailsID is null as is_not_in_need,
    not coalesce(CINdetails.ReferralNFA_is, false)
    and is_open_on(
        CINdetails.CINreferralDate_on,
        CINdetails.CINclosureDate,
        CINdetails.CINclosureDate_on,
        $collection_end
    ) as is_open_at_end,
    not coalesce(CINdetails.ReferralNFA_is, false)
    and is_open_on(
        CINdetails.CINreferralDate_on,
        CINdetails.CINclosureDate,
        CINdetails.CINclosureDate_on,
        $collection_start - 1
    ) as is_open_at_start
from CINdetails
left join day_before using (LAchildID, CINreferralDate_on)
left join assessed using (LAchildID, CINdetailsID)
left join helped using (LAchildID, CINdetailsID)
