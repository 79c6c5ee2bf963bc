with
    period_ends as (select period_end from {{ ref("int_period_end") }}),

    episodes as (select * from {{ ref("fct_care_episode") }}),

    placements as (select * from {{ ref("fct_placement") }}),

    held as (select * from {{ ref("int_child_team") }}),

    -- The night counts: a child who leaves on the last day of the period is not looked after at
    -- its end.
    looked_after as (
        select period_ends.period_end, episodes.*,
        from episodes
        inner join
            period_ends
            on episodes.started_on <= period_ends.period_end
            and {{ end_or_open("episodes.ended_on") }} > period_ends.period_end
    ),

    -- Placements of any period of care that were open or began in the twelve months to the period
    -- end, without temporary placements and short breaks (definition of the SSDA903 first release,
    -- table on placement stability).
    moves as (
        select
            looked_after.authority,
            looked_after.period_end,
            looked_after.child_id,
            count(distinct placements.placement_id) as placements_in_year,
        from looked_after
        inner join
            placements
            on looked_after.authority = placements.authority
            and looked_after.child_id = placements.child_id
            and not placements.is_temporary
            and not placements.is_short_break_series
            and placements.started_on <= looked_after.period_end
            and (
                placements.ended_on is null
                or placements.ended_on >= {{ add_months("(looked_after.period_end + 1)", -12) }}
            )
        group by looked_after.authority, looked_after.period_end, looked_after.child_id
    ),

    final as (
        select
            looked_after.authority,
            looked_after.period_end,
            looked_after.child_id,
            looked_after.care_period_id,
            looked_after.care_episode_id,
            looked_after.legal_status_code,
            looked_after.primary_need_code,
            looked_after.placement_id,
            looked_after.placement_type_code,
            looked_after.placement_provider_code,
            cast(coalesce(moves.placements_in_year, 0) as integer) as placements_in_year,
            looked_after.is_short_break_series,
            held.team,
            looked_after.source_table,
            looked_after.source_row,
        from looked_after
        left join
            moves
            on looked_after.authority = moves.authority
            and looked_after.period_end = moves.period_end
            and looked_after.child_id = moves.child_id
        left join held on {{ held_on("held", "looked_after", "looked_after.period_end") }}
    )

select *
from final
