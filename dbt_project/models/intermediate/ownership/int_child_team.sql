with
    involvements as (select * from {{ ref("int_contract__involvements") }}),

    teams as (select * from {{ ref("dim_team") }}),

    spells as (
        select
            involvements.authority,
            involvements.invo_person_id as child_id,
            involvements.invo_involvements_id as involvement_id,
            involvements.invo_professional_id as worker_id,
            coalesce(
                lower(involvements.invo_professional_role_id) like '%allocated%'
                or lower(involvements.invo_professional_role_id)
                in ('cw', 'case worker', 'care worker'),
                false
            ) as is_allocated_worker,
            teams.team,
            involvements.invo_involvement_start_date as started_on,
            {{ until_as_at("involvements.invo_involvement_end_date") }} as ended_on,
        from involvements
        left join
            teams
            on involvements.authority = teams.authority
            and involvements.invo_professional_team = teams.team_id
        where
            involvements.invo_involvement_start_date <= {{ as_at() }}
            and coalesce(
                involvements.invo_involvement_end_date >= involvements.invo_involvement_start_date,
                true
            )
    ),

    -- Involvements overlap, and a child has one holder on a day. The days on which anything changes
    -- cut a child's life into pieces, and each piece goes to the allocated worker, or else to the
    -- involvement that began last.
    cuts as (
        select authority, child_id, started_on as cut_on
        from spells
        union
        select authority, child_id, ended_on + 1
        from spells
        where ended_on is not null
    ),

    pieces as (
        select
            authority,
            child_id,
            cut_on as valid_from,
            lead(cut_on) over (partition by authority, child_id order by cut_on) - 1 as valid_to,
        from cuts
    ),

    held as (
        select
            pieces.authority,
            pieces.child_id,
            pieces.valid_from,
            pieces.valid_to,
            spells.team,
            spells.worker_id,
        from pieces
        inner join
            spells
            on pieces.authority = spells.authority
            and pieces.child_id = spells.child_id
            and spells.started_on <= pieces.valid_from
            and {{ end_or_open("spells.ended_on") }} >= pieces.valid_from
        qualify
            row_number() over (
                partition by pieces.authority, pieces.child_id, pieces.valid_from
                order by
                    spells.is_allocated_worker desc,
                    spells.started_on desc,
                    spells.involvement_id desc
            )
            = 1
    ),

    -- A piece that continues the one before, with the same team and worker, is the same spell.
    marked as (
        select
            *,
            coalesce(
                lag(valid_to) over child + 1 = valid_from
                and lag(team) over child is not distinct from team
                and lag(worker_id) over child is not distinct from worker_id,
                false
            ) as is_continued,
        from held
        window child as (partition by authority, child_id order by valid_from)
    ),

    numbered as (
        select
            *,
            count(*) filter (not is_continued) over (
                partition by authority, child_id order by valid_from
            ) as spell_number,
        from marked
    ),

    final as (
        select
            authority,
            child_id,
            any_value(team) as team,
            any_value(worker_id) as worker_id,
            min(valid_from) as valid_from,
            case when count(*) = count(valid_to) then max(valid_to) end as valid_to,
        from numbered
        group by authority, child_id, spell_number
    )

select *
from final
