with
    referrals as (select * from {{ ref("fct_referral") }}),

    -- Referrals of one child on one day are one referral: the first gives source and date, and if
    -- any of them was taken further, so was the referral.
    final as (
        select
            authority,
            child_id,
            referred_on,
            min(referral_id) filter (not is_same_day_repeat) as episode_id,
            min(source_code) filter (not is_same_day_repeat) as source_code,
            bool_and(is_no_further_action) as is_no_further_action,
            min_by(primary_need_code, is_same_day_repeat) filter (
                not is_no_further_action
            ) as primary_need_code,
            case
                when count(*) filter (not is_no_further_action and closed_on is null) = 0
                then max(closed_on) filter (not is_no_further_action)
            end as closed_on,
            max_by(closure_reason_code, closed_on) filter (
                not is_no_further_action
            ) as closure_reason_code,
            min(source_table) filter (not is_same_day_repeat) as source_table,
            min(source_row) filter (not is_same_day_repeat) as source_row,
        from referrals
        group by authority, child_id, referred_on
    )

select *
from final
