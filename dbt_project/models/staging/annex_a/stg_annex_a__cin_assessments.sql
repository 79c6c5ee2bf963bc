with
    cases as (
        select authority, snapshot_id, child_id, referral_id, began_on
        from {{ ref("stg_annex_a__need") }}
    ),

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
            {{ without_sentinels("seen", "text") }} as seen,
            {{ without_sentinels("authorised", "date") }} as authorised,
            {{ without_sentinels("needs_support", "text") }} as needs_support,
            {{ without_sentinels("team", "text") }} as team,
            {{ without_sentinels("worker", "text") }} as worker
        from {{ source("raw", "annex_a__assessments") }}
    ),

    dated as (
        select
            *,
            {{ as_date("started") }} as started_on,
            {{ place_in_key("child_id, started", "seen, authorised, needs_support, team, worker") }}
            as place
        from given
    ),

    -- The lists do not say which referral an assessment is of: the last before it.
    placed as (
        select dated.*, cases.referral_id
        from dated
        left join
            cases
            on dated.authority = cases.authority
            and dated.snapshot_id = cases.snapshot_id
            and dated.child_id = cases.child_id
            and dated.started_on >= cases.began_on
        qualify
            row_number() over (
                partition by dated.authority, dated.snapshot_id, dated.source_row
                order by cases.began_on desc nulls last, cases.referral_id
            )
            = 1
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cina_person_id,
            {{ made_id("annex_a", "child_id", ["coalesce(cast(started_on as varchar), started)"]) }}
            || coalesce(place, '') as cina_assessment_id,
            referral_id as cina_referral_id,
            started as cina_assessment_start_date,
            {{ annex_a_code("seen", "yes_no") }} as cina_assessment_child_seen,
            authorised as cina_assessment_auth_date,
            case
                {{ annex_a_category("needs_support", "yes_no") }}
                when 'yes'
                then 'N'
                when 'no'
                then 'Y'
                when 'unknown'
                then null
                else needs_support
            end as cina_assessment_outcome_nfa,
            case
                when team is not null then {{ made_id("annex_a", "team", []) }}
            end as cina_assessment_team,
            case
                when worker is not null then {{ made_id("annex_a", "worker", []) }}
            end as cina_assessment_worker_id
        from placed
    )

    {{ in_contract_shape(source("raw", "ssd__cin_assessments"), "mapped") }}
