with
    landed as (select * from {{ ref("int_contract_landed") }} where is_staged),
    profile as (
        {{ table_profile("person", ref("int_contract_typed__person"), "pers_dob") }}
        union all
        {{
            table_profile(
                "address", ref("int_contract_typed__address"), "addr_address_start_date"
            )
        }}
        union all
        {{ table_profile("disability", ref("int_contract_typed__disability"), none) }}
        union all
        {{
            table_profile(
                "immigration_status",
                ref("int_contract_typed__immigration_status"),
                "immi_immigration_status_start_date",
            )
        }}
        union all
        {{
            table_profile(
                "linked_identifiers",
                ref("int_contract_typed__linked_identifiers"),
                "link_valid_from_date",
            )
        }}
        union all
        {{ table_profile("mother", ref("int_contract_typed__mother"), "moth_childs_dob") }}
        union all
        {{ table_profile("contacts", ref("int_contract_typed__contacts"), "cont_contact_date") }}
        union all
        {{
            table_profile(
                "early_help_episodes",
                ref("int_contract_typed__early_help_episodes"),
                "earl_episode_start_date",
            )
        }}
        union all
        {{
            table_profile(
                "cin_episodes", ref("int_contract_typed__cin_episodes"), "cine_referral_date"
            )
        }}
        union all
        {{
            table_profile(
                "cin_assessments",
                ref("int_contract_typed__cin_assessments"),
                "cina_assessment_start_date",
            )
        }}
        union all
        {{
            table_profile(
                "assessment_factors", ref("int_contract_typed__assessment_factors"), none
            )
        }}
        union all
        {{
            table_profile(
                "cin_plans", ref("int_contract_typed__cin_plans"), "cinp_cin_plan_start_date"
            )
        }}
        union all
        {{
            table_profile(
                "cin_visits", ref("int_contract_typed__cin_visits"), "cinv_cin_visit_date"
            )
        }}
        union all
        {{
            table_profile(
                "s47_enquiry", ref("int_contract_typed__s47_enquiry"), "s47e_s47_start_date"
            )
        }}
        union all
        {{
            table_profile(
                "initial_cp_conference",
                ref("int_contract_typed__initial_cp_conference"),
                "icpc_icpc_date",
            )
        }}
        union all
        {{
            table_profile(
                "cp_plans", ref("int_contract_typed__cp_plans"), "cppl_cp_plan_start_date"
            )
        }}
        union all
        {{
            table_profile(
                "cp_reviews", ref("int_contract_typed__cp_reviews"), "cppr_cp_review_date"
            )
        }}
        union all
        {{ table_profile("cp_visits", ref("int_contract_typed__cp_visits"), "cppv_cp_visit_date") }}
        union all
        {{
            table_profile(
                "cla_episodes",
                ref("int_contract_typed__cla_episodes"),
                "clae_cla_episode_start_date",
            )
        }}
        union all
        {{
            table_profile(
                "cla_placement",
                ref("int_contract_typed__cla_placement"),
                "clap_cla_placement_start_date",
            )
        }}
        union all
        {{
            table_profile(
                "legal_status",
                ref("int_contract_typed__legal_status"),
                "lega_legal_status_start_date",
            )
        }}
        union all
        {{
            table_profile(
                "cla_reviews", ref("int_contract_typed__cla_reviews"), "clar_cla_review_date"
            )
        }}
        union all
        {{
            table_profile(
                "cla_visits", ref("int_contract_typed__cla_visits"), "clav_cla_visit_date"
            )
        }}
        union all
        {{
            table_profile(
                "cla_convictions",
                ref("int_contract_typed__cla_convictions"),
                "clac_cla_conviction_date",
            )
        }}
        union all
        {{
            table_profile(
                "cla_health", ref("int_contract_typed__cla_health"), "clah_health_check_date"
            )
        }}
        union all
        {{
            table_profile(
                "cla_immunisations",
                ref("int_contract_typed__cla_immunisations"),
                "clai_immunisations_status_date",
            )
        }}
        union all
        {{
            table_profile(
                "cla_substance_misuse",
                ref("int_contract_typed__cla_substance_misuse"),
                "clas_substance_misuse_date",
            )
        }}
        union all
        {{
            table_profile(
                "cla_previous_permanence",
                ref("int_contract_typed__cla_previous_permanence"),
                none,
            )
        }}
        union all
        {{
            table_profile(
                "deprivation_of_liberty",
                ref("int_contract_typed__deprivation_of_liberty"),
                "dolo_start_date",
            )
        }}
        union all
        {{
            table_profile(
                "missing", ref("int_contract_typed__missing"), "miss_missing_episode_start_date"
            )
        }}
        union all
        {{
            table_profile(
                "sdq_scores", ref("int_contract_typed__sdq_scores"), "csdq_sdq_completed_date"
            )
        }}
        union all
        {{
            table_profile(
                "permanence", ref("int_contract_typed__permanence"), "perm_adm_decision_date"
            )
        }}
        union all
        {{
            table_profile(
                "care_leavers",
                ref("int_contract_typed__care_leavers"),
                "clea_care_leaver_latest_contact",
            )
        }}
        union all
        {{
            table_profile(
                "pre_proceedings",
                ref("int_contract_typed__pre_proceedings"),
                "prep_pre_pro_decision_date",
            )
        }}
        union all
        {{
            table_profile(
                "involvements",
                ref("int_contract_typed__involvements"),
                "invo_involvement_start_date",
            )
        }}
        union all
        {{ table_profile("professionals", ref("int_contract_typed__professionals"), none) }}
        union all
        {{ table_profile("department", ref("int_contract_typed__department"), none) }}
        union all
        {{
            table_profile(
                "provider", ref("int_contract_typed__provider"), "prvd_ofsted_inspected_on"
            )
        }}
        union all
        {{
            table_profile(
                "service_package", ref("int_contract_typed__service_package"), "srvp_start_date"
            )
        }}
        union all
        {{
            table_profile(
                "placement_cost", ref("int_contract_typed__placement_cost"), "plco_start_date"
            )
        }}
        union all
        {{
            table_profile(
                "workflow_step", ref("int_contract_typed__workflow_step"), "wfst_due_date"
            )
        }}
        union all
        {{
            table_profile(
                "worker_hours", ref("int_contract_typed__worker_hours"), "wkhr_start_date"
            )
        }}
        union all
        {{ table_profile("supervision", ref("int_contract_typed__supervision"), "supv_held_on") }}
        union all
        {{ table_profile("population", ref("int_contract_typed__population"), none) }}
        union all
        {{ table_profile("ward_lookup", ref("int_contract_typed__ward_lookup"), none) }}
    ),
    orphan as (
        select authority, source_system, snapshot_id, table_name, count(*) as orphans
        from {{ ref("ingestion_finding") }}
        where finding = 'orphan'
        group by all
    )

select
    landed.authority,
    landed.source_system,
    landed.snapshot_id,
    landed.as_at,
    landed.table_name,
    landed.is_absent,
    coalesce(landed.rows_in, profile.rows_staged, 0) as rows_in,
    cast(coalesce(profile.rows_loaded, 0) as bigint) as rows_loaded,
    cast(coalesce(profile.rows_quarantined, 0) as bigint) as rows_quarantined,
    cast(coalesce(profile.duplicates_collapsed, 0) as bigint) as duplicates_collapsed,
    cast(coalesce(profile.rows_superseded, 0) as bigint) as rows_superseded,
    cast(coalesce(profile.unmapped_codes, 0) as bigint) as unmapped_codes,
    cast(coalesce(profile.failed_casts, 0) as bigint) as failed_casts,
    cast(coalesce(orphan.orphans, 0) as bigint) as orphans,
    cast(coalesce(profile.conflicts, 0) as bigint) as conflicts,
    profile.earliest_on,
    profile.latest_on,
    landed.extra_columns,
    landed.missing_columns,
    case when landed.is_absent then landed.without_it end as cannot_be_produced
from landed
left join profile using (authority, source_system, snapshot_id, table_name)
left join orphan using (authority, source_system, snapshot_id, table_name)
