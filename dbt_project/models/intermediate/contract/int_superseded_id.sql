{{
    superseded_ids(
        "cin_episodes.cine_referral_id",
        ref("int_contract_typed__cin_episodes"),
        "cine_referral_id",
        ["cine_referral_id", "cine_person_id"],
        "cine_person_id",
    )
}}
union all
{{
    superseded_ids(
        "cin_assessments.cina_assessment_id",
        ref("int_contract_typed__cin_assessments"),
        "cina_assessment_id",
        ["cina_assessment_id", "cina_person_id"],
        "cina_person_id",
    )
}}
union all
{{
    superseded_ids(
        "cin_plans.cinp_cin_plan_id",
        ref("int_contract_typed__cin_plans"),
        "cinp_cin_plan_id",
        ["cinp_cin_plan_id", "cinp_person_id"],
        "cinp_person_id",
    )
}}
union all
{{
    superseded_ids(
        "s47_enquiry.s47e_s47_enquiry_id",
        ref("int_contract_typed__s47_enquiry"),
        "s47e_s47_enquiry_id",
        ["s47e_s47_enquiry_id", "s47e_person_id"],
        "s47e_person_id",
    )
}}
union all
{{
    superseded_ids(
        "initial_cp_conference.icpc_icpc_id",
        ref("int_contract_typed__initial_cp_conference"),
        "icpc_icpc_id",
        ["icpc_icpc_id", "icpc_person_id"],
        "icpc_person_id",
    )
}}
union all
{{
    superseded_ids(
        "cp_plans.cppl_cp_plan_id",
        ref("int_contract_typed__cp_plans"),
        "cppl_cp_plan_id",
        ["cppl_cp_plan_id", "cppl_person_id"],
        "cppl_person_id",
    )
}}
union all
{{
    superseded_ids(
        "cla_episodes.clae_cla_id",
        ref("int_contract_typed__cla_episodes"),
        "clae_cla_id",
        ["clae_cla_episode_id", "clae_person_id"],
        "clae_person_id",
    )
}}
union all
{{
    superseded_ids(
        "cla_placement.clap_cla_placement_id",
        ref("int_contract_typed__cla_placement"),
        "clap_cla_placement_id",
        ["clap_cla_placement_id", "clap_person_id"],
        "clap_person_id",
    )
}}
union all
{{
    superseded_ids(
        "professionals.prof_professional_id",
        ref("int_contract_typed__professionals"),
        "prof_professional_id",
        ["prof_professional_id"],
        none,
    )
}}
union all
{{
    superseded_ids(
        "department.dept_team_id",
        ref("int_contract_typed__department"),
        "dept_team_id",
        ["dept_team_id"],
        none,
    )
}}
union all
{{
    superseded_ids(
        "provider.prvd_provider_id",
        ref("int_contract_typed__provider"),
        "prvd_provider_id",
        ["prvd_provider_id"],
        none,
    )
}}
