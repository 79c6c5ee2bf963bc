{# Dates. What DuckDB spells in its own way is spelled here, so that another engine needs these macros and no model. #}
{# The as-at date of the build: what the council knew at the close of that day. Never the clock. #}
{% macro as_at() %} {{- return("date '" ~ var("as_at") ~ "'") -}} {% endmacro %}

{# A date that has come by the as-at date, else null: an end that is still to come is no end yet. #}
{% macro until_as_at(day) -%}
    case when {{ day }} <= {{ as_at() }} then {{ day }} end
{%- endmacro %}

{# An end for comparisons: what has not ended ends on a day beyond all others. Keeps a condition of a join one comparison. #}
{% macro end_or_open(day) -%} coalesce({{ day }}, date '9999-12-31') {%- endmacro %}

{# Calendar months later (or earlier), clipped to the end of a shorter month: 30 November + 3 months is 28 or 29 February. #}
{% macro add_months(day, months) -%}
    cast({{ day }} + interval ({{ months }}) month as date)
{%- endmacro %}

{% macro month_start(day) -%} cast(date_trunc('month', {{ day }}) as date) {%- endmacro %}

{% macro month_end(day) -%} last_day({{ day }}) {%- endmacro %}

{# Financial year of a date as text: 31 March 2026 is in 2025-26. #}
{% macro financial_year(day) -%}
    {%- set first = "(year(" ~ day ~ ") - case when month(" ~ day ~ ") < 4 then 1 else 0 end)" -%}
    (cast({{ first }} as varchar) || '-' || lpad(cast(({{ first }} + 1) % 100 as varchar), 2, '0'))
{%- endmacro %}

{# Financial quarter of a date as text: Q1 is April to June, so 31 March 2026 is in 2025-26-Q4. #}
{% macro financial_quarter(day) -%}
    ({{ financial_year(day) }} || '-Q' || cast((quarter({{ day }}) + 2) % 4 + 1 as varchar))
{%- endmacro %}

{#
    Working days from one day to another, given the aliases of two joins of dim_date. Day 0 is the start: the days counted are
    those after the start up to and including the end, so a Saturday start has Monday as day 1. Null when the end is missing
    or lies before the start: dates in the wrong order are a fault of recording and never in time.
#}
{% macro working_days(start_day, end_day) -%}
    cast(
        case
            when {{ end_day }}.date_day >= {{ start_day }}.date_day
            then {{ end_day }}.working_day_number - {{ start_day }}.working_day_number
        end as integer
    )
{%- endmacro %}

{# The year whose mid-year population estimate (30 June) comes last before a day. #}
{% macro year_of_june_before(day) -%}
    (year({{ day }}) - case when month({{ day }}) < 7 then 1 else 0 end)
{%- endmacro %}

{# Age in whole years lived on a day; born on 29 February, a year is over on 28 February. #}
{% macro whole_years(date_of_birth, day) -%}
    {%- set years = "(year(" ~ day ~ ") - year(" ~ date_of_birth ~ "))" -%}
    {{ years }}
    - case when {{ add_months(date_of_birth, "12 * " ~ years) }} > {{ day }} then 1 else 0 end
{%- endmacro %}
