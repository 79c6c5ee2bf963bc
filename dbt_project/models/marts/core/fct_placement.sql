with
    episodes as (select * from {{ ref("fct_care_episode") }} where placement_id is not null),

    placements as (select * from {{ ref("int_care__placement") }}),

    held as (select * from {{ ref("int_child_team") }}),

    beside as (
        select
            *,
            coalesce(placement_type_code in ('T0', 'T1', 'T2', 'T3', 'T4'), false) as is_temporary,
            coalesce(
                lag(placement_type_code) over (
                    partition by authority, care_period_id order by started_on
                )
                in ('T0', 'T1', 'T2', 'T3', 'T4'),
                false
            ) as is_after_temporary,
        from episodes
    ),

    -- A child who comes back from a temporary placement comes back to the same placement, which
    -- never ended, though the system may hold another record of it (rule 383 knows it by type and
    -- postcode).
    compared as (
        select
            *,
            placement_id is not distinct from lag(placement_id) over lasting
            or (
                is_after_temporary
                and not is_temporary
                and placement_type_code is not distinct from lag(placement_type_code) over lasting
                and placement_postcode is not distinct from lag(placement_postcode) over lasting
            ) as is_same_stay,
        from beside
        window lasting as (partition by authority, care_period_id, is_temporary order by started_on)
    ),

    numbered as (
        select
            *,
            count_if(not is_same_stay) over (
                partition by authority, care_period_id, is_temporary order by started_on
            ) as stay_number,
        from compared
    ),

    named as (
        select
            * exclude (placement_id),
            first_value(placement_id) over (
                partition by authority, care_period_id, is_temporary, stay_number
                order by started_on
            ) as placement_id,
        from numbered
    ),

    stays as (
        select
            authority,
            placement_id,
            care_period_id,
            child_id,
            min(started_on) as started_on,
            case when count(*) = count(ended_on) then max(ended_on) end as ended_on,
            any_value(placement_type_code) as placement_type_code,
            any_value(placement_provider_code) as placement_provider_code,
            bool_and(is_short_break_series) as is_short_break_series,
        from named
        group by authority, placement_id, care_period_id, child_id
    ),

    final as (
        select
            stays.authority,
            stays.placement_id,
            stays.care_period_id,
            stays.child_id,
            stays.started_on,
            stays.ended_on,
            stays.placement_type_code,
            stays.placement_provider_code,
            coalesce(
                stays.placement_type_code in ('T0', 'T1', 'T2', 'T3', 'T4'), false
            ) as is_temporary,
            stays.is_short_break_series,
            placements.carer_id,
            placements.placement_urn,
            held.team,
            placements.source_table,
            placements.source_row,
        from stays
        inner join
            placements
            on stays.authority = placements.authority
            and stays.child_id = placements.child_id
            and stays.placement_id = placements.placement_id
        left join held on {{ held_on("held", "stays", "stays.started_on") }}
    )

select *
from final
