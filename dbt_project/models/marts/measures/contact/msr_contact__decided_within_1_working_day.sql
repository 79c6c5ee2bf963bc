{{
    measure_rows(
        ref("fct_contact"),
        period_date="received_on",
        entity_id="contact_id",
        exclusion="is_decision_not_yet_due or not are_decisions_recorded",
        numerator="working_days_to_decision <= 1",
    )
}}
