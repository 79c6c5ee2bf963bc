{{
    measure_rows(
        ref("fct_protection_plan_at_period_end"),
        period_date="period_end",
        entity_id="plan_id",
        exclusion="is_other_authority_plan or is_second_open_plan",
        numerator="is_open_two_years",
    )
}}
