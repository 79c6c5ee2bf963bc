with
    shipped as (select * from {{ ref("benchmark_figure") }}),

    indicators as (select * from {{ ref("benchmark_indicator") }}),

    areas as (select * from {{ ref("ref_area") }}),

    given as (select * from {{ ref("stg_benchmarks__given") }}),

    -- The last file that has a series for a year is the word on that year: each release revises the
    -- years before it, and figures of two releases are never mixed within one.
    given_years as (
        select indicator_id, year, max(sequence) as sequence from given group by indicator_id, year
    ),

    as_given as (
        select
            given.indicator_id,
            given.year,
            given.level,
            given.area_code,
            -- A council that is newer than the list of areas is called as the file calls it.
            coalesce(areas.area_name, given.area_name, given.area_code) as area_name,
            coalesce(areas.region, given.region_name) as region,
            given.value,
            given.status_code,
            given.status_basis,
            given.numerator,
            given.denominator,
            given.release,
            given.published_on,
            cast(null as varchar) as published_month,
        from given
        inner join
            given_years
            on given.indicator_id = given_years.indicator_id
            and given.year = given_years.year
            and given.sequence = given_years.sequence
        left join areas on given.area_code = areas.area_code and given.level = areas.level
    ),

    as_shipped as (
        select
            shipped.indicator_id,
            shipped.year,
            shipped.level,
            shipped.area_code,
            areas.area_name,
            areas.region,
            shipped.value,
            shipped.status_code,
            shipped.status_basis,
            shipped.numerator,
            shipped.denominator,
            indicators.release,
            indicators.published_on,
            indicators.published_month,
        from shipped
        inner join areas on shipped.area_code = areas.area_code and shipped.level = areas.level
        inner join indicators on shipped.indicator_id = indicators.indicator_id
        left join
            given_years
            on shipped.indicator_id = given_years.indicator_id
            and shipped.year = given_years.year
        where given_years.year is null
    ),

    final as (
        select *
        from as_shipped
        union all
        select *
        from as_given
    )

select *
from final
