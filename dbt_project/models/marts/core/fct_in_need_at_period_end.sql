with
    episodes as (select * from {{ ref("int_in_need__episode") }} where not is_no_further_action),

    period_ends as (select period_end from {{ ref("int_period_end") }}),

    held as (select * from {{ ref("int_child_team") }}),

    -- A case that is closed on the day is not open at its close, as in the census.
    open_episodes as (
        select period_ends.period_end, episodes.*,
        from episodes
        inner join
            period_ends
            on episodes.referred_on <= period_ends.period_end
            and {{ end_or_open("episodes.closed_on") }} > period_ends.period_end
    ),

    final as (
        select
            open_episodes.authority,
            open_episodes.period_end,
            open_episodes.episode_id,
            open_episodes.child_id,
            open_episodes.referred_on,
            open_episodes.primary_need_code,
            open_episodes.is_after_adoption,
            held.team,
            held.worker_id,
            open_episodes.source_system,
            open_episodes.source_table,
            open_episodes.source_file,
            open_episodes.source_row,
        from open_episodes
        left join held on {{ held_on("held", "open_episodes", "open_episodes.period_end") }}
    )

select *
from final
