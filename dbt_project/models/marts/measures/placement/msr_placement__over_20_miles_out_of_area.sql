{{
    measure_rows(
        ref("fct_looked_after_at_period_end"),
        period_date="period_end",
        entity_id="care_period_id",
        exclusion="is_short_break_series or not are_distances_recorded",
        numerator="is_over_20_miles_out_of_area",
        placement_type="placement_type_code",
        provider_type="placement_provider_code",
    )
}}
