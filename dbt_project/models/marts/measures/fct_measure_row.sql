{# By name, so that lineage is real; a test on the manifest fails when a measure is missing here. #}
{% set measures = [
    "msr_assessment__within_45_working_days",
    "msr_care_leaver__in_education_employment_training",
    "msr_care_leaver__in_touch",
    "msr_care_leaver__suitable_accommodation",
    "msr_child_in_need__rate_per_10k",
    "msr_child_protection__rate_per_10k",
    "msr_child_protection__reviews_in_time",
    "msr_child_protection__second_or_subsequent_plan",
    "msr_child_protection__two_years_or_more",
    "msr_contact__decided_within_1_working_day",
    "msr_looked_after__health_assessment_in_year",
    "msr_looked_after__rate_per_10k",
    "msr_looked_after__reviews_in_time",
    "msr_looked_after__visits_in_time",
    "msr_missing__return_interview_within_72_hours",
    "msr_placement__long_term_stability",
    "msr_placement__over_20_miles_out_of_area",
    "msr_placement__three_or_more_in_year",
    "msr_placement__weekly_cost",
    "msr_referral__no_further_action",
    "msr_referral__repeat_within_12_months",
    "msr_section_47__conference_within_15_working_days",
    "msr_workforce__average_caseload",
] %}

with
    counted as (
        {% for measure in measures %}
            select * from {{ ref(measure) }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    told as (select * from {{ ref("int_contract_measure") }}),

    -- A council's own return tells of some measures and months only; rows that others would be
    -- counted from are there in part, and no figure is better than a wrong one.
    measured as (
        select *
        from counted
        where
            authority in (select authority from told where measure_id is null)
            or (authority, measure_id, {{ month_end("event_on") }})
            in (select (authority, measure_id, month_end) from told where measure_id is not null)
    ),

    children as (select * from {{ ref("dim_child") }}),

    disabilities as (select * from {{ ref("int_contract__disability") }}),

    homes as (select * from {{ ref("int_child_ward") }}),

    -- NONE says that there is no disability; no record says nothing (CIN census, Disability).
    looked_into as (
        select
            authority,
            disa_person_id as child_id,
            bool_or(disa_disability_code <> 'NONE') as is_disabled,
        from disabilities
        where disa_disability_code is not null
        group by authority, disa_person_id
    ),

    persons as (
        select
            children.authority,
            children.child_id,
            children.date_of_birth,
            children.is_unborn,
            {{ sex_name("children.sex") }} as sex,
            {{ ethnic_group("children.ethnicity_code") }} as ethnic_group,
            case
                when looked_into.is_disabled
                then 'Disabled'
                when not looked_into.is_disabled
                then 'Not disabled'
            end as disability,
        from children
        left join
            looked_into
            on children.authority = looked_into.authority
            and children.child_id = looked_into.child_id
    ),

    final as (
        select
            measured.authority,
            measured.measure_id,
            measured.event_on,
            measured.child_id,
            measured.entity_id,
            measured.team,
            homes.ward,
            {{ age_band("persons.date_of_birth", "persons.is_unborn", "measured.event_on") }}
            as age_band,
            persons.sex,
            persons.ethnic_group,
            persons.disability,
            {{ placement_type_name("measured.placement_type_code", "measured.event_on") }}
            as placement_type,
            {{ provider_type_name("measured.provider_type_code") }} as provider_type,
            measured.is_excluded,
            measured.is_denominator,
            measured.is_numerator,
            measured.numerator_amount,
            measured.denominator_amount,
            measured.source_system,
            measured.source_table,
            measured.source_file,
            measured.source_row,
        from measured
        left join
            persons
            on measured.authority = persons.authority
            and measured.child_id = persons.child_id
        left join homes on {{ held_on("homes", "measured", "measured.event_on") }}
    )

select *
from final
