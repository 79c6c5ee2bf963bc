with
    care_leavers as (select * from {{ ref("int_contract__care_leavers") }}),

    teams as (select * from {{ ref("dim_team") }}),

    final as (
        select
            care_leavers.authority,
            care_leavers.clea_table_id as care_leaver_contact_id,
            care_leavers.clea_person_id as child_id,
            care_leavers.clea_care_leaver_latest_contact as contact_on,
            care_leavers.clea_care_leaver_eligibility as eligibility,
            care_leavers.clea_care_leaver_in_touch as in_touch_code,
            care_leavers.clea_care_leaver_activity as activity_code,
            care_leavers.clea_care_leaver_accommodation as accommodation_code,
            {{ until_as_at("care_leavers.clea_pathway_plan_review_date") }}
            as pathway_plan_reviewed_on,
            teams.team,
            care_leavers.clea_care_leaver_worker_id as worker_id,
            care_leavers.source_system,
            care_leavers.source_table,
            care_leavers.source_file,
            care_leavers.source_row,
        from care_leavers
        left join
            teams
            on care_leavers.authority = teams.authority
            and care_leavers.clea_care_leaver_allocated_team = teams.team_id
        -- Systems that keep one row for a young person may hold none of a contact yet.
        where coalesce(care_leavers.clea_care_leaver_latest_contact <= {{ as_at() }}, true)
    )

select *
from final
