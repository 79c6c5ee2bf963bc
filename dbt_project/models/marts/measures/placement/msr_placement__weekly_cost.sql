{{
    measure_rows(
        ref("fct_placement_cost"),
        period_date="period_end",
        entity_id="cost_line_id",
        exclusion="cost_gbp is null",
        numerator_amount="cost_gbp",
        denominator_amount="placement_nights / 7.0",
        placement_type="placement_type_code",
        provider_type="placement_provider_code",
    )
}}
