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
            {{ without_sentinels("completed", "date") }} as completed,
            {{ without_sentinels("organisation", "text") }} as organisation
        from {{ source("raw", "annex_a__early_help") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as earl_person_id,
            {{
                made_id(
                    "annex_a",
                    "child_id",
                    ["coalesce(cast(" ~ as_date("started") ~ " as varchar), started)"],
                )
            }} || coalesce(
                {{ place_in_key("child_id, started", "completed, organisation") }}, ''
            ) as earl_episode_id,
            started as earl_episode_start_date,
            completed as earl_episode_end_date,
            organisation as earl_episode_organisation
        from given
    )

    {{ in_contract_shape(source("raw", "ssd__early_help_episodes"), "mapped") }}
