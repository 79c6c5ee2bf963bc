with
    episodes as (select * from {{ ref("int_care__episode") }}),

    referrals as (select * from {{ ref("int_contract__cin_episodes") }}),

    addresses as (select * from {{ ref("int_contract__address") }}),

    held as (select * from {{ ref("int_child_team") }}),

    periods as (
        select
            authority,
            child_id,
            care_period_id,
            any_value(period_started_on) as period_started_on,
            min_by(primary_need_code, started_on) as primary_need_code,
            min_by(referral_id, started_on) as referral_id,
        from episodes
        group by authority, child_id, care_period_id
    ),

    -- The need that was recorded first in the period, else that of the referral which led to it.
    -- N9 and N0 are codes of the CIN census that the SSDA903 does not know.
    needs as (
        select
            periods.authority,
            periods.care_period_id,
            coalesce(
                periods.primary_need_code,
                case
                    when referrals.cine_cin_primary_need_code not in ('N9', 'N0')
                    then referrals.cine_cin_primary_need_code
                end
            ) as primary_need_code,
        from periods
        left join
            referrals
            on periods.authority = referrals.authority
            and periods.child_id = referrals.cine_person_id
            and referrals.cine_referral_date <= periods.period_started_on
        qualify
            row_number() over (
                partition by periods.authority, periods.care_period_id
                order by
                    coalesce(referrals.cine_referral_id = periods.referral_id, false) desc,
                    referrals.cine_referral_date desc nulls last,
                    referrals.cine_referral_id
            )
            = 1
    ),

    -- Home is where the child lived when care began. Systems move the address on that very day, so
    -- the day before counts first.
    homes as (
        select
            periods.authority,
            periods.care_period_id,
            upper(addresses.addr_address_postcode) as home_postcode,
        from periods
        inner join
            addresses
            on periods.authority = addresses.authority
            and periods.child_id = addresses.addr_person_id
            and coalesce(addresses.addr_address_start_date <= periods.period_started_on, true)
            and coalesce(addresses.addr_address_end_date >= periods.period_started_on - 1, true)
            and not coalesce(lower(addresses.addr_address_type) like '%placement%', false)
        where addresses.addr_address_postcode is not null
        qualify
            row_number() over (
                partition by periods.authority, periods.care_period_id
                order by
                    coalesce(
                        addresses.addr_address_start_date < periods.period_started_on, true
                    ) desc,
                    addresses.addr_address_start_date desc nulls last,
                    addresses.addr_table_id
            )
            = 1
    ),

    final as (
        select
            episodes.authority,
            episodes.care_episode_id,
            episodes.care_period_id,
            episodes.child_id,
            episodes.started_on,
            episodes.ended_on,
            episodes.reason_new_episode_code,
            episodes.reason_ceased_code,
            episodes.legal_status_code,
            needs.primary_need_code,
            episodes.placement_id,
            episodes.placement_type_code,
            episodes.placement_provider_code,
            episodes.placement_change_reason_code,
            episodes.placement_urn,
            episodes.placement_postcode,
            homes.home_postcode,
            episodes.is_short_break_series,
            held.team,
            episodes.source_system,
            episodes.source_table,
            episodes.source_file,
            episodes.source_row,
        from episodes
        left join
            needs
            on episodes.authority = needs.authority
            and episodes.care_period_id = needs.care_period_id
        left join
            homes
            on episodes.authority = homes.authority
            and episodes.care_period_id = homes.care_period_id
        left join held on {{ held_on("held", "episodes", "episodes.started_on") }}
    )

select *
from final
