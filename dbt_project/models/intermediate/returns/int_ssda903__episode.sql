with
    years as (select * from {{ ref("int_return_year") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    -- The chain as it stood at the year end: an end that came later is not there, and neither are
    -- its reasons.
    final as (
        select
            years.collection_year,
            years.year_start,
            years.year_end,
            episodes.* exclude (
                ended_on,
                reason_ceased_code,
                placement_type_code,
                placement_provider_code,
                placement_change_reason_code
            ),
            -- A system holds one code for all years, and the return wants the code of the year. K3
            -- was H5 or P2 before 2024-25, and H5 is nearer; which of Z11 to Z14 a Z1 is can only
            -- be recorded.
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
            case when episodes.ended_on <= years.year_end then episodes.ended_on end as ended_on,
            case
                when episodes.ended_on <= years.year_end then episodes.reason_ceased_code
            end as reason_ceased_code,
            case
                when episodes.ended_on <= years.year_end then episodes.placement_change_reason_code
            end as placement_change_reason_code,
        from episodes
        inner join
            years
            on episodes.started_on <= years.year_end
            and coalesce(episodes.ended_on >= years.year_start, true)
    )

select *
from final
