-- A team has a name and no number in the lists.
with
    named as (
        {%- for list in [
            "referrals",
            "assessments",
            "enquiries",
            "in_need",
            "protection",
            "looked_after",
            "care_leavers",
        ] %}
            {{ "union all" if not loop.first }}
            select
                authority,
                source_system,
                snapshot_id,
                as_at,
                source_file,
                source_row,
                {{ loop.index }} as list_number,
                team
            from {{ source("raw", "annex_a__" ~ list) }}
        {%- endfor %}
    ),

    cleaned as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            list_number,
            {{ without_sentinels("team", "text") }} as team
        from named
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ made_id("annex_a", "team", []) }} as dept_team_id,
            team as dept_team_name
        from cleaned
        where team is not null
        qualify
            row_number() over (
                partition by authority, source_system, snapshot_id, team
                order by list_number, source_row
            )
            = 1
    )

    {{ in_contract_shape(source("raw", "ssd__department"), "mapped") }}
