-- The return says yes or no of its year and no day: the last day of the year dates a check. A child
-- under five had the two health assessments that were due.
with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            year_end,
            {{ without_sentinels('"CHILD"', "id") }} as child_id,
            {{ as_date('trim("DOB")') }} as born_on,
            {{ as_flag('trim("HEALTH_CHECK")') }} as had_development_check,
            {{ as_flag('trim("TEETH_CHECK")') }} as had_dental_check,
            {{ as_flag('trim("HEALTH_ASSESSMENT")') }} as had_health_assessment
        from {{ source("raw", "ssda903__OC2") }}
    ),

    checks as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            year_end,
            child_id,
            'Development check' as kind,
            1 as place
        from given
        where had_development_check
        union all
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            year_end,
            child_id,
            'Dental check',
            1
        from given
        where had_dental_check
        union all
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            year_end,
            child_id,
            'Health assessment',
            places.place
        from given
        cross join (select unnest([1, 2]) as place) as places
        where
            had_health_assessment
            and (places.place = 1 or cast(born_on + to_months(60) as date) > cast(year_end as date))
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{
                made_id(
                    "ssda903", "child_id", ["left(collection_year, 4)", "left(kind, 3)", "place"]
                )
            }} as clah_health_check_id,
            child_id as clah_person_id,
            kind as clah_health_check_type,
            year_end as clah_health_check_date
        from checks
    )

    {{ in_contract_shape(source("raw", "ssd__cla_health"), "mapped") }}
