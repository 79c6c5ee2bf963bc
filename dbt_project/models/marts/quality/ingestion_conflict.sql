{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
{% set typed = {
    "person": ref("int_contract_typed__person"),
    "address": ref("int_contract_typed__address"),
    "disability": ref("int_contract_typed__disability"),
    "immigration_status": ref("int_contract_typed__immigration_status"),
    "linked_identifiers": ref("int_contract_typed__linked_identifiers"),
    "mother": ref("int_contract_typed__mother"),
    "contacts": ref("int_contract_typed__contacts"),
    "early_help_episodes": ref("int_contract_typed__early_help_episodes"),
    "cin_episodes": ref("int_contract_typed__cin_episodes"),
    "cin_assessments": ref("int_contract_typed__cin_assessments"),
    "assessment_factors": ref("int_contract_typed__assessment_factors"),
    "cin_plans": ref("int_contract_typed__cin_plans"),
    "cin_visits": ref("int_contract_typed__cin_visits"),
    "s47_enquiry": ref("int_contract_typed__s47_enquiry"),
    "initial_cp_conference": ref("int_contract_typed__initial_cp_conference"),
    "cp_plans": ref("int_contract_typed__cp_plans"),
    "cp_reviews": ref("int_contract_typed__cp_reviews"),
    "cp_visits": ref("int_contract_typed__cp_visits"),
    "cla_episodes": ref("int_contract_typed__cla_episodes"),
    "cla_placement": ref("int_contract_typed__cla_placement"),
    "legal_status": ref("int_contract_typed__legal_status"),
    "cla_reviews": ref("int_contract_typed__cla_reviews"),
    "cla_visits": ref("int_contract_typed__cla_visits"),
    "cla_convictions": ref("int_contract_typed__cla_convictions"),
    "cla_health": ref("int_contract_typed__cla_health"),
    "cla_immunisations": ref("int_contract_typed__cla_immunisations"),
    "cla_substance_misuse": ref("int_contract_typed__cla_substance_misuse"),
    "cla_previous_permanence": ref("int_contract_typed__cla_previous_permanence"),
    "deprivation_of_liberty": ref("int_contract_typed__deprivation_of_liberty"),
    "missing": ref("int_contract_typed__missing"),
    "sdq_scores": ref("int_contract_typed__sdq_scores"),
    "permanence": ref("int_contract_typed__permanence"),
    "care_leavers": ref("int_contract_typed__care_leavers"),
    "pre_proceedings": ref("int_contract_typed__pre_proceedings"),
    "involvements": ref("int_contract_typed__involvements"),
    "professionals": ref("int_contract_typed__professionals"),
    "department": ref("int_contract_typed__department"),
    "provider": ref("int_contract_typed__provider"),
    "service_package": ref("int_contract_typed__service_package"),
    "placement_cost": ref("int_contract_typed__placement_cost"),
    "workflow_step": ref("int_contract_typed__workflow_step"),
    "worker_hours": ref("int_contract_typed__worker_hours"),
    "supervision": ref("int_contract_typed__supervision"),
    "population": ref("int_contract_typed__population"),
    "ward_lookup": ref("int_contract_typed__ward_lookup"),
} %}
with
    found as (
        {{
            cell_conflicts(
                "person",
                typed["person"],
                ["pers_person_id"],
                "pers_person_id",
                [
                    "pers_sex",
                    "pers_gender",
                    "pers_ethnicity",
                    "pers_dob",
                    "pers_upn_unknown",
                    "pers_send_flag",
                    "pers_expected_dob",
                    "pers_death_date",
                    "pers_is_mother",
                    "pers_nationality",
                    "pers_upn",
                ],
            )
        }}
        {% if landed_systems | length > 1 %}
            union all
            {{
                cell_conflicts(
                    "address",
                    typed["address"],
                    ["addr_table_id"],
                    "addr_person_id",
                    ["addr_address_type", "addr_address_end_date"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "disability",
                    typed["disability"],
                    ["disa_table_id", "disa_person_id"],
                    "disa_person_id",
                    [],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "immigration_status",
                    typed["immigration_status"],
                    ["immi_immigration_status_id", "immi_person_id"],
                    "immi_person_id",
                    ["immi_immigration_status", "immi_immigration_status_end_date"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "linked_identifiers",
                    typed["linked_identifiers"],
                    ["link_table_id"],
                    "link_person_id",
                    ["link_valid_from_date", "link_valid_to_date"],
                )
            }}
            union all
            {{ cell_conflicts("mother", typed["mother"], ["moth_table_id"], "moth_person_id", []) }}
            union all
            {{
                cell_conflicts(
                    "contacts",
                    typed["contacts"],
                    ["cont_contact_id", "cont_person_id"],
                    "cont_person_id",
                    [
                        "cont_contact_source_code",
                        "cont_contact_source_desc",
                        "cont_contact_outcome_json",
                        "cont_contact_decision_at",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "early_help_episodes",
                    typed["early_help_episodes"],
                    ["earl_episode_id", "earl_person_id"],
                    "earl_person_id",
                    [
                        "earl_episode_end_date",
                        "earl_episode_reason",
                        "earl_episode_end_reason",
                        "earl_episode_organisation",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cin_episodes",
                    typed["cin_episodes"],
                    ["cine_referral_id", "cine_person_id"],
                    "cine_person_id",
                    [
                        "cine_cin_primary_need_code",
                        "cine_referral_source_code",
                        "cine_referral_source_desc",
                        "cine_referral_outcome_json",
                        "cine_referral_nfa",
                        "cine_close_reason",
                        "cine_close_date",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cin_assessments",
                    typed["cin_assessments"],
                    ["cina_assessment_id", "cina_person_id"],
                    "cina_person_id",
                    [
                        "cina_assessment_child_seen",
                        "cina_assessment_auth_date",
                        "cina_assessment_outcome_json",
                        "cina_assessment_outcome_nfa",
                        "cina_assessment_internal_review_date",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "assessment_factors",
                    typed["assessment_factors"],
                    ["cinf_assessment_id"],
                    none,
                    ["cinf_assessment_factors_json"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cin_plans",
                    typed["cin_plans"],
                    ["cinp_cin_plan_id", "cinp_person_id"],
                    "cinp_person_id",
                    ["cinp_cin_plan_end_date"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cin_visits",
                    typed["cin_visits"],
                    ["cinv_cin_visit_id", "cinv_person_id"],
                    "cinv_person_id",
                    [
                        "cinv_cin_visit_seen",
                        "cinv_cin_visit_seen_alone",
                        "cinv_cin_visit_bedroom",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "s47_enquiry",
                    typed["s47_enquiry"],
                    ["s47e_s47_enquiry_id", "s47e_person_id"],
                    "s47e_person_id",
                    ["s47e_s47_end_date", "s47e_s47_nfa", "s47e_s47_outcome_json"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "initial_cp_conference",
                    typed["initial_cp_conference"],
                    ["icpc_icpc_id", "icpc_person_id"],
                    "icpc_person_id",
                    [
                        "icpc_icpc_transfer_in",
                        "icpc_icpc_target_date",
                        "icpc_icpc_outcome_cp_flag",
                        "icpc_icpc_outcome_json",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cp_plans",
                    typed["cp_plans"],
                    ["cppl_cp_plan_id", "cppl_person_id"],
                    "cppl_person_id",
                    [
                        "cppl_cp_plan_end_date",
                        "cppl_cp_plan_initial_category",
                        "cppl_cp_plan_ola",
                        "cppl_cp_plan_latest_category",
                        "cppl_number_of_previous_plans",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cp_reviews",
                    typed["cp_reviews"],
                    ["cppr_cp_review_id", "cppr_person_id"],
                    "cppr_person_id",
                    [
                        "cppr_cp_review_due",
                        "cppr_cp_review_outcome_continue_cp",
                        "cppr_cp_review_quorate",
                        "cppr_cp_review_participation",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cp_visits",
                    typed["cp_visits"],
                    ["cppv_cp_visit_id", "cppv_person_id"],
                    "cppv_person_id",
                    ["cppv_cp_visit_seen", "cppv_cp_visit_seen_alone", "cppv_cp_visit_bedroom"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cla_episodes",
                    typed["cla_episodes"],
                    ["clae_cla_episode_id", "clae_person_id"],
                    "clae_person_id",
                    [
                        "clae_cla_episode_start_reason",
                        "clae_cla_primary_need_code",
                        "clae_cla_episode_ceased_date",
                        "clae_cla_episode_ceased_reason",
                        "clae_entered_care_date",
                        "clae_cla_last_iro_contact_date",
                        "clae_legal_status",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cla_placement",
                    typed["cla_placement"],
                    ["clap_cla_placement_id", "clap_person_id"],
                    "clap_person_id",
                    [
                        "clap_cla_placement_type",
                        "clap_cla_placement_urn",
                        "clap_cla_placement_distance",
                        "clap_cla_placement_provider",
                        "clap_cla_placement_postcode",
                        "clap_cla_placement_end_date",
                        "clap_cla_placement_change_reason",
                        "clap_cla_placement_la",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "legal_status",
                    typed["legal_status"],
                    ["lega_legal_status_id", "lega_person_id"],
                    "lega_person_id",
                    ["lega_legal_status", "lega_legal_status_end_date"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cla_reviews",
                    typed["cla_reviews"],
                    ["clar_cla_review_id", "clar_person_id"],
                    "clar_person_id",
                    [
                        "clar_cla_review_due_date",
                        "clar_cla_review_cancelled",
                        "clar_cla_review_participation",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cla_visits",
                    typed["cla_visits"],
                    ["clav_cla_visit_id", "clav_person_id"],
                    "clav_person_id",
                    ["clav_cla_visit_seen", "clav_cla_visit_seen_alone"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cla_convictions",
                    typed["cla_convictions"],
                    ["clac_cla_conviction_id"],
                    "clac_person_id",
                    ["clac_cla_conviction_offence"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cla_health",
                    typed["cla_health"],
                    ["clah_health_check_id"],
                    "clah_person_id",
                    ["clah_health_check_status"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cla_immunisations",
                    typed["cla_immunisations"],
                    ["clai_person_id"],
                    "clai_person_id",
                    ["clai_immunisations_status", "clai_immunisations_status_date"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cla_substance_misuse",
                    typed["cla_substance_misuse"],
                    ["clas_substance_misuse_id"],
                    "clas_person_id",
                    [
                        "clas_substance_misused",
                        "clas_intervention_received",
                        "clas_intervention_offered",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "cla_previous_permanence",
                    typed["cla_previous_permanence"],
                    ["lapp_table_id"],
                    "lapp_person_id",
                    [
                        "lapp_previous_permanence_order_date",
                        "lapp_previous_permanence_option",
                        "lapp_previous_permanence_la",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "deprivation_of_liberty",
                    typed["deprivation_of_liberty"],
                    ["dolo_order_id", "dolo_person_id"],
                    "dolo_person_id",
                    ["dolo_end_date"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "missing",
                    typed["missing"],
                    ["miss_table_id", "miss_person_id"],
                    "miss_person_id",
                    [
                        "miss_missing_episode_type",
                        "miss_missing_episode_end_date",
                        "miss_missing_rhi_offered",
                        "miss_missing_rhi_accepted",
                        "miss_missing_rhi_offered_at",
                        "miss_missing_rhi_held_at",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "sdq_scores",
                    typed["sdq_scores"],
                    ["csdq_table_id"],
                    "csdq_person_id",
                    ["csdq_sdq_reason", "csdq_sdq_score"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "permanence",
                    typed["permanence"],
                    ["perm_table_id"],
                    "perm_person_id",
                    [
                        "perm_adm_decision_date",
                        "perm_ffa_cp_decision_date",
                        "perm_placement_order_date",
                        "perm_placed_for_adoption_date",
                        "perm_matched_date",
                        "perm_adopted_by_carer_flag",
                        "perm_placed_ffa_cp_date",
                        "perm_decision_reversed_date",
                        "perm_placed_foster_carer_date",
                        "perm_part_of_sibling_group",
                        "perm_siblings_placed_together",
                        "perm_siblings_placed_apart",
                        "perm_placement_provider_urn",
                        "perm_decision_reversed_reason",
                        "perm_permanence_order_date",
                        "perm_permanence_order_type",
                        "perm_adopter_sex",
                        "perm_adopter_legal_status",
                        "perm_number_of_adopters",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "care_leavers",
                    typed["care_leavers"],
                    ["clea_table_id"],
                    "clea_person_id",
                    [
                        "clea_care_leaver_eligibility",
                        "clea_care_leaver_in_touch",
                        "clea_care_leaver_latest_contact",
                        "clea_care_leaver_accommodation",
                        "clea_care_leaver_accom_suitable",
                        "clea_care_leaver_activity",
                        "clea_pathway_plan_review_date",
                        "clea_care_leaver_personal_advisor",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "pre_proceedings",
                    typed["pre_proceedings"],
                    ["prep_table_id"],
                    "prep_person_id",
                    [
                        "prep_initial_pre_pro_meeting_date",
                        "prep_pre_pro_outcome",
                        "prep_agree_stepdown_issue_date",
                        "prep_cp_plans_referral_period",
                        "prep_legal_gateway_outcome",
                        "prep_prev_pre_proc_child",
                        "prep_prev_care_proc_child",
                        "prep_pre_pro_letter_date",
                        "prep_care_pro_letter_date",
                        "prep_pre_pro_meetings_num",
                        "prep_pre_pro_parents_legal_rep",
                        "prep_parents_legal_rep_point_of_issue",
                        "prep_court_reference",
                        "prep_care_proc_court_hearings",
                        "prep_care_proc_short_notice",
                        "prep_proc_short_notice_reason",
                        "prep_la_inital_plan_approved",
                        "prep_la_initial_care_plan",
                        "prep_la_final_plan_approved",
                        "prep_la_final_care_plan",
                        "prep_fgdm_offered",
                        "prep_fgdm_facilitated",
                        "prep_court_application_date",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "involvements",
                    typed["involvements"],
                    ["invo_involvements_id", "invo_person_id"],
                    "invo_person_id",
                    ["invo_worker_change_reason"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "professionals",
                    typed["professionals"],
                    ["prof_professional_id"],
                    none,
                    [
                        "prof_staff_id",
                        "prof_professional_job_title",
                        "prof_professional_caseload",
                        "prof_professional_department",
                        "prof_full_time_equivalency",
                        "prof_agency_worker_flag",
                        "prof_weekly_hours",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "department",
                    typed["department"],
                    ["dept_team_id"],
                    none,
                    ["dept_team_parent_name"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "provider",
                    typed["provider"],
                    ["prvd_provider_id"],
                    none,
                    [
                        "prvd_provider_name",
                        "prvd_sector",
                        "prvd_ofsted_grade",
                        "prvd_ofsted_inspected_on",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "service_package",
                    typed["service_package"],
                    ["srvp_package_id"],
                    "srvp_person_id",
                    [
                        "srvp_service_purpose",
                        "srvp_end_date",
                        "srvp_weekly_cost_gbp",
                        "srvp_social_care_share_gbp",
                        "srvp_education_share_gbp",
                        "srvp_health_share_gbp",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "placement_cost",
                    typed["placement_cost"],
                    ["plco_placement_cost_id"],
                    "plco_person_id",
                    [
                        "plco_end_date",
                        "plco_weekly_cost_gbp",
                        "plco_social_care_share_gbp",
                        "plco_education_share_gbp",
                        "plco_health_share_gbp",
                    ],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "workflow_step",
                    typed["workflow_step"],
                    ["wfst_step_id", "wfst_person_id"],
                    "wfst_person_id",
                    ["wfst_started_on", "wfst_completed_on"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "worker_hours",
                    typed["worker_hours"],
                    ["wkhr_row_id"],
                    none,
                    ["wkhr_end_date", "wkhr_weekly_hours"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "supervision",
                    typed["supervision"],
                    ["supv_supervision_id"],
                    "supv_person_id",
                    [],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "population",
                    typed["population"],
                    ["popu_year"],
                    none,
                    ["popu_children_0_to_17"],
                )
            }}
            union all
            {{
                cell_conflicts(
                    "ward_lookup",
                    typed["ward_lookup"],
                    ["ward_postcode"],
                    none,
                    ["ward_code", "ward_name"],
                )
            }}
        {% endif %}
    )

select *
from found
order by authority, table_name, counting_system, counting_file, counting_row, column_name
