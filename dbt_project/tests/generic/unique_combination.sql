{#
    A key: fails with every combination of the columns that more than one row has, and with every one that lacks a value.
    One test for both, because each test of a build has its price (60 ms in a run, 2026-11-22).
#}
{% test unique_combination(model, columns) %}

    select {{ columns | join(", ") }}, count(*) as rows_with_it
    from {{ model }}
    group by {{ columns | join(", ") }}
    having count(*) > 1 or {{ columns | join(" is null or ") }} is null

{% endtest %}
