{{
    measure_rows(
        ref("fct_in_need_at_period_end"),
        period_date="period_end",
        entity_id="episode_id",
    )
}}
