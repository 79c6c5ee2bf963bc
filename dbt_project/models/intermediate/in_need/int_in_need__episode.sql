with
    referrals as (select * from {{ ref("fct_referral") }}),

    enquiries as (select * from {{ ref("fct_section_47") }}),

    care_periods as (select * from {{ ref("fct_care_period") }}),

    -- Referrals of one child on one day are one referral: the first gives source and date, and if
    -- any of them was taken further, so was the referral. What came while the case was open
    -- belongs to it, and it is closed with the last of them.
    cases as (
        select
            authority,
            child_id,
            case_opened_on as referred_on,
            min(referral_id) filter (is_first) as episode_id,
            min(source_code) filter (is_first) as source_code,
            bool_and(is_no_further_action) as is_no_further_action,
            min_by(primary_need_code, (referred_on, is_same_day_repeat)) filter (
                not is_no_further_action
            ) as primary_need_code,
            case
                when count(*) filter (not is_no_further_action and closed_on is null) = 0
                then max(closed_on) filter (not is_no_further_action)
            end as closed_on,
            max_by(closure_reason_code, closed_on) filter (
                not is_no_further_action
            ) as closure_reason_code,
            min(source_system) filter (is_first) as source_system,
            min(source_table) filter (is_first) as source_table,
            min(source_file) filter (is_first) as source_file,
            min(source_row) filter (is_first) as source_row,
        from (select *, not is_same_day_repeat and not is_on_open_case as is_first, from referrals)
        group by authority, child_id, case_opened_on
    ),

    adopted as (
        select authority, child_id, max(ended_on) as adopted_on,
        from care_periods
        where reason_ceased_code in ('E11', 'E12')
        group by authority, child_id
    ),

    enquired as (
        select
            cases.*,
            adopted.adopted_on,
            -- Closing may take a month after the order; what is open longer is a need of its own.
            coalesce(
                cases.referred_on < adopted.adopted_on
                and not cases.is_no_further_action
                and coalesce(cases.closed_on, {{ as_at() }})
                > {{ add_months("adopted.adopted_on", 1) }},
                false
            ) as goes_on_after_adoption,
            exists (
                select 1
                from enquiries
                where
                    cases.authority = enquiries.authority
                    and cases.child_id = enquiries.child_id
                    and not cases.is_no_further_action
                    and enquiries.started_on
                    between cases.referred_on and {{ end_or_open("cases.closed_on") }}
            ) as has_section_47,
        from cases
        left join
            adopted on cases.authority = adopted.authority and cases.child_id = adopted.child_id
    ),

    -- A child who is adopted from care and still in need has two records without a link: the
    -- second begins on the day of the order.
    recorded as (
        select
            * replace(
                case when goes_on_after_adoption then adopted_on else closed_on end as closed_on,
                case
                    when goes_on_after_adoption then 'RC1' else closure_reason_code
                end as closure_reason_code
            ),
            referred_on as case_opened_on,
            coalesce(referred_on >= adopted_on, false) as is_after_adoption,
        from enquired
        union all
        select
            * replace(adopted_on as referred_on, episode_id || ' adopted' as episode_id),
            referred_on as case_opened_on,
            true as is_after_adoption,
        from enquired
        where goes_on_after_adoption
    ),

    final as (
        select
            authority,
            child_id,
            case
                when is_after_adoption
                then
                    upper(left(md5(concat_ws(' ', authority, child_id, adopted_on, 'adopted')), 10))
                else child_id
            end as la_child_id,
            is_after_adoption,
            case_opened_on,
            referred_on,
            episode_id,
            source_code,
            is_no_further_action,
            has_section_47,
            primary_need_code,
            closed_on,
            -- The codes for cases that were closed after assessment are not for one with a section
            -- 47 enquiry: the child was in need when it began.
            case
                when has_section_47 and closure_reason_code in ('RC8', 'RC9')
                then 'RC7'
                else closure_reason_code
            end as closure_reason_code,
            closure_reason_code as recorded_closure_reason_code,
            source_system,
            source_table,
            source_file,
            source_row,
        from recorded
    )

select *
from final
