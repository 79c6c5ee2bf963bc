with
    benchmarks as (select * from {{ ref("benchmark_value") }}),

    indicators as (select * from {{ ref("benchmark_indicator") }}),

    sources as (select * from {{ ref("benchmark_source") }}),

    authorities as (select * from {{ ref("dim_authority") }}),

    areas as (select * from {{ ref("ref_area") }}),

    settings as (select * from {{ ref("ref_authority_setting") }}),

    -- A setting wins, a setting of no region too.
    authority_regions as (
        select
            authorities.authority,
            if(settings.authority is null, areas.region, settings.region) as region,
        from authorities
        left join
            areas on authorities.authority = areas.area_code and areas.level = 'local_authority'
        left join settings on authorities.authority = settings.authority
    ),

    -- The newest year, the same for every level, so that like stands beside like.
    newest as (select * from benchmarks qualify year = max(year) over (partition by indicator_id)),

    beside as (
        select authority_regions.authority as compared, newest.*
        from authority_regions
        inner join
            newest
            on newest.level = 'england'
            or (newest.level = 'region' and newest.area_name = authority_regions.region)
            or (
                newest.level in ('local_authority', 'neighbour_median', 'neighbour_mean')
                and newest.authority = authority_regions.authority
            )
    ),

    published as (
        select
            beside.compared as authority,
            beside.measure_id,
            beside.level,
            beside.year,
            beside.value,
            beside.n,
            beside.numerator,
            beside.denominator,
            beside.area_code,
            beside.area_name,
            beside.status_code,
            beside.model_version,
            beside.indicator_id,
            beside.rank,
            beside.quartile,
            beside.council_count,
            beside.council_lowest,
            beside.council_q1,
            beside.council_median,
            beside.council_q3,
            beside.council_highest,
            beside.release,
            beside.published_on,
            beside.published_month,
        from beside
    ),

    -- That nothing is published for a measure is said, and not left to be guessed from a gap.
    unpublished as (
        select
            authorities.authority,
            indicators.measure_id,
            'england' as level,
            cast(null as varchar) as year,
            cast(null as double) as value,
            cast(null as bigint) as n,
            cast(null as double) as numerator,
            cast(null as double) as denominator,
            areas.area_code,
            areas.area_name,
            'z' as status_code,
            cast(null as varchar) as model_version,
            indicators.indicator_id,
            cast(null as bigint) as rank,
            cast(null as varchar) as quartile,
            cast(null as bigint) as council_count,
            cast(null as double) as council_lowest,
            cast(null as double) as council_q1,
            cast(null as double) as council_median,
            cast(null as double) as council_q3,
            cast(null as double) as council_highest,
            cast(null as varchar) as release,
            cast(null as date) as published_on,
            cast(null as varchar) as published_month,
        from indicators
        cross join authorities
        inner join areas on areas.level = 'england'
        where not indicators.is_published
    ),

    every_level as (
        select *
        from published
        union all
        select *
        from unpublished
    ),

    final as (
        select
            every_level.authority,
            every_level.measure_id,
            every_level.level,
            every_level.year,
            every_level.value,
            every_level.n,
            every_level.numerator,
            every_level.denominator,
            every_level.area_code,
            every_level.area_name,
            every_level.status_code,
            every_level.model_version,
            every_level.indicator_id,
            every_level.rank,
            every_level.quartile,
            every_level.council_count,
            every_level.council_lowest,
            every_level.council_q1,
            every_level.council_median,
            every_level.council_q3,
            every_level.council_highest,
            indicators.is_published,
            indicators.dp,
            indicators.polarity,
            every_level.release,
            every_level.published_on,
            every_level.published_month,
            indicators.next_expected_month,
            indicators.definition_difference,
            sources.attribution,
        from every_level
        inner join indicators on every_level.indicator_id = indicators.indicator_id
        inner join sources on indicators.source_id = sources.source_id
    )

select *
from final
