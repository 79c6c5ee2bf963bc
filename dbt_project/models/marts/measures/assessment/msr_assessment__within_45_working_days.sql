{{
    measure_rows(
        ref("fct_assessment"),
        period_date="authorised_on",
        entity_id="assessment_id",
        exclusion="clock_started_on is null",
        numerator="working_days_to_complete <= 45",
    )
}}
