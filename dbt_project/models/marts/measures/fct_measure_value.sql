with
    measures as (select * from {{ ref("dim_measure") }}),

    measure_rows as (select * from {{ ref("fct_measure_row") }}),

    authorities as (select * from {{ ref("dim_authority") }}),

    teams as (select * from {{ ref("dim_team") }}),

    periods as (select * from {{ ref("dim_period") }}),

    period_months as (select * from {{ ref("int_time__period_month") }}),

    told as (select * from {{ ref("int_contract_measure") }}),

    populations as (select * from {{ ref("ref_population") }}),

    targets as (select * from {{ ref("measure_target") }}),

    poisson_limits as (select * from {{ ref("ref_poisson_limit") }}),

    -- Rows are read once, into months; whatever is longer is the sum of its months.
    by_month as (
        select
            authority,
            measure_id,
            {{ month_end("event_on") }} as month_end,
            {{ slice_name() }} as slice,
            {{ slice_value() }} as slice_value,
            count(*) filter (is_numerator) as numerator_count,
            count(*) filter (is_denominator) as denominator_count,
            sum(numerator_amount) filter (is_numerator) as numerator_sum,
            sum(denominator_amount) filter (is_denominator) as denominator_sum,
        from measure_rows
        group by grouping sets ({{ slice_grouping_sets(["authority", "measure_id", "month_end"]) }})
    ),

    -- A flow counts the events of every month of the period, a stock those who were there on its
    -- last day.
    months_of_measures as (
        select measures.measure_id, period_months.*,
        from measures
        cross join period_months
        where measures.basis <> 'stock' or period_months.is_last_month
    ),

    -- A period of which a source tells only in part has no figure, and none of which nobody tells.
    told_periods as (
        select
            told.authority,
            months_of_measures.measure_id,
            months_of_measures.period_type,
            months_of_measures.period_end,
        from months_of_measures
        inner join
            told
            on told.measure_id is null
            or (
                told.measure_id = months_of_measures.measure_id
                and told.month_end = months_of_measures.month_end
            )
        inner join measures on months_of_measures.measure_id = measures.measure_id
        inner join
            periods
            on months_of_measures.period_type = periods.period_type
            and months_of_measures.period_end = periods.period_end
        group by all
        having
            bool_or(told.measure_id is null)
            or count(distinct months_of_measures.month_end)
            >= any_value(if(measures.basis = 'stock', 1, periods.months_in_period))
    ),

    counted as (
        select
            by_month.authority,
            by_month.measure_id,
            months_of_measures.period_type,
            months_of_measures.period_end,
            by_month.slice,
            by_month.slice_value,
            sum(by_month.numerator_count) as numerator_count,
            sum(by_month.denominator_count) as denominator_count,
            sum(by_month.numerator_sum) as numerator_sum,
            sum(by_month.denominator_sum) as denominator_sum,
        from by_month
        inner join
            measures
            on by_month.measure_id = measures.measure_id
            and (by_month.slice = 'all' or list_contains(measures.slices, by_month.slice))
        inner join
            months_of_measures
            on by_month.measure_id = months_of_measures.measure_id
            and by_month.month_end = months_of_measures.month_end
        group by all
    ),

    -- A median is not the sum of anything, and a child with three cost lines is one child: both are
    -- taken from the rows of the whole period.
    whole_periods as (
        select
            measure_rows.authority,
            measure_rows.measure_id,
            months_of_measures.period_type,
            months_of_measures.period_end,
            {{ slice_name() }} as slice,
            {{ slice_value() }} as slice_value,
            median(measure_rows.numerator_amount) filter (
                measure_rows.is_numerator
            ) as numerator_median,
            count(distinct coalesce(measure_rows.child_id, measure_rows.entity_id)) filter (
                measure_rows.is_denominator
            ) as people,
        from measure_rows
        inner join measures on measure_rows.measure_id = measures.measure_id
        inner join
            months_of_measures
            on measure_rows.measure_id = months_of_measures.measure_id
            and {{ month_end("measure_rows.event_on") }} = months_of_measures.month_end
        where measures.kind in ('mean', 'median', 'ratio')
        group by
            grouping sets (
                {{
                    slice_grouping_sets(
                        [
                            "measure_rows.authority",
                            "measure_rows.measure_id",
                            "months_of_measures.period_type",
                            "months_of_measures.period_end",
                        ]
                    )
                }}
            )
    ),

    -- Every team, and every other value that the measure has ever had, has its row in every period,
    -- so that a zero is a row and no gap.
    slice_values as (
        select measures.measure_id, authorities.authority, 'all' as slice, 'all' as slice_value
        from measures
        cross join authorities
        union
        select measures.measure_id, teams.authority, 'team', teams.team
        from measures
        inner join teams on list_contains(measures.slices, 'team')
        union
        select measure_id, authority, slice, slice_value
        from counted
    ),

    population_spans as (
        select
            authority,
            year as first_year,
            lead(year, 1, 9999) over (partition by authority order by year) as next_year,
            children_0_to_17,
        from populations
    ),

    -- Rates use the estimate of the June before the period's end, or the newest earlier one while
    -- that is not there.
    framed as (
        select
            slice_values.authority,
            slice_values.measure_id,
            periods.period_type,
            periods.period_start,
            periods.period_end,
            slice_values.slice,
            slice_values.slice_value,
            measures.kind,
            measures.polarity,
            told_periods.period_end is not null as is_told,
            case
                when measures.kind = 'rate_per_10k' and measures.basis = 'flow'
                then 12.0 / periods.months_in_period
                else 1.0
            end as annual_factor,
            case
                when measures.kind = 'rate_per_10k' and slice_values.slice = 'all'
                then population_spans.children_0_to_17
            end as population,
            case
                when measures.kind = 'rate_per_10k' and slice_values.slice = 'all'
                then population_spans.first_year
            end as population_year,
        from slice_values
        inner join measures on slice_values.measure_id = measures.measure_id
        cross join periods
        left join
            told_periods
            on slice_values.authority = told_periods.authority
            and slice_values.measure_id = told_periods.measure_id
            and periods.period_type = told_periods.period_type
            and periods.period_end = told_periods.period_end
        left join
            population_spans
            on slice_values.authority = population_spans.authority
            and {{ year_of_june_before("periods.period_end") }} >= population_spans.first_year
            and {{ year_of_june_before("periods.period_end") }} < population_spans.next_year
        where periods.is_closed
    ),

    parts as (
        select
            framed.*,
            cast(
                case
                    when not framed.is_told
                    then null
                    when framed.kind in ('mean', 'median', 'ratio')
                    then coalesce(counted.numerator_sum, 0)
                    else coalesce(counted.numerator_count, 0)
                end as double
            ) as numerator,
            cast(
                case
                    when not framed.is_told
                    then null
                    when framed.kind = 'rate_per_10k'
                    then framed.population
                    when framed.kind = 'ratio'
                    then coalesce(counted.denominator_sum, 0)
                    when framed.kind <> 'count'
                    then coalesce(counted.denominator_count, 0)
                end as double
            ) as denominator,
            case when framed.is_told then whole_periods.numerator_median end as numerator_median,
            case
                when framed.is_told and framed.kind in ('mean', 'median', 'ratio')
                then coalesce(whole_periods.people, 0)
            end as people,
        from framed
        left join
            counted
            on framed.authority = counted.authority
            and framed.measure_id = counted.measure_id
            and framed.period_type = counted.period_type
            and framed.period_end = counted.period_end
            and framed.slice = counted.slice
            and framed.slice_value = counted.slice_value
        left join
            whole_periods
            on framed.authority = whole_periods.authority
            and framed.measure_id = whole_periods.measure_id
            and framed.period_type = whole_periods.period_type
            and framed.period_end = whole_periods.period_end
            and framed.slice = whole_periods.slice
            and framed.slice_value = whole_periods.slice_value
    ),

    valued as (
        select
            parts.*,
            case
                when parts.kind = 'count'
                then parts.numerator
                when parts.kind = 'median'
                then parts.numerator_median
                when parts.kind = 'proportion'
                then 100 * parts.numerator / nullif(parts.denominator, 0)
                when parts.kind = 'rate_per_10k'
                then 10000 * parts.annual_factor * parts.numerator / nullif(parts.denominator, 0)
                else parts.numerator / nullif(parts.denominator, 0)
            end as value,
            case
                when parts.kind = 'proportion'
                then 100 * {{ wilson_limit("parts.numerator", "parts.denominator", "lower") }}
                when parts.kind = 'rate_per_10k'
                then
                    10000
                    * parts.annual_factor
                    * {{ poisson_limit("parts.numerator", "poisson_limits.lower_95", "lower") }}
                    / nullif(parts.denominator, 0)
            end as ci_low,
            case
                when parts.kind = 'proportion'
                then 100 * {{ wilson_limit("parts.numerator", "parts.denominator", "upper") }}
                when parts.kind = 'rate_per_10k'
                then
                    10000
                    * parts.annual_factor
                    * {{ poisson_limit("parts.numerator", "poisson_limits.upper_95", "upper") }}
                    / nullif(parts.denominator, 0)
            end as ci_high,
        from parts
        left join poisson_limits on parts.numerator = poisson_limits.events
    ),

    -- Statistical process control on the monthly points (XmR chart). Shorter series say nothing.
    points as (
        select
            authority,
            measure_id,
            slice,
            slice_value,
            period_type,
            period_end,
            value,
            abs(value - lag(value) over series) as moving_range,
        from valued
        where period_type = 'month' and value is not null
        window
            series as (partition by authority, measure_id, slice, slice_value order by period_end)
    ),

    limits as (
        select
            authority,
            measure_id,
            slice,
            slice_value,
            count(*) as point_count,
            avg(value) as mean,
            avg(moving_range) as mean_moving_range,
        from points
        group by authority, measure_id, slice, slice_value
    ),

    -- The small allowance keeps a rounding error of the mean from being read as a side of it.
    sided as (
        select
            points.*,
            limits.point_count,
            limits.mean,
            limits.mean_moving_range,
            case
                when points.value > limits.mean + 1e-9
                then 1
                when points.value < limits.mean - 1e-9
                then -1
                else 0
            end as side,
        from points
        inner join limits using (authority, measure_id, slice, slice_value)
    ),

    in_runs as (
        select
            *,
            row_number() over (
                partition by authority, measure_id, slice, slice_value
                order by period_end
            ) - row_number() over (
                partition by authority, measure_id, slice, slice_value, side order by period_end
            ) as run_number,
        from sided
    ),

    signals as (
        select
            authority,
            measure_id,
            slice,
            slice_value,
            period_type,
            period_end,
            case
                when point_count < 12
                then null
                when
                    side <> 0
                    and (
                        abs(value - mean) > 2.66 * mean_moving_range + 1e-9
                        or count(*) over (
                            partition by authority, measure_id, slice, slice_value, side, run_number
                        )
                        >= 7
                    )
                then case when side = 1 then 'special_cause_high' else 'special_cause_low' end
                else 'common_cause'
            end as signal,
        from in_runs
    ),

    final as (
        select
            valued.authority,
            valued.measure_id,
            valued.period_type,
            valued.period_start,
            valued.period_end,
            valued.slice,
            valued.slice_value,
            valued.numerator,
            valued.denominator,
            valued.value,
            valued.ci_low,
            valued.ci_high,
            targets.target,
            targets.tolerance,
            {{
                rating(
                    "valued.value",
                    "targets.target",
                    "targets.tolerance",
                    "valued.polarity",
                    "valued.kind",
                    "valued.numerator",
                    "valued.denominator",
                )
            }} as rating,
            signals.signal,
            cast(valued.population_year as integer) as population_year,
            valued.annual_factor > 1 as is_annualised,
            valued.people,
        from valued
        left join
            targets
            on valued.authority = targets.authority
            and valued.measure_id = targets.measure_id
            and valued.period_end >= targets.starts_on
            and {{ end_or_open("targets.ends_on") }} >= valued.period_end
        left join
            signals
            on valued.authority = signals.authority
            and valued.measure_id = signals.measure_id
            and valued.slice = signals.slice
            and valued.slice_value = signals.slice_value
            and valued.period_type = signals.period_type
            and valued.period_end = signals.period_end
    )

select *
from final
