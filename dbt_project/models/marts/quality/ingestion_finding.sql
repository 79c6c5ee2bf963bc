{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    person as (
        select *
        from {{ ref("int_contract_typed__person") }}
        where row_status in ('loaded', 'superseded')
    ),
    found as (
        {{ row_findings("person", ref("int_contract_typed__person"), "pers_person_id") }}
        union all
        {{ row_findings("address", ref("int_contract_typed__address"), "addr_person_id") }}
        union all
        {{
            orphan_findings(
                "address",
                ref("int_contract_typed__address"),
                "addr_person_id",
                "addr_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{ row_findings("disability", ref("int_contract_typed__disability"), "disa_person_id") }}
        union all
        {{
            orphan_findings(
                "disability",
                ref("int_contract_typed__disability"),
                "disa_person_id",
                "disa_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "immigration_status",
                ref("int_contract_typed__immigration_status"),
                "immi_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "immigration_status",
                ref("int_contract_typed__immigration_status"),
                "immi_person_id",
                "immi_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "linked_identifiers",
                ref("int_contract_typed__linked_identifiers"),
                "link_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "linked_identifiers",
                ref("int_contract_typed__linked_identifiers"),
                "link_person_id",
                "link_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{ row_findings("mother", ref("int_contract_typed__mother"), "moth_person_id") }}
        union all
        {{
            orphan_findings(
                "mother",
                ref("int_contract_typed__mother"),
                "moth_person_id",
                "moth_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{ row_findings("contacts", ref("int_contract_typed__contacts"), "cont_person_id") }}
        union all
        {{
            orphan_findings(
                "contacts",
                ref("int_contract_typed__contacts"),
                "cont_person_id",
                "cont_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "contacts",
                ref("int_contract_typed__contacts"),
                "cont_person_id",
                "cont_contact_team",
                "department",
                ref("int_contract_typed__department"),
                "dept_team_id",
            )
        }}
        union all
        {{
            row_findings(
                "early_help_episodes",
                ref("int_contract_typed__early_help_episodes"),
                "earl_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "early_help_episodes",
                ref("int_contract_typed__early_help_episodes"),
                "earl_person_id",
                "earl_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "cin_episodes", ref("int_contract_typed__cin_episodes"), "cine_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "cin_episodes",
                ref("int_contract_typed__cin_episodes"),
                "cine_person_id",
                "cine_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cin_episodes",
                ref("int_contract_typed__cin_episodes"),
                "cine_person_id",
                "cine_referral_team",
                "department",
                ref("int_contract_typed__department"),
                "dept_team_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cin_episodes",
                ref("int_contract_typed__cin_episodes"),
                "cine_person_id",
                "cine_referral_worker_id",
                "professionals",
                ref("int_contract_typed__professionals"),
                "prof_professional_id",
            )
        }}
        union all
        {{
            row_findings(
                "cin_assessments", ref("int_contract_typed__cin_assessments"), "cina_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "cin_assessments",
                ref("int_contract_typed__cin_assessments"),
                "cina_person_id",
                "cina_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cin_assessments",
                ref("int_contract_typed__cin_assessments"),
                "cina_person_id",
                "cina_referral_id",
                "cin_episodes",
                ref("int_contract_typed__cin_episodes"),
                "cine_referral_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cin_assessments",
                ref("int_contract_typed__cin_assessments"),
                "cina_person_id",
                "cina_assessment_team",
                "department",
                ref("int_contract_typed__department"),
                "dept_team_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cin_assessments",
                ref("int_contract_typed__cin_assessments"),
                "cina_person_id",
                "cina_assessment_worker_id",
                "professionals",
                ref("int_contract_typed__professionals"),
                "prof_professional_id",
            )
        }}
        union all
        {{
            row_findings(
                "assessment_factors", ref("int_contract_typed__assessment_factors"), none
            )
        }}
        union all
        {{
            orphan_findings(
                "assessment_factors",
                ref("int_contract_typed__assessment_factors"),
                none,
                "cinf_assessment_id",
                "cin_assessments",
                ref("int_contract_typed__cin_assessments"),
                "cina_assessment_id",
            )
        }}
        union all
        {{ row_findings("cin_plans", ref("int_contract_typed__cin_plans"), "cinp_person_id") }}
        union all
        {{
            orphan_findings(
                "cin_plans",
                ref("int_contract_typed__cin_plans"),
                "cinp_person_id",
                "cinp_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cin_plans",
                ref("int_contract_typed__cin_plans"),
                "cinp_person_id",
                "cinp_referral_id",
                "cin_episodes",
                ref("int_contract_typed__cin_episodes"),
                "cine_referral_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cin_plans",
                ref("int_contract_typed__cin_plans"),
                "cinp_person_id",
                "cinp_cin_plan_team",
                "department",
                ref("int_contract_typed__department"),
                "dept_team_id",
            )
        }}
        union all
        {{ row_findings("cin_visits", ref("int_contract_typed__cin_visits"), "cinv_person_id") }}
        union all
        {{
            orphan_findings(
                "cin_visits",
                ref("int_contract_typed__cin_visits"),
                "cinv_person_id",
                "cinv_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{ row_findings("s47_enquiry", ref("int_contract_typed__s47_enquiry"), "s47e_person_id") }}
        union all
        {{
            orphan_findings(
                "s47_enquiry",
                ref("int_contract_typed__s47_enquiry"),
                "s47e_person_id",
                "s47e_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "s47_enquiry",
                ref("int_contract_typed__s47_enquiry"),
                "s47e_person_id",
                "s47e_referral_id",
                "cin_episodes",
                ref("int_contract_typed__cin_episodes"),
                "cine_referral_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "s47_enquiry",
                ref("int_contract_typed__s47_enquiry"),
                "s47e_person_id",
                "s47e_s47_completed_by_team",
                "department",
                ref("int_contract_typed__department"),
                "dept_team_id",
            )
        }}
        union all
        {{
            row_findings(
                "initial_cp_conference",
                ref("int_contract_typed__initial_cp_conference"),
                "icpc_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "initial_cp_conference",
                ref("int_contract_typed__initial_cp_conference"),
                "icpc_person_id",
                "icpc_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "initial_cp_conference",
                ref("int_contract_typed__initial_cp_conference"),
                "icpc_person_id",
                "icpc_s47_enquiry_id",
                "s47_enquiry",
                ref("int_contract_typed__s47_enquiry"),
                "s47e_s47_enquiry_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "initial_cp_conference",
                ref("int_contract_typed__initial_cp_conference"),
                "icpc_person_id",
                "icpc_referral_id",
                "cin_episodes",
                ref("int_contract_typed__cin_episodes"),
                "cine_referral_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "initial_cp_conference",
                ref("int_contract_typed__initial_cp_conference"),
                "icpc_person_id",
                "icpc_icpc_team",
                "department",
                ref("int_contract_typed__department"),
                "dept_team_id",
            )
        }}
        union all
        {{ row_findings("cp_plans", ref("int_contract_typed__cp_plans"), "cppl_person_id") }}
        union all
        {{
            orphan_findings(
                "cp_plans",
                ref("int_contract_typed__cp_plans"),
                "cppl_person_id",
                "cppl_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cp_plans",
                ref("int_contract_typed__cp_plans"),
                "cppl_person_id",
                "cppl_referral_id",
                "cin_episodes",
                ref("int_contract_typed__cin_episodes"),
                "cine_referral_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cp_plans",
                ref("int_contract_typed__cp_plans"),
                "cppl_person_id",
                "cppl_icpc_id",
                "initial_cp_conference",
                ref("int_contract_typed__initial_cp_conference"),
                "icpc_icpc_id",
            )
        }}
        union all
        {{ row_findings("cp_reviews", ref("int_contract_typed__cp_reviews"), "cppr_person_id") }}
        union all
        {{
            orphan_findings(
                "cp_reviews",
                ref("int_contract_typed__cp_reviews"),
                "cppr_person_id",
                "cppr_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cp_reviews",
                ref("int_contract_typed__cp_reviews"),
                "cppr_person_id",
                "cppr_cp_plan_id",
                "cp_plans",
                ref("int_contract_typed__cp_plans"),
                "cppl_cp_plan_id",
            )
        }}
        union all
        {{ row_findings("cp_visits", ref("int_contract_typed__cp_visits"), "cppv_person_id") }}
        union all
        {{
            orphan_findings(
                "cp_visits",
                ref("int_contract_typed__cp_visits"),
                "cppv_person_id",
                "cppv_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cp_visits",
                ref("int_contract_typed__cp_visits"),
                "cppv_person_id",
                "cppv_cp_plan_id",
                "cp_plans",
                ref("int_contract_typed__cp_plans"),
                "cppl_cp_plan_id",
            )
        }}
        union all
        {{
            row_findings(
                "cla_episodes", ref("int_contract_typed__cla_episodes"), "clae_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_episodes",
                ref("int_contract_typed__cla_episodes"),
                "clae_person_id",
                "clae_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_episodes",
                ref("int_contract_typed__cla_episodes"),
                "clae_person_id",
                "clae_referral_id",
                "cin_episodes",
                ref("int_contract_typed__cin_episodes"),
                "cine_referral_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_episodes",
                ref("int_contract_typed__cla_episodes"),
                "clae_person_id",
                "clae_cla_placement_id",
                "cla_placement",
                ref("int_contract_typed__cla_placement"),
                "clap_cla_placement_id",
            )
        }}
        union all
        {{
            row_findings(
                "cla_placement", ref("int_contract_typed__cla_placement"), "clap_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_placement",
                ref("int_contract_typed__cla_placement"),
                "clap_person_id",
                "clap_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_placement",
                ref("int_contract_typed__cla_placement"),
                "clap_person_id",
                "clap_cla_id",
                "cla_episodes",
                ref("int_contract_typed__cla_episodes"),
                "clae_cla_id",
            )
        }}
        union all
        {{
            row_findings(
                "legal_status", ref("int_contract_typed__legal_status"), "lega_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "legal_status",
                ref("int_contract_typed__legal_status"),
                "lega_person_id",
                "lega_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{ row_findings("cla_reviews", ref("int_contract_typed__cla_reviews"), "clar_person_id") }}
        union all
        {{
            orphan_findings(
                "cla_reviews",
                ref("int_contract_typed__cla_reviews"),
                "clar_person_id",
                "clar_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_reviews",
                ref("int_contract_typed__cla_reviews"),
                "clar_person_id",
                "clar_cla_id",
                "cla_episodes",
                ref("int_contract_typed__cla_episodes"),
                "clae_cla_id",
            )
        }}
        union all
        {{ row_findings("cla_visits", ref("int_contract_typed__cla_visits"), "clav_person_id") }}
        union all
        {{
            orphan_findings(
                "cla_visits",
                ref("int_contract_typed__cla_visits"),
                "clav_person_id",
                "clav_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_visits",
                ref("int_contract_typed__cla_visits"),
                "clav_person_id",
                "clav_cla_id",
                "cla_episodes",
                ref("int_contract_typed__cla_episodes"),
                "clae_cla_id",
            )
        }}
        union all
        {{
            row_findings(
                "cla_convictions", ref("int_contract_typed__cla_convictions"), "clac_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_convictions",
                ref("int_contract_typed__cla_convictions"),
                "clac_person_id",
                "clac_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{ row_findings("cla_health", ref("int_contract_typed__cla_health"), "clah_person_id") }}
        union all
        {{
            orphan_findings(
                "cla_health",
                ref("int_contract_typed__cla_health"),
                "clah_person_id",
                "clah_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "cla_immunisations",
                ref("int_contract_typed__cla_immunisations"),
                "clai_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_immunisations",
                ref("int_contract_typed__cla_immunisations"),
                "clai_person_id",
                "clai_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "cla_substance_misuse",
                ref("int_contract_typed__cla_substance_misuse"),
                "clas_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_substance_misuse",
                ref("int_contract_typed__cla_substance_misuse"),
                "clas_person_id",
                "clas_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "cla_previous_permanence",
                ref("int_contract_typed__cla_previous_permanence"),
                "lapp_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "cla_previous_permanence",
                ref("int_contract_typed__cla_previous_permanence"),
                "lapp_person_id",
                "lapp_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "deprivation_of_liberty",
                ref("int_contract_typed__deprivation_of_liberty"),
                "dolo_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "deprivation_of_liberty",
                ref("int_contract_typed__deprivation_of_liberty"),
                "dolo_person_id",
                "dolo_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{ row_findings("missing", ref("int_contract_typed__missing"), "miss_person_id") }}
        union all
        {{
            orphan_findings(
                "missing",
                ref("int_contract_typed__missing"),
                "miss_person_id",
                "miss_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{ row_findings("sdq_scores", ref("int_contract_typed__sdq_scores"), "csdq_person_id") }}
        union all
        {{
            orphan_findings(
                "sdq_scores",
                ref("int_contract_typed__sdq_scores"),
                "csdq_person_id",
                "csdq_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{ row_findings("permanence", ref("int_contract_typed__permanence"), "perm_person_id") }}
        union all
        {{
            orphan_findings(
                "permanence",
                ref("int_contract_typed__permanence"),
                "perm_person_id",
                "perm_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "care_leavers", ref("int_contract_typed__care_leavers"), "clea_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "care_leavers",
                ref("int_contract_typed__care_leavers"),
                "clea_person_id",
                "clea_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "pre_proceedings", ref("int_contract_typed__pre_proceedings"), "prep_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "pre_proceedings",
                ref("int_contract_typed__pre_proceedings"),
                "prep_person_id",
                "prep_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            row_findings(
                "involvements", ref("int_contract_typed__involvements"), "invo_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "involvements",
                ref("int_contract_typed__involvements"),
                "invo_person_id",
                "invo_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "involvements",
                ref("int_contract_typed__involvements"),
                "invo_person_id",
                "invo_professional_id",
                "professionals",
                ref("int_contract_typed__professionals"),
                "prof_professional_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "involvements",
                ref("int_contract_typed__involvements"),
                "invo_person_id",
                "invo_professional_team",
                "department",
                ref("int_contract_typed__department"),
                "dept_team_id",
            )
        }}
        union all
        {{ row_findings("professionals", ref("int_contract_typed__professionals"), none) }}
        union all
        {{ row_findings("department", ref("int_contract_typed__department"), none) }}
        union all
        {{ row_findings("provider", ref("int_contract_typed__provider"), none) }}
        union all
        {{
            row_findings(
                "service_package", ref("int_contract_typed__service_package"), "srvp_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "service_package",
                ref("int_contract_typed__service_package"),
                "srvp_person_id",
                "srvp_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "service_package",
                ref("int_contract_typed__service_package"),
                "srvp_person_id",
                "srvp_provider_id",
                "provider",
                ref("int_contract_typed__provider"),
                "prvd_provider_id",
            )
        }}
        union all
        {{
            row_findings(
                "placement_cost", ref("int_contract_typed__placement_cost"), "plco_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "placement_cost",
                ref("int_contract_typed__placement_cost"),
                "plco_person_id",
                "plco_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "placement_cost",
                ref("int_contract_typed__placement_cost"),
                "plco_person_id",
                "plco_placement_id",
                "cla_placement",
                ref("int_contract_typed__cla_placement"),
                "clap_cla_placement_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "placement_cost",
                ref("int_contract_typed__placement_cost"),
                "plco_person_id",
                "plco_provider_id",
                "provider",
                ref("int_contract_typed__provider"),
                "prvd_provider_id",
            )
        }}
        union all
        {{
            row_findings(
                "workflow_step", ref("int_contract_typed__workflow_step"), "wfst_person_id"
            )
        }}
        union all
        {{
            orphan_findings(
                "workflow_step",
                ref("int_contract_typed__workflow_step"),
                "wfst_person_id",
                "wfst_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "workflow_step",
                ref("int_contract_typed__workflow_step"),
                "wfst_person_id",
                "wfst_worker_id",
                "professionals",
                ref("int_contract_typed__professionals"),
                "prof_professional_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "workflow_step",
                ref("int_contract_typed__workflow_step"),
                "wfst_person_id",
                "wfst_team_id",
                "department",
                ref("int_contract_typed__department"),
                "dept_team_id",
            )
        }}
        union all
        {{ row_findings("worker_hours", ref("int_contract_typed__worker_hours"), none) }}
        union all
        {{
            orphan_findings(
                "worker_hours",
                ref("int_contract_typed__worker_hours"),
                none,
                "wkhr_professional_id",
                "professionals",
                ref("int_contract_typed__professionals"),
                "prof_professional_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "worker_hours",
                ref("int_contract_typed__worker_hours"),
                none,
                "wkhr_team_id",
                "department",
                ref("int_contract_typed__department"),
                "dept_team_id",
            )
        }}
        union all
        {{ row_findings("supervision", ref("int_contract_typed__supervision"), "supv_person_id") }}
        union all
        {{
            orphan_findings(
                "supervision",
                ref("int_contract_typed__supervision"),
                "supv_person_id",
                "supv_person_id",
                "person",
                ref("int_contract_typed__person"),
                "pers_person_id",
            )
        }}
        union all
        {{
            orphan_findings(
                "supervision",
                ref("int_contract_typed__supervision"),
                "supv_person_id",
                "supv_professional_id",
                "professionals",
                ref("int_contract_typed__professionals"),
                "prof_professional_id",
            )
        }}
        union all
        {{ row_findings("population", ref("int_contract_typed__population"), none) }}
        union all
        {{ row_findings("ward_lookup", ref("int_contract_typed__ward_lookup"), none) }}
        union all
        select
            person.authority,
            person.source_system,
            person.snapshot_id,
            'person' as table_name,
            person.source_file,
            person.source_row,
            person.pers_person_id as person_id,
            'pers_merged_into_id' as column_name,
            case
                when crosswalk.is_in_circle then 'merged_in_circle' else 'merged_into_two'
            end as finding,
            person.pers_merged_into_id as raw_text,
            case
                when crosswalk.is_in_circle
                then 'records are merged into each other in a circle, so each is kept'
                else 'its id leads to two persons, so it is kept'
            end as reason
        from person
        inner join
            crosswalk
            on person.authority = crosswalk.authority
            and person.pers_person_id = crosswalk.person_id
            and (crosswalk.is_in_circle or crosswalk.is_in_two_minds)
        union all
        select
            person.authority,
            person.source_system,
            person.snapshot_id,
            'person' as table_name,
            person.source_file,
            person.source_row,
            person.pers_person_id as person_id,
            'pers_merged_into_id' as column_name,
            'merged_into_nobody' as finding,
            person.pers_merged_into_id as raw_text,
            'no system holds the record that it was merged into, so it is kept' as reason
        from person
        where
            person.pers_merged_into_id is not null
            and not exists (
                select 1
                from person as other
                where
                    other.authority = person.authority
                    and other.pers_person_id = person.pers_merged_into_id
            )
        {% if landed_systems | length > 1 %}
            union all
            select
                claim.authority,
                claim.source_system,
                claim.snapshot_id,
                claim.table_name,
                claim.source_file,
                claim.source_row,
                claim.person_id,
                claim.column_name,
                case
                    when count(person.pers_person_id) = 0
                    then 'linked_to_nobody'
                    else 'linked_to_two'
                end as finding,
                claim.given_id as raw_text,
                case
                    when count(person.pers_person_id) = 0
                    then
                        'no record of '
                        || string_agg(distinct named_system, ' or ')
                        || ' has this id'
                    else 'records of several systems have this id, so it is not followed'
                end as reason
            from
                (
                    select
                        *,
                        'person' as table_name,
                        pers_person_id as person_id,
                        'pers_legacy_id' as column_name,
                        'legacy id' as kind,
                        pers_legacy_id as given_id
                    from person
                    union all by name
                    select
                        *,
                        'linked_identifiers' as table_name,
                        link_person_id as person_id,
                        'link_identifier_value' as column_name,
                        lower(link_identifier_type) as kind,
                        link_identifier_value as given_id
                    from {{ ref("int_contract_typed__linked_identifiers") }}
                    where row_status = 'loaded'
                ) as claim
            inner join
                (
                    values
                        ('northgate', 'NG', 'northgate'),
                        ('northgate', 'NG', 'northgate id'),
                        ('northgate', 'NG', 'northgate number'),
                        ('northgate', 'NG', 'case number'),
                        ('northgate', 'NG', 'legacy id'),
                        ('frameworki', 'FI', 'frameworki'),
                        ('frameworki', 'FI', 'frameworki id'),
                        ('frameworki', 'FI', 'frameworki number'),
                        ('frameworki', 'FI', 'case number'),
                        ('frameworki', 'FI', 'legacy id')
                ) as numbering(named_system, id_prefix, kind)
                on claim.kind = numbering.kind
                and claim.source_system <> numbering.named_system
            inner join
                (select distinct authority, source_system from person) as holder
                on claim.authority = holder.authority
                and numbering.named_system = holder.source_system
            left join
                person
                on claim.authority = person.authority
                and numbering.named_system = person.source_system
                and numbering.id_prefix || claim.given_id = person.pers_person_id
            where claim.given_id is not null
            group by all
            having count(distinct person.pers_person_id) <> 1
        {% endif %}
    )

select
    *,
    case
        finding
        when 'quarantined'
        then 'Fill or correct the column in the case system, and export again.'
        when 'conflict'
        then
            'Find out which row is right and delete the other in the case system; if both are real, give each its own id in the export.'
        when 'duplicate'
        then
            'Nothing has to be done; look for a join in the export that repeats rows if there are many.'
        when 'superseded'
        then 'Nothing has to be done; where the two disagree, ingestion_conflict says in what.'
        when 'failed_cast'
        then
            'Correct the value in the case system. If many cells look so, the export writes the column in a form of its own: have that changed.'
        when 'unmapped_code'
        then
            'Correct it in the case system if it is a slip; if it is a code of the council''s own, add the spelling to its code list in pipelines/contract.yml.'
        when 'orphan'
        then
            'Check whether the other row was left out of the export or set aside; if its record was deleted, correct this one in the case system.'
        when 'merged_in_circle'
        then 'Decide in the case system which record survives, and clear merged-into there.'
        when 'merged_into_two'
        then 'Decide in the case system which of the two it is, and remove the other link.'
        when 'merged_into_nobody'
        then
            'Check whether the record that survives was left out of the export; if it was deleted, clear merged-into in the case system.'
        when 'linked_to_nobody'
        then
            'Compare the id with the older system: it may have been typed wrong or be of a kind with other numbers. If that system''s extract leaves the child out, nothing has to be done.'
        when 'linked_to_two'
        then
            'Enter it in the case system as a linked identifier of the type that is the older system''s own, such as Northgate id.'
    end as remedy
from found
order by
    authority, source_system, table_name, source_file, source_row, finding, column_name, raw_text
