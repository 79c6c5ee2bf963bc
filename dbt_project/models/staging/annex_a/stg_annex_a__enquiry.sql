-- Section 47 enquiries of list 5, with their ids.
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
            {{ without_sentinels("not_required", "text") }} as not_required,
            {{ without_sentinels("conference", "date") }} as conference,
            {{ without_sentinels("led_to_plan", "text") }} as led_to_plan,
            {{ without_sentinels("team", "text") }} as team,
            {{ without_sentinels("worker", "text") }} as worker
        from {{ source("raw", "annex_a__enquiries") }}
    )

select
    *,
    {{ as_date("conference") }} as conference_on,
    {{
        made_id(
            "annex_a",
            "child_id",
            ["coalesce(cast(" ~ as_date("started") ~ " as varchar), started)"],
        )
    }} || coalesce(
        {{
            place_in_key(
                "child_id, started", "not_required, conference, led_to_plan, team, worker"
            )
        }},
        ''
    ) as enquiry_id
from given
