{{
    measure_rows(
        ref("fct_looked_after_at_period_end"),
        period_date="period_end",
        entity_id="care_period_id",
        exclusion="is_short_break_series or not are_visits_recorded",
        numerator="is_visit_in_time",
        placement_type="placement_type_code",
        provider_type="placement_provider_code",
    )
}}
