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

    recorded as (
        select
            stays.*,
            coalesce(
                stays.placement_type_code in ('T0', 'T1', 'T2', 'T3', 'T4'), false
            ) as is_temporary,
            coalesce(
                stays.placement_type_code in ('A3', 'A4', 'A5', 'A6'), false
            ) as is_for_adoption,
            placements.carer_id,
            placements.placement_urn,
            placements.source_system,
            placements.source_table,
            placements.source_file,
            placements.source_row,
        from stays
        inner join
            placements
            on stays.authority = placements.authority
            and stays.child_id = placements.child_id
            and stays.placement_id = placements.placement_id
    ),

    -- A home is one stay, or more that follow each other with one carer. Being placed for adoption
    -- begins a home of its own, with the same carer too. But a child who is placed for adoption
    -- with the foster carers of before (A3, A5) has not moved.
    beside_stays as (
        select
            *,
            coalesce(
                carer_id = lag(carer_id) over lasting
                and is_for_adoption = lag(is_for_adoption) over lasting,
                false
            ) as is_same_home,
            coalesce(
                placement_type_code in ('A3', 'A5')
                and lag(placement_type_code) over lasting
                in ('U1', 'U2', 'U3', 'U4', 'U5', 'U6', 'A3', 'A5'),
                false
            ) as is_with_foster_carers,
        from recorded
        window lasting as (partition by authority, care_period_id, is_temporary order by started_on)
    ),

    at_homes as (
        select
            *,
            count_if(not is_same_home) over (
                partition by authority, care_period_id, is_temporary order by started_on
            ) as home_number,
            count_if(not is_with_foster_carers) over (
                partition by authority, care_period_id, is_temporary order by started_on
            ) as counted_number,
        from beside_stays
    ),

    since as (
        select
            *,
            min(started_on) over (
                partition by authority, care_period_id, is_temporary, home_number
            ) as home_since,
            first_value(placement_id) over (
                partition by authority, care_period_id, is_temporary, counted_number
                order by started_on
            ) as counted_as,
        from at_homes
    ),

    final as (
        select
            since.authority,
            since.placement_id,
            since.care_period_id,
            since.child_id,
            since.started_on,
            since.ended_on,
            since.placement_type_code,
            since.placement_provider_code,
            since.is_temporary,
            since.is_short_break_series,
            since.counted_as,
            since.carer_id,
            since.placement_urn,
            case
                when since.is_temporary
                then null
                when since.is_for_adoption
                -- The latest of the homes before is the last of them.
                then
                    coalesce(
                        max(since.home_since) over (
                            partition by since.authority, since.care_period_id, since.is_temporary
                            order by since.home_number
                            range between unbounded preceding and 1 preceding
                        ),
                        since.home_since
                    )
                else since.home_since
            end as settled_since,
            held.team,
            since.source_system,
            since.source_table,
            since.source_file,
            since.source_row,
        from since
        left join held on {{ held_on("held", "since", "since.started_on") }}
    )

select *
from final
