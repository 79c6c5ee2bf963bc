-- Cases: referrals (list 3), and children in need (list 6), whose case began with one. Where both
-- have
-- a child and a day they are one.
with
    referrals as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ without_sentinels("child_id", "id") }} as child_id,
            {{ without_sentinels("referred", "date") }} as referred,
            {{ without_sentinels("source", "text") }} as source,
            {{ without_sentinels("no_further_action", "text") }} as no_further_action,
            {{ without_sentinels("team", "text") }} as team,
            {{ without_sentinels("worker", "text") }} as worker
        from {{ source("raw", "annex_a__referrals") }}
    ),

    cases as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ without_sentinels("child_id", "id") }} as child_id,
            {{ without_sentinels("started", "date") }} as started,
            {{ without_sentinels("need", "text") }} as need,
            {{ without_sentinels("closed", "date") }} as closed,
            {{ without_sentinels("closure_reason", "text") }} as closure_reason,
            {{ without_sentinels("status", "text") }} as status
        from {{ source("raw", "annex_a__in_need") }}
    ),

    referred as (select *, {{ as_date("referred") }} as began_on from referrals),

    open_cases as (select *, {{ as_date("started") }} as began_on from cases),

    together as (
        select
            coalesce(referred.authority, open_cases.authority) as authority,
            coalesce(referred.source_system, open_cases.source_system) as source_system,
            coalesce(referred.snapshot_id, open_cases.snapshot_id) as snapshot_id,
            coalesce(referred.as_at, open_cases.as_at) as as_at,
            coalesce(referred.source_file, open_cases.source_file) as source_file,
            coalesce(referred.source_row, open_cases.source_row) as source_row,
            coalesce(referred.child_id, open_cases.child_id) as child_id,
            coalesce(referred.began_on, open_cases.began_on) as began_on,
            coalesce(referred.referred, open_cases.started) as began,
            referred.source,
            -- A case that is open was taken further.
            coalesce(
                referred.no_further_action, case when open_cases.child_id is not null then 'N' end
            ) as no_further_action,
            referred.team,
            referred.worker,
            open_cases.need,
            open_cases.closed,
            open_cases.closure_reason,
            open_cases.status
        from referred
        full outer join
            open_cases
            on referred.authority = open_cases.authority
            and referred.snapshot_id = open_cases.snapshot_id
            and referred.child_id = open_cases.child_id
            and referred.began_on = open_cases.began_on
    )

select
    *,
    {{ made_id("annex_a", "child_id", ["coalesce(cast(began_on as varchar), began)"]) }}
    || coalesce(
        {{
            place_in_key(
                "child_id, began",
                "source, no_further_action, need, closed, closure_reason, status",
            )
        }},
        ''
    ) as referral_id
from together
