{{
    measure_rows(
        ref("fct_caseload_at_period_end"),
        period_date="period_end",
        entity_id="worker_id",
        exclusion="not is_social_worker or not is_in_post or full_time_equivalent is null",
        denominator="cases_held > 0",
        numerator_amount="cases_held",
        denominator_amount="full_time_equivalent",
    )
}}
