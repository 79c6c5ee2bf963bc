with
    checks as (select * from {{ ref("int_contract__cla_health") }}),

    immunisations as (select * from {{ ref("int_contract__cla_immunisations") }}),

    questionnaires as (select * from {{ ref("int_contract__sdq_scores") }}),

    held as (select * from {{ ref("int_child_team") }}),

    recorded as (
        select
            authority,
            -- Councils write the kind as text of their own.
            case
                when lower(clah_health_check_type) like '%dent%'
                then 'dental_check'
                when lower(clah_health_check_type) like '%health assessment%'
                then 'health_assessment'
                when regexp_matches(lower(clah_health_check_type), 'develop|surveillance')
                then 'development_check'
                else 'other_check'
            end as event_kind,
            clah_health_check_id as health_event_id,
            clah_person_id as child_id,
            clah_health_check_date as event_on,
            coalesce(
                lower(clah_health_check_status) not in ('planned', 'refused', 'cancelled'), true
            ) as is_done,
            cast(null as bigint) as sdq_score,
            cast(null as varchar) as sdq_reason_code,
            source_system,
            source_table,
            source_file,
            source_row,
        from checks
        union all
        select
            authority,
            'immunisation',
            clai_person_id,
            clai_person_id,
            clai_immunisations_status_date,
            coalesce(clai_immunisations_status, false),
            null,
            null,
            source_system,
            source_table,
            source_file,
            source_row,
        from immunisations
        union all
        select
            authority,
            'sdq',
            csdq_table_id,
            csdq_person_id,
            csdq_sdq_completed_date,
            csdq_sdq_score is not null,
            csdq_sdq_score,
            csdq_sdq_reason,
            source_system,
            source_table,
            source_file,
            source_row,
        from questionnaires
    ),

    final as (
        select
            recorded.authority,
            recorded.event_kind,
            recorded.health_event_id,
            recorded.child_id,
            recorded.event_on,
            recorded.is_done,
            cast(recorded.sdq_score as integer) as sdq_score,
            recorded.sdq_reason_code,
            held.team,
            recorded.source_system,
            recorded.source_table,
            recorded.source_file,
            recorded.source_row,
        from recorded
        left join held on {{ held_on("held", "recorded", "recorded.event_on") }}
        where coalesce(recorded.event_on <= {{ as_at() }}, true)
    )

select *
from final
