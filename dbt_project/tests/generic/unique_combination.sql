{#
    A key: fails with every combination of the columns that more than one row has, and with every one that lacks a value.
    One test for both, because each test of a build has its price (60 ms in a run, 2026-11-22). `may_be_null` names columns
    of the key that have no value in some rows.
#}
{% test unique_combination(model, columns, may_be_null=[]) %}

    select {{ columns | join(", ") }}, count(*) as rows_with_it
    from {{ model }}
    group by {{ columns | join(", ") }}
    having count(*) > 1 or {{ columns | reject("in", may_be_null) | join(" is null or ") }} is null

{% endtest %}
