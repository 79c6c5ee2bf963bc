with
    supervisions as (select * from {{ ref("int_contract__supervision") }}),

    held as (select * from {{ ref("int_child_team") }}),

    dated as (
        select
            authority,
            supv_supervision_id as supervision_id,
            supv_person_id as child_id,
            supv_professional_id as worker_id,
            supv_held_on as held_on,
            source_system,
            source_table,
            source_file,
            source_row,
        from supervisions
        where supv_held_on <= {{ as_at() }}
    ),

    final as (
        select
            dated.authority,
            dated.supervision_id,
            dated.child_id,
            dated.held_on,
            lag(dated.held_on) over cases as previous_held_on,
            cast(dated.held_on - lag(dated.held_on) over cases as integer) as days_since_previous,
            lead(dated.held_on) over cases is null as is_latest,
            held.team,
            dated.worker_id,
            dated.source_system,
            dated.source_table,
            dated.source_file,
            dated.source_row,
        from dated
        left join held on {{ held_on("held", "dated", "dated.held_on") }}
        window
            cases as (
                partition by dated.authority, dated.child_id
                order by dated.held_on, dated.supervision_id
            )
    )

select *
from final
