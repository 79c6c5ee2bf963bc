{{
    measure_rows(
        ref("fct_care_leaver_at_period_end"),
        period_date="period_end",
        entity_id="child_id",
        exclusion="is_dead_or_returned_home or is_abroad_or_residence_unknown",
        denominator="age between 19 and 21",
        numerator="is_accommodation_suitable",
    )
}}
