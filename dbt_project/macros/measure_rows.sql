{#
    The whole of a measure model: says which rows of a fact count, and gives every measure the same columns, so that
    fct_measure_row can put them together and nothing downstream knows one measure from another.

        period_date   the day on which the event counts; for a stock measure the period end of an at-period-end fact
        exclusion     rows that are left out of numerator and denominator and yet shown to whoever walks down to them
        denominator   rows that count below the line; for a rate it is the population, so these are the events themselves
        numerator     rows that count above the line
        *_amount      what to add up where the measure is a mean, ratio or median and not a count of rows
        team          the team that the event is counted for
        placement_type, provider_type
                      codes of the SSDA903 as the fact holds them; fct_measure_row gives them names

    What is true of the person (age band, ward and so on) is joined once for all measures, in fct_measure_row.

    Null in a predicate counts as false: a conference with no date was not held in time.
#}
{% macro measure_rows(
    relation,
    period_date,
    entity_id,
    denominator="true",
    numerator="true",
    exclusion="false",
    numerator_amount="null",
    denominator_amount="null",
    team="team",
    placement_type="null",
    provider_type="null"
) %}
    select
        authority,
        {{ sql_string(model.name | replace("msr_", "", 1)) }} as measure_id,
        cast({{ period_date }} as date) as event_on,
        child_id,
        cast({{ entity_id }} as varchar) as entity_id,
        cast({{ team }} as varchar) as team,
        cast({{ placement_type }} as varchar) as placement_type_code,
        cast({{ provider_type }} as varchar) as provider_type_code,
        coalesce({{ exclusion }}, false) as is_excluded,
        coalesce({{ denominator }}, false)
        and not coalesce({{ exclusion }}, false) as is_denominator,
        coalesce({{ denominator }}, false)
        and not coalesce({{ exclusion }}, false)
        and coalesce({{ numerator }}, false) as is_numerator,
        cast({{ numerator_amount }} as double) as numerator_amount,
        cast({{ denominator_amount }} as double) as denominator_amount,
        source_system,
        source_table,
        source_file,
        source_row,
    from {{ relation }}
    where {{ period_date }} is not null and {{ period_date }} <= {{ as_at() }}
{% endmacro %}
