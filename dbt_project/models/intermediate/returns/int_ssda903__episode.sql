with
    years as (select * from {{ ref("int_return_year") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    -- A system holds one code for all years, and the return wants the code of the year. K3 was H5
    -- or P2 before 2024-25, and H5 is nearer; which of Z11 to Z14 a Z1 is can only be recorded.
    coded as (
        select
            years.collection_year,
            years.year_start,
            years.year_end,
            episodes.* exclude (placement_type_code, placement_provider_code),
            episodes.placement_type_code as recorded_type_code,
            case
                when
                    episodes.placement_type_code in ('H5', 'P2')
                    and years.collection_year >= '2024-25'
                then 'K3'
                when episodes.placement_type_code = 'K3' and years.collection_year < '2024-25'
                then 'H5'
                when
                    episodes.placement_type_code in ('Z11', 'Z12', 'Z13', 'Z14')
                    and years.collection_year < '2025-26'
                then 'Z1'
                else episodes.placement_type_code
            end as placement_type_code,
            -- Placed with parents, there is no provider but the parents (rules 527 to 531).
            coalesce(
                episodes.placement_provider_code,
                case when episodes.placement_type_code = 'P1' then 'PR0' end
            ) as placement_provider_code,
        from episodes
        inner join years on episodes.started_on <= years.year_end
    ),

    compared as (
        select
            *,
            coalesce(
                recorded_type_code <> lag(recorded_type_code) over period
                and placement_type_code = lag(placement_type_code) over period
                and legal_status_code is not distinct from lag(legal_status_code) over period
                and placement_provider_code
                is not distinct from lag(placement_provider_code) over period
                and placement_urn is not distinct from lag(placement_urn) over period
                and placement_postcode is not distinct from lag(placement_postcode) over period,
                false
            ) as is_new_by_code_alone,
        from coded
        window
            period as (partition by collection_year, authority, care_period_id order by started_on)
    ),

    numbered as (
        select
            *,
            count_if(not is_new_by_code_alone) over (
                partition by collection_year, authority, care_period_id order by started_on
            ) as episode_number,
        from compared
    ),

    -- Where a placement was given its new code as a placement of its own, and is the same by the
    -- codes of the year, there is one episode.
    joined as (
        select
            * exclude (
                ended_on,
                reason_ceased_code,
                placement_change_reason_code,
                recorded_type_code,
                is_new_by_code_alone,
                episode_number
            ),
            last_value(ended_on) over episode as ended_on,
            last_value(reason_ceased_code) over episode as reason_ceased_code,
            last_value(placement_change_reason_code) over episode as placement_change_reason_code,
        from numbered
        window
            episode as (
                partition by collection_year, authority, care_period_id, episode_number
                order by started_on
                rows between unbounded preceding and unbounded following
            )
        qualify not is_new_by_code_alone
    ),

    -- The chain as it stood at the year end: an end that came later is not there, and neither are
    -- its reasons.
    final as (
        select
            * exclude (ended_on, reason_ceased_code, placement_change_reason_code),
            case when ended_on <= year_end then ended_on end as ended_on,
            case when ended_on <= year_end then reason_ceased_code end as reason_ceased_code,
            case
                when ended_on <= year_end then placement_change_reason_code
            end as placement_change_reason_code,
        from joined
        where coalesce(ended_on >= year_start, true)
    )

select *
from final
