with
    figures as (select * from {{ ref("benchmark_figure") }}),

    indicators as (select * from {{ ref("benchmark_indicator") }}),

    areas as (select * from {{ ref("ref_area") }}),

    authorities as (select * from {{ ref("dim_authority") }}),

    neighbours as (select * from {{ ref("int_authority_neighbour") }}),

    as_published as (
        select
            if(figures.level = 'local_authority', figures.area_code, null) as authority,
            figures.indicator_id,
            figures.year,
            figures.level,
            figures.area_code,
            areas.area_name,
            if(figures.status_code = 'ok', figures.value, null) as value,
            figures.status_code,
            figures.status_basis,
            figures.numerator,
            figures.denominator,
            cast(null as bigint) as n,
            cast(null as varchar) as model_version,
        from figures
        inner join areas on figures.area_code = areas.area_code and figures.level = areas.level
    ),

    indicator_years as (select distinct indicator_id, year from figures),

    -- Every authority that has neighbours has a row each year, even where none of them has a
    -- figure.
    neighbour_figures as (
        select
            neighbours.authority,
            neighbours.model_version,
            indicator_years.indicator_id,
            indicator_years.year,
            as_published.value,
        from neighbours
        cross join indicator_years
        left join
            as_published
            on neighbours.neighbour = as_published.area_code
            and as_published.level = 'local_authority'
            and indicator_years.indicator_id = as_published.indicator_id
            and indicator_years.year = as_published.year
    ),

    -- Aggregates pass over nulls, and a figure with any status but ok is null: it is no zero and
    -- no part of n.
    summaries as (
        select
            authority,
            model_version,
            indicator_id,
            year,
            count(value) as n,
            median(value) as neighbour_median,
            avg(value) as neighbour_mean,
        from neighbour_figures
        group by authority, model_version, indicator_id, year
    ),

    by_level as (
        select
            authority,
            model_version,
            indicator_id,
            year,
            n,
            'neighbour_median' as level,
            neighbour_median as value
        from summaries
        union all
        select authority, model_version, indicator_id, year, n, 'neighbour_mean', neighbour_mean
        from summaries
    ),

    from_neighbours as (
        select
            by_level.authority,
            by_level.indicator_id,
            by_level.year,
            by_level.level,
            by_level.authority as area_code,
            'Statistical neighbours of ' || authorities.authority_name as area_name,
            {{ half_up("by_level.value", "indicators.dp") }} as value,
            if(by_level.n > 0, 'ok', 'x') as status_code,
            'computed' as status_basis,
            cast(null as double) as numerator,
            cast(null as double) as denominator,
            by_level.n,
            by_level.model_version,
        from by_level
        inner join authorities on by_level.authority = authorities.authority
        inner join indicators on by_level.indicator_id = indicators.indicator_id
    ),

    every_level as (
        select *
        from as_published
        union all
        select *
        from from_neighbours
    ),

    final as (
        select
            every_level.authority,
            every_level.indicator_id,
            indicators.measure_id,
            every_level.year,
            every_level.level,
            every_level.area_code,
            every_level.area_name,
            every_level.value,
            every_level.status_code,
            every_level.status_basis,
            every_level.numerator,
            every_level.denominator,
            every_level.n,
            every_level.model_version,
            indicators.release,
            indicators.published_on,
            indicators.published_month,
            indicators.definition_difference,
        from every_level
        inner join indicators on every_level.indicator_id = indicators.indicator_id
    )

select *
from final
