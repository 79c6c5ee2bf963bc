-- Periods of care of list 8, with their ids.
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
            {{ without_sentinels("unaccompanied", "text") }} as unaccompanied,
            {{ without_sentinels("started", "date") }} as started,
            {{ without_sentinels("need", "text") }} as need,
            {{ without_sentinels("status_since", "date") }} as status_since,
            {{ without_sentinels("legal_status", "text") }} as legal_status,
            {{ without_sentinels("last_review", "date") }} as last_review,
            {{ without_sentinels("last_visit", "date") }} as last_visit,
            {{ without_sentinels("last_iro_contact", "date") }} as last_iro_contact,
            {{ without_sentinels("last_health_assessment", "date") }} as last_health_assessment,
            {{ without_sentinels("last_dental_check", "date") }} as last_dental_check,
            {{ without_sentinels("ended", "date") }} as ended,
            {{ without_sentinels("reason_ceased", "text") }} as reason_ceased,
            {{ without_sentinels("placement_since", "date") }} as placement_since,
            {{ without_sentinels("placement_type", "text") }} as placement_type,
            {{ without_sentinels("provider", "text") }} as provider,
            {{ without_sentinels("placement_postcode", "text") }} as placement_postcode,
            {{ without_sentinels("urn", "text") }} as urn
        from {{ source("raw", "annex_a__looked_after") }}
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
                "status_since, legal_status, ended, reason_ceased, placement_since, placement_type",
            )
        }},
        ''
    ) as care_id
from given
