-- Protection plans of list 7, with their ids.
with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ without_sentinels("child_id", "id") }} as child_id,
            {{ without_sentinels("started", "date") }} as started,
            {{ without_sentinels("initial_category", "text") }} as initial_category,
            {{ without_sentinels("latest_category", "text") }} as latest_category,
            {{ without_sentinels("last_visit", "date") }} as last_visit,
            {{ without_sentinels("seen_alone", "text") }} as seen_alone,
            {{ without_sentinels("last_review", "date") }} as last_review,
            {{ without_sentinels("ended", "date") }} as ended,
            {{ without_sentinels("previous_plans", "text") }} as previous_plans
        from {{ source("raw", "annex_a__protection") }}
    )

select
    *,
    {{
        made_id(
            "annex_a",
            "child_id",
            ["coalesce(cast(" ~ as_date("started") ~ " as varchar), started)"],
        )
    }} || coalesce(
        {{
            place_in_key(
                "child_id, started",
                "initial_category, latest_category, last_visit, last_review, ended, previous_plans",
            )
        }},
        ''
    ) as plan_id
from given
