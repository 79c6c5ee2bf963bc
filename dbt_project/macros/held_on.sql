{#
    Join condition that finds who held a child on a day. `held` is the alias of int_child_team, whose spells do not overlap,
    so the join never multiplies rows. The open end is a far date and not a second condition joined by `or`: an outer join that
    holds an `or` over both sides is worked out row against row (27 s against 0.1 s for 12,000 reviews, 2026-11-22).
#}
{% macro held_on(held, row, day) -%}
    {{ held }}.authority = {{ row }}.authority
    and {{ held }}.child_id = {{ row }}.child_id
    and {{ held }}.valid_from <= {{ day }}
    and {{ end_or_open(held ~ ".valid_to") }} >= {{ day }}
{%- endmacro %}
