{#
    Slices. A slice is one word in the variable `slices` and a column of that name in fct_measure_row; these macros are all
    else that knows of it. Rows are counted by grouping sets, and `grouping()` tells a total from a slice whose value is
    missing, so an event without a team is 'Unknown' and never part of 'all' alone.
#}
{# The column lists of the grouping sets: the common columns, and the common columns with each slice. #}
{% macro slice_grouping_sets(columns) %}
    ({{ columns | join(", ") }})
    {% for slice in var("slices") %}, ({{ columns | join(", ") }}, {{ slice }}) {% endfor %}
{% endmacro %}

{% macro slice_name() %}
    case
        {% for slice in var("slices") %}
            when grouping({{ slice }}) = 0 then {{ sql_string(slice) }}
        {% endfor %}
        when true
        then 'all'
    end
{% endmacro %}

{% macro slice_value() %}
    case
        {% for slice in var("slices") %}
            when grouping({{ slice }}) = 0 then coalesce(cast({{ slice }} as varchar), 'Unknown')
        {% endfor %}
        when true
        then 'all'
    end
{% endmacro %}
