with
    assessments as (select * from {{ ref("int_contract__cin_assessments") }}),

    factors as (select * from {{ ref("int_contract__assessment_factors") }}),

    referrals as (select * from {{ ref("fct_referral") }}),

    teams as (select * from {{ ref("dim_team") }}),

    days as (select * from {{ ref("dim_date") }}),

    -- A system may write one row per assessment with a list, or one row per factor.
    factor_codes as (
        select
            authority,
            cinf_assessment_id as assessment_id,
            list_sort(
                list_distinct(flatten(list(coalesce(cinf_assessment_factors_json, []))))
            ) as factor_codes,
        from factors
        group by authority, cinf_assessment_id
    ),

    dated as (
        select
            assessments.authority,
            assessments.cina_assessment_id as assessment_id,
            assessments.cina_person_id as child_id,
            assessments.cina_referral_id as referral_id,
            assessments.cina_assessment_start_date as started_on,
            {{ until_as_at("assessments.cina_assessment_internal_review_date") }}
            as internal_review_on,
            {{ until_as_at("assessments.cina_assessment_auth_date") }} as authorised_on,
            assessments.cina_assessment_child_seen as is_child_seen,
            coalesce(assessments.cina_assessment_outcome_nfa, false) as is_no_further_action,
            assessments.cina_assessment_team as team_id,
            assessments.cina_assessment_worker_id as worker_id,
            assessments.source_system,
            assessments.source_table,
            assessments.source_file,
            assessments.source_row,
        from assessments
        where assessments.cina_assessment_start_date <= {{ as_at() }}
    ),

    -- Both clocks, because it is open which of the two the published tables use (docs/adr/0005).
    clocked as (
        select
            dated.*,
            referrals.referred_on,
            teams.team,
            factor_codes.factor_codes,
            {{ working_days("started", "authorised") }} as working_days_from_start,
            {{ working_days("referred", "authorised") }} as working_days_from_referral,
        from dated
        left join
            referrals
            on dated.authority = referrals.authority
            and dated.child_id = referrals.child_id
            and dated.referral_id = referrals.referral_id
        left join teams on dated.authority = teams.authority and dated.team_id = teams.team_id
        left join
            factor_codes
            on dated.authority = factor_codes.authority
            and dated.assessment_id = factor_codes.assessment_id
        left join days as started on dated.started_on = started.date_day
        left join days as referred on referrals.referred_on = referred.date_day
        left join days as authorised on dated.authorised_on = authorised.date_day
    ),

    final as (
        select
            authority,
            assessment_id,
            child_id,
            referral_id,
            referred_on,
            started_on,
            internal_review_on,
            authorised_on,
            working_days_from_start,
            working_days_from_referral,
            {% if var("assessment_clock") == "referral" %}
                referred_on as clock_started_on,
                working_days_from_referral as working_days_to_complete,
            {% elif var("assessment_clock") == "assessment_start" %}
                started_on as clock_started_on, working_days_from_start as working_days_to_complete,
            {% else %}
                {{
                    exceptions.raise_compiler_error(
                        "assessment_clock is referral or assessment_start, not "
                        ~ var("assessment_clock")
                    )
                }}
            {% endif %}
            coalesce(factor_codes, []) as factor_codes,
            is_child_seen,
            is_no_further_action,
            team,
            worker_id,
            source_system,
            source_table,
            source_file,
            source_row,
        from clocked
    )

select *
from final
