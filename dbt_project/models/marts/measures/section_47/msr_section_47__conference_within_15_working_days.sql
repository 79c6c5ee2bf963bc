{{
    measure_rows(
        ref("fct_conference"),
        period_date="held_on",
        entity_id="conference_id",
        exclusion="is_transfer_in or section_47_started_on is null or held_on < section_47_started_on",
        numerator="working_days_from_section_47 <= 15",
    )
}}
