{{
    measure_rows(
        ref("fct_referral"),
        period_date="referred_on",
        entity_id="referral_id",
        exclusion="is_same_day_repeat or is_on_open_case",
        numerator="is_day_without_action",
    )
}}
