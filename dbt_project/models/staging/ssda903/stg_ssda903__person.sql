-- Whoever is in any file of the return; the header has most to say of a child, and the newest
-- return counts.
with
    named as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            1 as precedence,
            "CHILD" as child,
            "SEX" as sex,
            "DOB" as born,
            "ETHNIC" as ethnicity,
            "UPN" as upn,
            "MOTHER" as mother
        from {{ source("raw", "ssda903__Header") }}
        union all by name
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            2 as precedence,
            "CHILD" as child,
            "SEX" as sex,
            "DOB" as born
        from {{ source("raw", "ssda903__UASC") }}
        {%- for table in [
                "OC3",
                "OC2",
                "AD1",
                "PlacedAdoption",
                "Reviews",
                "Missing",
                "PrevPerm",
                "SWEpisodes",
                "DoLo",
            ] %}
            union all by name
            select
                authority,
                source_system,
                snapshot_id,
                as_at,
                source_file,
                source_row,
                collection_year,
                {{ loop.index + 2 }} as precedence,
                "CHILD" as child,
                "DOB" as born
            from {{ source("raw", "ssda903__" ~ table) }}
        {%- endfor %}
        union all by name
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            20 as precedence,
            "CHILD" as child
        from {{ source("raw", "ssda903__Episodes") }}
    ),

    cleaned as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            precedence,
            {{ without_sentinels("child", "id") }} as child_id,
            {{ without_sentinels("sex", "text") }} as sex,
            {{ without_sentinels("born", "date") }} as born,
            {{ without_sentinels("ethnicity", "text") }} as ethnicity,
            {{ without_sentinels("upn", "text") }} as upn,
            {{ without_sentinels("mother", "text") }} as mother
        from named
    ),

    -- A repeat in the header of one return stays, to be reported; elsewhere a child is in many
    -- rows.
    chosen as (
        select *
        from cleaned
        qualify
            (
                rank() over (
                    partition by authority, source_system, snapshot_id, child_id
                    order by precedence, collection_year desc
                )
                = 1
                and precedence = 1
            )
            or (
                row_number() over (
                    partition by authority, source_system, snapshot_id, child_id
                    order by precedence, collection_year desc, source_file, source_row
                )
                = 1
            )
    ),

    died as (
        select authority, source_system, snapshot_id, child_id, max(ended_on) as died_on
        from {{ ref("stg_ssda903__episode_chain") }}
        where reason_ceased = 'E2'
        group by authority, source_system, snapshot_id, child_id
    ),

    mapped as (
        select
            chosen.authority,
            chosen.source_system,
            chosen.snapshot_id,
            chosen.as_at,
            chosen.source_file,
            chosen.source_row,
            chosen.child_id as pers_person_id,
            chosen.sex as pers_sex,
            chosen.born as pers_dob,
            chosen.ethnicity as pers_ethnicity,
            case when not chosen.upn ilike 'UN%' then chosen.upn end as pers_upn,
            case when chosen.upn ilike 'UN%' then chosen.upn end as pers_upn_unknown,
            chosen.mother as pers_is_mother,
            died.died_on as pers_death_date
        from chosen
        left join died using (authority, source_system, snapshot_id, child_id)
    )

    {{ in_contract_shape(source("raw", "ssd__person"), "mapped") }}
