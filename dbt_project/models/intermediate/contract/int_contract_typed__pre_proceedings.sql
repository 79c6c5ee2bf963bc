{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__pre_proceedings") }}
        {% if "cin" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_cin__pre_proceedings") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'pre_proceedings_outcome'
                )
            ) as pre_proceedings_outcome
        from {{ ref("ref_contract_code") }}
    ),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.prep_table_id as prep_table_id,
            coalesce(
                prep_person_id_merged.surviving_person_id, staged.prep_person_id
            ) as prep_person_id,
            staged.prep_plo_family_id as prep_plo_family_id,
            {{ as_date("staged.prep_pre_pro_decision_date") }} as prep_pre_pro_decision_date,
            {{ as_date("staged.prep_initial_pre_pro_meeting_date") }}
            as prep_initial_pre_pro_meeting_date,
            {{ as_code("staged.prep_pre_pro_outcome", "codes.pre_proceedings_outcome") }}
            as prep_pre_pro_outcome,
            {{ as_date("staged.prep_agree_stepdown_issue_date") }}
            as prep_agree_stepdown_issue_date,
            {{ as_integer("staged.prep_cp_plans_referral_period") }}
            as prep_cp_plans_referral_period,
            staged.prep_legal_gateway_outcome as prep_legal_gateway_outcome,
            {{ as_integer("staged.prep_prev_pre_proc_child") }} as prep_prev_pre_proc_child,
            {{ as_integer("staged.prep_prev_care_proc_child") }} as prep_prev_care_proc_child,
            {{ as_date("staged.prep_pre_pro_letter_date") }} as prep_pre_pro_letter_date,
            {{ as_date("staged.prep_care_pro_letter_date") }} as prep_care_pro_letter_date,
            {{ as_integer("staged.prep_pre_pro_meetings_num") }} as prep_pre_pro_meetings_num,
            {{ as_flag("staged.prep_pre_pro_parents_legal_rep") }}
            as prep_pre_pro_parents_legal_rep,
            {{ as_flag("staged.prep_parents_legal_rep_point_of_issue") }}
            as prep_parents_legal_rep_point_of_issue,
            staged.prep_court_reference as prep_court_reference,
            {{ as_integer("staged.prep_care_proc_court_hearings") }}
            as prep_care_proc_court_hearings,
            {{ as_flag("staged.prep_care_proc_short_notice") }} as prep_care_proc_short_notice,
            staged.prep_proc_short_notice_reason as prep_proc_short_notice_reason,
            {{ as_flag("staged.prep_la_inital_plan_approved") }} as prep_la_inital_plan_approved,
            staged.prep_la_initial_care_plan as prep_la_initial_care_plan,
            {{ as_flag("staged.prep_la_final_plan_approved") }} as prep_la_final_plan_approved,
            staged.prep_la_final_care_plan as prep_la_final_care_plan,
            {{ as_flag("staged.prep_fgdm_offered") }} as prep_fgdm_offered,
            {{ as_flag("staged.prep_fgdm_facilitated") }} as prep_fgdm_facilitated,
            {{ as_date("staged.prep_court_application_date") }} as prep_court_application_date,
            prep_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as prep_person_id_merged
            on staged.authority = prep_person_id_merged.authority
            and staged.prep_person_id = prep_person_id_merged.person_id
        cross join codes
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.prep_table_id,
            typed.prep_person_id,
            typed.prep_plo_family_id,
            typed.prep_pre_pro_decision_date,
            typed.prep_initial_pre_pro_meeting_date,
            typed.prep_pre_pro_outcome,
            typed.prep_agree_stepdown_issue_date,
            typed.prep_cp_plans_referral_period,
            typed.prep_legal_gateway_outcome,
            typed.prep_prev_pre_proc_child,
            typed.prep_prev_care_proc_child,
            typed.prep_pre_pro_letter_date,
            typed.prep_care_pro_letter_date,
            typed.prep_pre_pro_meetings_num,
            typed.prep_pre_pro_parents_legal_rep,
            typed.prep_parents_legal_rep_point_of_issue,
            typed.prep_court_reference,
            typed.prep_care_proc_court_hearings,
            typed.prep_care_proc_short_notice,
            typed.prep_proc_short_notice_reason,
            typed.prep_la_inital_plan_approved,
            typed.prep_la_initial_care_plan,
            typed.prep_la_final_plan_approved,
            typed.prep_la_final_care_plan,
            typed.prep_fgdm_offered,
            typed.prep_fgdm_facilitated,
            typed.prep_court_application_date,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "prep_pre_pro_decision_date",
                            "typed.given.prep_pre_pro_decision_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_initial_pre_pro_meeting_date",
                            "typed.given.prep_initial_pre_pro_meeting_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_pre_pro_outcome",
                            "typed.given.prep_pre_pro_outcome",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_agree_stepdown_issue_date",
                            "typed.given.prep_agree_stepdown_issue_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_cp_plans_referral_period",
                            "typed.given.prep_cp_plans_referral_period",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_prev_pre_proc_child",
                            "typed.given.prep_prev_pre_proc_child",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_prev_care_proc_child",
                            "typed.given.prep_prev_care_proc_child",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_pre_pro_letter_date",
                            "typed.given.prep_pre_pro_letter_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_care_pro_letter_date",
                            "typed.given.prep_care_pro_letter_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_pre_pro_meetings_num",
                            "typed.given.prep_pre_pro_meetings_num",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_pre_pro_parents_legal_rep",
                            "typed.given.prep_pre_pro_parents_legal_rep",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_parents_legal_rep_point_of_issue",
                            "typed.given.prep_parents_legal_rep_point_of_issue",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_care_proc_court_hearings",
                            "typed.given.prep_care_proc_court_hearings",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_care_proc_short_notice",
                            "typed.given.prep_care_proc_short_notice",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_la_inital_plan_approved",
                            "typed.given.prep_la_inital_plan_approved",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_la_final_plan_approved",
                            "typed.given.prep_la_final_plan_approved",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_fgdm_offered", "typed.given.prep_fgdm_offered", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_fgdm_facilitated",
                            "typed.given.prep_fgdm_facilitated",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "prep_court_application_date",
                            "typed.given.prep_court_application_date",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.prep_table_id is null
                then 'prep_table_id is empty'
                when typed.given.prep_person_id is null
                then 'prep_person_id is empty'
            end as quarantine_reason
        from typed
    ),
    ranked as (
        select
            *,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    prep_table_id,
                    prep_person_id,
                    prep_plo_family_id,
                    prep_pre_pro_decision_date,
                    prep_initial_pre_pro_meeting_date,
                    prep_pre_pro_outcome,
                    prep_agree_stepdown_issue_date,
                    prep_cp_plans_referral_period,
                    prep_legal_gateway_outcome,
                    prep_prev_pre_proc_child,
                    prep_prev_care_proc_child,
                    prep_pre_pro_letter_date,
                    prep_care_pro_letter_date,
                    prep_pre_pro_meetings_num,
                    prep_pre_pro_parents_legal_rep,
                    prep_parents_legal_rep_point_of_issue,
                    prep_court_reference,
                    prep_care_proc_court_hearings,
                    prep_care_proc_short_notice,
                    prep_proc_short_notice_reason,
                    prep_la_inital_plan_approved,
                    prep_la_initial_care_plan,
                    prep_la_final_plan_approved,
                    prep_la_final_care_plan,
                    prep_fgdm_offered,
                    prep_fgdm_facilitated,
                    prep_court_application_date,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, prep_table_id
                order by is_from_merged_record, source_file desc, source_row desc
            ) as place_in_key
        from checked
    ),
    {% if landed_systems | length > 1 %}
        several as (
            select authority, source_system, max(tells_to) as tells_to
            from landed
            group by authority, source_system
            qualify count(*) over (partition by authority) > 1
        ),
        compared as (
            select
                *,
                authority in (select several.authority from several)
                and quarantine_reason is null
                and copy_number = 1
                and place_in_key = 1
                and prep_person_id is not null
                and prep_pre_pro_decision_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                prep_person_id as event_1,
                prep_pre_pro_decision_date as event_2,
                list_position(
                    ['ssd', 'cin', 'ssda903', 'annex_a', 'northgate', 'frameworki'], source_system
                ) as place_of_system
            from compared
            inner join several using (authority, source_system)
            where is_compared
        ),
        told as (
            select
                *,
                hash(
                    prep_initial_pre_pro_meeting_date,
                    prep_pre_pro_outcome,
                    prep_agree_stepdown_issue_date,
                    prep_cp_plans_referral_period,
                    prep_legal_gateway_outcome,
                    prep_prev_pre_proc_child,
                    prep_prev_care_proc_child,
                    prep_pre_pro_letter_date,
                    prep_care_pro_letter_date,
                    prep_pre_pro_meetings_num,
                    prep_pre_pro_parents_legal_rep,
                    prep_parents_legal_rep_point_of_issue,
                    prep_court_reference,
                    prep_care_proc_court_hearings,
                    prep_care_proc_short_notice,
                    prep_proc_short_notice_reason,
                    prep_la_inital_plan_approved,
                    prep_la_initial_care_plan,
                    prep_la_final_plan_approved,
                    prep_la_final_care_plan,
                    prep_fgdm_offered,
                    prep_fgdm_facilitated,
                    prep_court_application_date
                ) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2
                    order by source_file, source_row, prep_table_id
                ) as nth_given
            from numbered
        ),
        beside as (
            select
                *,
                max(times_told) over (partition by authority, event_1, event_2) as times_at_most,
                first_value(source_system) over (
                    partition by authority, event_1, event_2
                    order by times_told desc, place_of_system
                ) as fullest_system,
                row_number() over (
                    partition by authority, source_system, event_1, event_2, told_as
                    order by nth_given
                ) as nth_alike
            from told
        ),
        agreed as (
            select
                *,
                max(nth_given) filter (where source_system = fullest_system) over (
                    partition by authority, event_1, event_2, told_as, nth_alike
                ) as nth_agreed
            from beside
        ),
        left_over as (
            select
                *,
                list(nth_agreed) over (
                    partition by authority, source_system, event_1, event_2
                ) as numbers_taken,
                row_number() over (
                    partition by authority, source_system, event_1, event_2, nth_agreed is null
                    order by nth_given
                ) as nth_left
            from agreed
        ),
        paired as (
            select
                * exclude (
                    told_as,
                    times_told,
                    nth_given,
                    times_at_most,
                    fullest_system,
                    nth_alike,
                    nth_agreed,
                    numbers_taken,
                    nth_left
                ),
                coalesce(
                    nth_agreed,
                    list_filter(
                        range(1, times_at_most + 1),
                        lambda nth: not list_contains(numbers_taken, nth)
                    )[nth_left]
                ) as nth_of_event
            from left_over
        ),
        judged as (
            select
                * exclude (is_compared),
                false as is_superseded,
                cast(
                    null as struct(
                        source_system varchar,
                        source_file varchar,
                        source_row bigint,
                        row_key varchar[]
                    )
                ) as counting
            from compared
            where not is_compared
            union all by name
            select
                * exclude (
                    is_compared,
                    place_of_system,
                    tells_to,
                    nth_of_event,
                    event_1,
                    event_2,
                    prep_plo_family_id,
                    prep_initial_pre_pro_meeting_date,
                    prep_pre_pro_outcome,
                    prep_agree_stepdown_issue_date,
                    prep_cp_plans_referral_period,
                    prep_legal_gateway_outcome,
                    prep_prev_pre_proc_child,
                    prep_prev_care_proc_child,
                    prep_pre_pro_letter_date,
                    prep_care_pro_letter_date,
                    prep_pre_pro_meetings_num,
                    prep_pre_pro_parents_legal_rep,
                    prep_parents_legal_rep_point_of_issue,
                    prep_court_reference,
                    prep_care_proc_court_hearings,
                    prep_care_proc_short_notice,
                    prep_proc_short_notice_reason,
                    prep_la_inital_plan_approved,
                    prep_la_initial_care_plan,
                    prep_la_final_plan_approved,
                    prep_la_final_care_plan,
                    prep_fgdm_offered,
                    prep_fgdm_facilitated,
                    prep_court_application_date
                ),
                case
                    when prep_plo_family_id is not null
                    then prep_plo_family_id
                    when count(prep_plo_family_id) over of_system = 0
                    then first_value(prep_plo_family_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where prep_plo_family_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_plo_family_id, tells_to) over of_event
                end as prep_plo_family_id,
                case
                    when prep_initial_pre_pro_meeting_date is not null
                    then prep_initial_pre_pro_meeting_date
                    when count(prep_initial_pre_pro_meeting_date) over of_system = 0
                    then first_value(prep_initial_pre_pro_meeting_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_initial_pre_pro_meeting_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_initial_pre_pro_meeting_date, tells_to) over of_event
                end as prep_initial_pre_pro_meeting_date,
                case
                    when prep_pre_pro_outcome is not null
                    then prep_pre_pro_outcome
                    when count(prep_pre_pro_outcome) over of_system = 0
                    then first_value(prep_pre_pro_outcome ignore nulls) over of_event
                    when
                        max(tells_to) filter (where prep_pre_pro_outcome is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_pre_pro_outcome, tells_to) over of_event
                end as prep_pre_pro_outcome,
                case
                    when prep_agree_stepdown_issue_date is not null
                    then prep_agree_stepdown_issue_date
                    when count(prep_agree_stepdown_issue_date) over of_system = 0
                    then first_value(prep_agree_stepdown_issue_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_agree_stepdown_issue_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_agree_stepdown_issue_date, tells_to) over of_event
                end as prep_agree_stepdown_issue_date,
                case
                    when prep_cp_plans_referral_period is not null
                    then prep_cp_plans_referral_period
                    when count(prep_cp_plans_referral_period) over of_system = 0
                    then first_value(prep_cp_plans_referral_period ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_cp_plans_referral_period is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_cp_plans_referral_period, tells_to) over of_event
                end as prep_cp_plans_referral_period,
                case
                    when prep_legal_gateway_outcome is not null
                    then prep_legal_gateway_outcome
                    when count(prep_legal_gateway_outcome) over of_system = 0
                    then first_value(prep_legal_gateway_outcome ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_legal_gateway_outcome is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_legal_gateway_outcome, tells_to) over of_event
                end as prep_legal_gateway_outcome,
                case
                    when prep_prev_pre_proc_child is not null
                    then prep_prev_pre_proc_child
                    when count(prep_prev_pre_proc_child) over of_system = 0
                    then first_value(prep_prev_pre_proc_child ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_prev_pre_proc_child is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_prev_pre_proc_child, tells_to) over of_event
                end as prep_prev_pre_proc_child,
                case
                    when prep_prev_care_proc_child is not null
                    then prep_prev_care_proc_child
                    when count(prep_prev_care_proc_child) over of_system = 0
                    then first_value(prep_prev_care_proc_child ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_prev_care_proc_child is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_prev_care_proc_child, tells_to) over of_event
                end as prep_prev_care_proc_child,
                case
                    when prep_pre_pro_letter_date is not null
                    then prep_pre_pro_letter_date
                    when count(prep_pre_pro_letter_date) over of_system = 0
                    then first_value(prep_pre_pro_letter_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_pre_pro_letter_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_pre_pro_letter_date, tells_to) over of_event
                end as prep_pre_pro_letter_date,
                case
                    when prep_care_pro_letter_date is not null
                    then prep_care_pro_letter_date
                    when count(prep_care_pro_letter_date) over of_system = 0
                    then first_value(prep_care_pro_letter_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_care_pro_letter_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_care_pro_letter_date, tells_to) over of_event
                end as prep_care_pro_letter_date,
                case
                    when prep_pre_pro_meetings_num is not null
                    then prep_pre_pro_meetings_num
                    when count(prep_pre_pro_meetings_num) over of_system = 0
                    then first_value(prep_pre_pro_meetings_num ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_pre_pro_meetings_num is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_pre_pro_meetings_num, tells_to) over of_event
                end as prep_pre_pro_meetings_num,
                case
                    when prep_pre_pro_parents_legal_rep is not null
                    then prep_pre_pro_parents_legal_rep
                    when count(prep_pre_pro_parents_legal_rep) over of_system = 0
                    then first_value(prep_pre_pro_parents_legal_rep ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_pre_pro_parents_legal_rep is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_pre_pro_parents_legal_rep, tells_to) over of_event
                end as prep_pre_pro_parents_legal_rep,
                case
                    when prep_parents_legal_rep_point_of_issue is not null
                    then prep_parents_legal_rep_point_of_issue
                    when count(prep_parents_legal_rep_point_of_issue) over of_system = 0
                    then
                        first_value(
                            prep_parents_legal_rep_point_of_issue ignore nulls
                        ) over of_event
                    when
                        max(tells_to) filter (
                            where prep_parents_legal_rep_point_of_issue is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_parents_legal_rep_point_of_issue, tells_to) over of_event
                end as prep_parents_legal_rep_point_of_issue,
                case
                    when prep_court_reference is not null
                    then prep_court_reference
                    when count(prep_court_reference) over of_system = 0
                    then first_value(prep_court_reference ignore nulls) over of_event
                    when
                        max(tells_to) filter (where prep_court_reference is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_court_reference, tells_to) over of_event
                end as prep_court_reference,
                case
                    when prep_care_proc_court_hearings is not null
                    then prep_care_proc_court_hearings
                    when count(prep_care_proc_court_hearings) over of_system = 0
                    then first_value(prep_care_proc_court_hearings ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_care_proc_court_hearings is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_care_proc_court_hearings, tells_to) over of_event
                end as prep_care_proc_court_hearings,
                case
                    when prep_care_proc_short_notice is not null
                    then prep_care_proc_short_notice
                    when count(prep_care_proc_short_notice) over of_system = 0
                    then first_value(prep_care_proc_short_notice ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_care_proc_short_notice is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_care_proc_short_notice, tells_to) over of_event
                end as prep_care_proc_short_notice,
                case
                    when prep_proc_short_notice_reason is not null
                    then prep_proc_short_notice_reason
                    when count(prep_proc_short_notice_reason) over of_system = 0
                    then first_value(prep_proc_short_notice_reason ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_proc_short_notice_reason is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_proc_short_notice_reason, tells_to) over of_event
                end as prep_proc_short_notice_reason,
                case
                    when prep_la_inital_plan_approved is not null
                    then prep_la_inital_plan_approved
                    when count(prep_la_inital_plan_approved) over of_system = 0
                    then first_value(prep_la_inital_plan_approved ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_la_inital_plan_approved is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_la_inital_plan_approved, tells_to) over of_event
                end as prep_la_inital_plan_approved,
                case
                    when prep_la_initial_care_plan is not null
                    then prep_la_initial_care_plan
                    when count(prep_la_initial_care_plan) over of_system = 0
                    then first_value(prep_la_initial_care_plan ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_la_initial_care_plan is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_la_initial_care_plan, tells_to) over of_event
                end as prep_la_initial_care_plan,
                case
                    when prep_la_final_plan_approved is not null
                    then prep_la_final_plan_approved
                    when count(prep_la_final_plan_approved) over of_system = 0
                    then first_value(prep_la_final_plan_approved ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_la_final_plan_approved is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_la_final_plan_approved, tells_to) over of_event
                end as prep_la_final_plan_approved,
                case
                    when prep_la_final_care_plan is not null
                    then prep_la_final_care_plan
                    when count(prep_la_final_care_plan) over of_system = 0
                    then first_value(prep_la_final_care_plan ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_la_final_care_plan is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_la_final_care_plan, tells_to) over of_event
                end as prep_la_final_care_plan,
                case
                    when prep_fgdm_offered is not null
                    then prep_fgdm_offered
                    when count(prep_fgdm_offered) over of_system = 0
                    then first_value(prep_fgdm_offered ignore nulls) over of_event
                    when
                        max(tells_to) filter (where prep_fgdm_offered is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_fgdm_offered, tells_to) over of_event
                end as prep_fgdm_offered,
                case
                    when prep_fgdm_facilitated is not null
                    then prep_fgdm_facilitated
                    when count(prep_fgdm_facilitated) over of_system = 0
                    then first_value(prep_fgdm_facilitated ignore nulls) over of_event
                    when
                        max(tells_to) filter (where prep_fgdm_facilitated is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_fgdm_facilitated, tells_to) over of_event
                end as prep_fgdm_facilitated,
                case
                    when prep_court_application_date is not null
                    then prep_court_application_date
                    when count(prep_court_application_date) over of_system = 0
                    then first_value(prep_court_application_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where prep_court_application_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(prep_court_application_date, tells_to) over of_event
                end as prep_court_application_date,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[cast(prep_table_id as varchar)]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, event_2, nth_of_event
                    order by place_of_system, source_file, source_row, prep_table_id
                    rows between unbounded preceding and unbounded following
                )
        )
    {% else %}
        judged as (
            select
                *,
                false as is_superseded,
                cast(
                    null as struct(
                        source_system varchar,
                        source_file varchar,
                        source_row bigint,
                        row_key varchar[]
                    )
                ) as counting
            from ranked
        )
    {% endif %}

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    prep_table_id,
    prep_person_id,
    prep_plo_family_id,
    prep_pre_pro_decision_date,
    prep_initial_pre_pro_meeting_date,
    prep_pre_pro_outcome,
    prep_agree_stepdown_issue_date,
    prep_cp_plans_referral_period,
    prep_legal_gateway_outcome,
    prep_prev_pre_proc_child,
    prep_prev_care_proc_child,
    prep_pre_pro_letter_date,
    prep_care_pro_letter_date,
    prep_pre_pro_meetings_num,
    prep_pre_pro_parents_legal_rep,
    prep_parents_legal_rep_point_of_issue,
    prep_court_reference,
    prep_care_proc_court_hearings,
    prep_care_proc_short_notice,
    prep_proc_short_notice_reason,
    prep_la_inital_plan_approved,
    prep_la_initial_care_plan,
    prep_la_final_plan_approved,
    prep_la_final_care_plan,
    prep_fgdm_offered,
    prep_fgdm_facilitated,
    prep_court_application_date,
    is_from_merged_record,
    cell_faults,
    case
        when quarantine_reason is not null
        then 'quarantined'
        when copy_number > 1
        then 'duplicate'
        when place_in_key > 1
        then 'quarantined'
        when is_superseded
        then 'superseded'
        else 'loaded'
    end as row_status,
    coalesce(
        quarantine_reason is null and copy_number = 1 and place_in_key > 1, false
    ) as is_conflict,
    case
        when quarantine_reason is not null
        then quarantine_reason
        when copy_number > 1
        then 'the same row was given again'
        when place_in_key > 1 and is_from_merged_record
        then 'the record that survives a merge has a row with the same key, or it was given later'
        when place_in_key > 1
        then 'another row with the same key was given later'
        when is_superseded
        then
            'the same event counts from '
            || counting.source_system
            || ', '
            || counting.source_file
            || ' row '
            || counting.source_row
    end as quarantine_reason,
    case when is_superseded then counting.source_system end as counting_system,
    case when is_superseded then counting.row_key end as counting_key
from judged
order by authority, source_system, source_file, source_row
