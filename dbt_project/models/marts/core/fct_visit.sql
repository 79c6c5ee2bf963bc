with
    in_need as (select * from {{ ref("int_contract__cin_visits") }}),

    protection as (select * from {{ ref("int_contract__cp_visits") }}),

    looked_after as (select * from {{ ref("int_contract__cla_visits") }}),

    held as (select * from {{ ref("int_child_team") }}),

    recorded as (
        select
            authority,
            'in_need' as visit_kind,
            cinv_cin_visit_id as visit_id,
            cinv_person_id as child_id,
            cinv_cin_visit_date as visit_on,
            cinv_cin_visit_seen as is_seen,
            cinv_cin_visit_seen_alone as is_seen_alone,
            source_system,
            source_table,
            source_file,
            source_row,
        from in_need
        union all
        select
            authority,
            'protection',
            cppv_cp_visit_id,
            cppv_person_id,
            cppv_cp_visit_date,
            cppv_cp_visit_seen,
            cppv_cp_visit_seen_alone,
            source_system,
            source_table,
            source_file,
            source_row,
        from protection
        union all
        select
            authority,
            'looked_after',
            clav_cla_visit_id,
            clav_person_id,
            clav_cla_visit_date,
            clav_cla_visit_seen,
            clav_cla_visit_seen_alone,
            source_system,
            source_table,
            source_file,
            source_row,
        from looked_after
    ),

    happened as (
        select
            *,
            -- A system that hands over no answer at all would otherwise seem to see no child.
            coalesce(
                is_seen, count(is_seen) over (partition by authority, visit_kind) = 0
            ) as is_taken_as_seen,
            lag(visit_on) over (
                partition by authority, child_id, visit_kind order by visit_on, visit_id
            ) as previous_visit_on,
        from recorded
        where visit_on <= {{ as_at() }}
    ),

    final as (
        select
            happened.authority,
            happened.visit_kind,
            happened.visit_id,
            happened.child_id,
            happened.visit_on,
            happened.is_seen,
            happened.is_seen_alone,
            happened.is_taken_as_seen,
            happened.previous_visit_on,
            cast(happened.visit_on - happened.previous_visit_on as integer) as days_since_previous,
            held.team,
            held.worker_id,
            happened.source_system,
            happened.source_table,
            happened.source_file,
            happened.source_row,
        from happened
        left join held on {{ held_on("held", "happened", "happened.visit_on") }}
    )

select *
from final
