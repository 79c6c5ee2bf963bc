with
    professionals as (select * from {{ ref("int_contract__professionals") }}),

    hours as (select * from {{ ref("int_contract__worker_hours") }}),

    teams as (select * from {{ ref("dim_team") }}),

    -- A child who is handed over on the day after was held at the close of the day.
    held as (
        select
            *,
            lead(valid_from) over (
                partition by authority, child_id order by valid_from
            ) as next_held_from,
        from {{ ref("int_child_team") }}
    ),

    period_ends as (select period_end from {{ ref("int_period_end") }}),

    -- A child is one case of the one worker who holds it; who lets go on the day holds it no more.
    cases as (
        select
            held.authority,
            held.worker_id,
            period_ends.period_end,
            count(distinct held.child_id) as cases_held,
            mode(held.team order by held.team) as team,
        from held
        inner join
            period_ends
            on held.valid_from <= period_ends.period_end
            and {{ end_or_open("held.valid_to") }} >= period_ends.period_end
        where
            held.worker_id is not null
            and (
                {{ end_or_open("held.valid_to") }} > period_ends.period_end
                or held.next_held_from = held.valid_to + 1
            )
        group by held.authority, held.worker_id, period_ends.period_end
    ),

    -- The last day of a spell of hours is worked, unless the next spell begins on it.
    hours_in_force as (
        select
            hours.authority,
            hours.wkhr_professional_id as worker_id,
            period_ends.period_end,
            hours.wkhr_team_id as team_id,
            hours.wkhr_weekly_hours as weekly_hours,
        from hours
        inner join
            period_ends
            on hours.wkhr_start_date <= period_ends.period_end
            and {{ end_or_open("hours.wkhr_end_date") }} >= period_ends.period_end
        qualify
            {{ end_or_open("hours.wkhr_end_date") }} > period_ends.period_end
            or max({{ end_or_open("hours.wkhr_end_date") }}) over (
                partition by hours.authority, hours.wkhr_professional_id, period_ends.period_end
            )
            = period_ends.period_end
    ),

    in_post as (
        select
            authority,
            worker_id,
            period_end,
            sum(weekly_hours) as weekly_hours,
            max_by(team_id, (coalesce(weekly_hours, 0), team_id)) as team_id,
        from hours_in_force
        group by authority, worker_id, period_end
    ),

    -- Of a worker whose hours are kept over time, their absence says that the worker is not there.
    kept as (select distinct authority, wkhr_professional_id as worker_id from hours),

    workers as (
        select authority, worker_id, period_end
        from cases
        union
        select authority, worker_id, period_end
        from in_post
    ),

    described as (
        select
            workers.authority,
            workers.worker_id,
            workers.period_end,
            coalesce(
                professionals.prof_social_worker_registration_no is not null
                or professionals.prof_professional_job_title ilike '%social worker%',
                false
            ) as is_social_worker,
            coalesce(professionals.prof_agency_worker_flag, false) as is_agency_worker,
            in_post.worker_id is not null or kept.worker_id is null as is_in_post,
            coalesce(teams.team, cases.team) as team,
            coalesce(cases.cases_held, 0) as cases_held,
            case
                when in_post.worker_id is not null
                then in_post.weekly_hours
                when kept.worker_id is not null
                then null
                else
                    coalesce(
                        professionals.prof_weekly_hours,
                        professionals.prof_full_time_equivalency
                        * {{ var("full_time_weekly_hours") }}
                    )
            end as weekly_hours,
            professionals.source_system,
            professionals.source_table,
            professionals.source_file,
            professionals.source_row,
        from workers
        left join
            professionals
            on workers.authority = professionals.authority
            and workers.worker_id = professionals.prof_professional_id
        left join
            cases
            on workers.authority = cases.authority
            and workers.worker_id = cases.worker_id
            and workers.period_end = cases.period_end
        left join
            in_post
            on workers.authority = in_post.authority
            and workers.worker_id = in_post.worker_id
            and workers.period_end = in_post.period_end
        left join kept on workers.authority = kept.authority and workers.worker_id = kept.worker_id
        left join teams on in_post.authority = teams.authority and in_post.team_id = teams.team_id
    ),

    final as (
        select
            authority,
            period_end,
            worker_id,
            cast(null as varchar) as child_id,
            is_social_worker,
            is_agency_worker,
            is_in_post,
            cast(cases_held as integer) as cases_held,
            weekly_hours,
            case
                when weekly_hours > 0 then weekly_hours / {{ var("full_time_weekly_hours") }}
            end as full_time_equivalent,
            team,
            source_system,
            source_table,
            source_file,
            source_row,
        from described
    )

select *
from final
