{{
    measure_rows(
        ref("fct_protection_plan"),
        period_date="started_on",
        entity_id="plan_id",
        exclusion="is_other_authority_plan",
        numerator="previous_plans >= 1",
        team="team_at_start",
    )
}}
