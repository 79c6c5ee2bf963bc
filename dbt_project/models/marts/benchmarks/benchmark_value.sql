with
    figures as (select * from {{ ref("int_benchmark_figure") }}),

    indicators as (select * from {{ ref("benchmark_indicator") }}),

    authorities as (select * from {{ ref("dim_authority") }}),

    neighbours as (select * from {{ ref("int_authority_neighbour") }}),

    -- Aggregates and ranks pass over nulls, and a figure with any status but ok is null: it is no
    -- zero, no part of n and has no rank.
    known as (
        select
            figures.* exclude (value),
            if(figures.status_code = 'ok', figures.value, null) as value,
            indicators.measure_id,
            indicators.dp,
            indicators.polarity,
            indicators.definition_difference,
        from figures
        inner join indicators on figures.indicator_id = indicators.indicator_id
    ),

    -- Rank and quartiles over the councils with a figure that year, as the department's interactive
    -- tool gives them: equal figures share the better rank, 1 is the best, band A the best quarter
    -- up to and with its limit; none where neither high nor low is good. quantile_cont is type 7.
    spread as (
        select
            indicator_id,
            year,
            count(value) as council_count,
            min(value) as council_lowest,
            quantile_cont(value, 0.25) as council_q1,
            quantile_cont(value, 0.5) as council_median,
            quantile_cont(value, 0.75) as council_q3,
            max(value) as council_highest,
        from known
        where level = 'local_authority'
        group by indicator_id, year
    ),

    ranked as (
        select
            indicator_id,
            year,
            level,
            area_code,
            rank() over (
                partition by indicator_id, year
                order by if(polarity = 'high_is_good', - value, value)
            ) as rank,
        from known
        where level = 'local_authority' and value is not null and polarity <> 'neutral'
    ),

    as_published as (
        select
            if(known.level = 'local_authority', known.area_code, null) as authority,
            known.indicator_id,
            known.measure_id,
            known.year,
            known.level,
            known.area_code,
            known.area_name,
            known.region,
            known.value,
            known.status_code,
            known.status_basis,
            known.numerator,
            known.denominator,
            cast(null as bigint) as n,
            cast(null as varchar) as model_version,
            ranked.rank,
            case
                when ranked.rank is null
                then null
                when known.polarity = 'high_is_good'
                then
                    case
                        when known.value >= spread.council_q3
                        then 'A'
                        when known.value >= spread.council_median
                        then 'B'
                        when known.value >= spread.council_q1
                        then 'C'
                        else 'D'
                    end
                when known.value <= spread.council_q1
                then 'A'
                when known.value <= spread.council_median
                then 'B'
                when known.value <= spread.council_q3
                then 'C'
                else 'D'
            end as quartile,
            known.release,
            known.published_on,
            known.published_month,
            known.definition_difference,
        from known
        left join spread on known.indicator_id = spread.indicator_id and known.year = spread.year
        left join
            ranked
            on known.level = ranked.level
            and known.indicator_id = ranked.indicator_id
            and known.year = ranked.year
            and known.area_code = ranked.area_code
    ),

    indicator_years as (
        select
            indicator_id,
            measure_id,
            year,
            dp,
            definition_difference,
            max(release) as release,
            max(published_on) as published_on,
            max(published_month) as published_month,
        from known
        group by indicator_id, measure_id, year, dp, definition_difference
    ),

    -- Every authority that has neighbours has a row each year, even where none of them has a
    -- figure.
    summaries as (
        select
            neighbours.authority,
            neighbours.model_version,
            indicator_years.indicator_id,
            indicator_years.year,
            count(known.value) as n,
            median(known.value) as neighbour_median,
            avg(known.value) as neighbour_mean,
        from neighbours
        cross join indicator_years
        left join
            known
            on neighbours.neighbour = known.area_code
            and known.level = 'local_authority'
            and indicator_years.indicator_id = known.indicator_id
            and indicator_years.year = known.year
        group by
            neighbours.authority,
            neighbours.model_version,
            indicator_years.indicator_id,
            indicator_years.year
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
            indicator_years.measure_id,
            by_level.year,
            by_level.level,
            by_level.authority as area_code,
            'Statistical neighbours of ' || authorities.authority_name as area_name,
            cast(null as varchar) as region,
            {{ half_up("by_level.value", "indicator_years.dp") }} as value,
            if(by_level.n > 0, 'ok', 'x') as status_code,
            'computed' as status_basis,
            cast(null as double) as numerator,
            cast(null as double) as denominator,
            by_level.n,
            by_level.model_version,
            cast(null as bigint) as rank,
            cast(null as varchar) as quartile,
            indicator_years.release,
            indicator_years.published_on,
            indicator_years.published_month,
            indicator_years.definition_difference,
        from by_level
        inner join authorities on by_level.authority = authorities.authority
        inner join
            indicator_years
            on by_level.indicator_id = indicator_years.indicator_id
            and by_level.year = indicator_years.year
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
            every_level.*,
            spread.council_count,
            spread.council_lowest,
            spread.council_q1,
            spread.council_median,
            spread.council_q3,
            spread.council_highest,
        from every_level
        left join
            spread
            on every_level.indicator_id = spread.indicator_id
            and every_level.year = spread.year
    )

select *
from final
