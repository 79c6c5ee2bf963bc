with
    years as (select * from {{ ref("int_return_year") }}),

    authorities as (select distinct authority, from {{ ref("dim_child") }}),

    final as (
        select
            authorities.authority,
            years.collection_year,
            'CIN' as "Collection",
            strftime(years.reference_date, '%Y') as "Year",
            strftime(years.reference_date, '%Y-%m-%d') as "ReferenceDate",
            'L' as "SourceLevel",
            authorities.authority as "LEA",
            'Sightline' as "SoftwareCode",
            cast(null as varchar) as "Release",
            '001' as "SerialNo",
            -- The as-at date, so that the same snapshot gives the same bytes.
            strftime({{ as_at() }}, '%Y-%m-%dT00:00:00') as "DateTime",
            cast(null as varchar) as source_table,
            cast(null as bigint) as source_row,
        from authorities
        cross join years
    )

select *
from final
order by collection_year, authority
