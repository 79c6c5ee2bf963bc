-- One row for each young person and return. The return has no day: it tells of the time around the
-- birthday in its year, and so the birthday dates the row.
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
            cast(year_end as date) as year_end,
            {{ without_sentinels('"CHILD"', "id") }} as child_id,
            {{ as_date('trim("DOB")') }} as born_on,
            {{ without_sentinels('"IN_TOUCH"', "text") }} as in_touch,
            {{ without_sentinels('"ACTIV"', "text") }} as activity,
            {{ without_sentinels('"ACCOM"', "text") }} as accommodation
        from {{ source("raw", "ssda903__OC3") }}
    ),

    aged as (
        select
            *,
            year(year_end)
            - year(born_on)
            - case when (month(born_on), day(born_on)) > (3, 31) then 1 else 0 end as age
        from given
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ made_id("ssda903", "child_id", ["left(collection_year, 4)"]) }} as clea_table_id,
            child_id as clea_person_id,
            in_touch as clea_care_leaver_in_touch,
            cast(
                born_on + to_months(cast(12 * age as integer)) as date
            ) as clea_care_leaver_latest_contact,
            accommodation as clea_care_leaver_accommodation,
            activity as clea_care_leaver_activity
        from aged
    )

    {{ in_contract_shape(source("raw", "ssd__care_leavers"), "mapped") }}
