{{
    measure_rows(
        ref("fct_missing_episode"),
        period_date="cast(interview_held_at as date)",
        entity_id="missing_episode_id",
        exclusion="missing_type_code = 'A' or hours_to_interview is null",
        numerator="is_interview_in_time",
        placement_type="placement_type_code",
        provider_type="placement_provider_code",
    )
}}
