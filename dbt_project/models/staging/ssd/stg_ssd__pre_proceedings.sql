with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__pre_proceedings") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("prep_table_id", "id") }} as prep_table_id,
    id_prefix || {{ without_sentinels("prep_person_id", "id") }} as prep_person_id,
    id_prefix || {{ without_sentinels("prep_plo_family_id", "id") }} as prep_plo_family_id,
    {{ without_sentinels("prep_pre_pro_decision_date", "date") }} as prep_pre_pro_decision_date,
    {{ without_sentinels("prep_initial_pre_pro_meeting_date", "date") }}
    as prep_initial_pre_pro_meeting_date,
    {{ without_sentinels("prep_pre_pro_outcome", "code") }} as prep_pre_pro_outcome,
    {{ without_sentinels("prep_agree_stepdown_issue_date", "date") }}
    as prep_agree_stepdown_issue_date,
    {{ without_sentinels("prep_cp_plans_referral_period", "integer") }}
    as prep_cp_plans_referral_period,
    {{ without_sentinels("prep_legal_gateway_outcome", "text") }} as prep_legal_gateway_outcome,
    {{ without_sentinels("prep_prev_pre_proc_child", "integer") }} as prep_prev_pre_proc_child,
    {{ without_sentinels("prep_prev_care_proc_child", "integer") }} as prep_prev_care_proc_child,
    {{ without_sentinels("prep_pre_pro_letter_date", "date") }} as prep_pre_pro_letter_date,
    {{ without_sentinels("prep_care_pro_letter_date", "date") }} as prep_care_pro_letter_date,
    {{ without_sentinels("prep_pre_pro_meetings_num", "integer") }} as prep_pre_pro_meetings_num,
    {{ without_sentinels("prep_pre_pro_parents_legal_rep", "flag") }}
    as prep_pre_pro_parents_legal_rep,
    {{ without_sentinels("prep_parents_legal_rep_point_of_issue", "flag") }}
    as prep_parents_legal_rep_point_of_issue,
    {{ without_sentinels("prep_court_reference", "text") }} as prep_court_reference,
    {{ without_sentinels("prep_care_proc_court_hearings", "integer") }}
    as prep_care_proc_court_hearings,
    {{ without_sentinels("prep_care_proc_short_notice", "flag") }} as prep_care_proc_short_notice,
    {{ without_sentinels("prep_proc_short_notice_reason", "text") }}
    as prep_proc_short_notice_reason,
    {{ without_sentinels("prep_la_inital_plan_approved", "flag") }} as prep_la_inital_plan_approved,
    {{ without_sentinels("prep_la_initial_care_plan", "text") }} as prep_la_initial_care_plan,
    {{ without_sentinels("prep_la_final_plan_approved", "flag") }} as prep_la_final_plan_approved,
    {{ without_sentinels("prep_la_final_care_plan", "text") }} as prep_la_final_care_plan,
    {{ without_sentinels("prep_fgdm_offered", "flag") }} as prep_fgdm_offered,
    {{ without_sentinels("prep_fgdm_facilitated", "flag") }} as prep_fgdm_facilitated,
    {{ without_sentinels("prep_court_application_date", "date") }} as prep_court_application_date
from landed
