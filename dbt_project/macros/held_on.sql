{#
    Join condition that finds who held a child on a day. `held` is the alias of int_child_team, whose spells do not overlap,
    so the join never multiplies rows.
#}
{% macro held_on(held, row, day) -%}
    {{ held }}.authority = {{ row }}.authority
    and {{ held }}.child_id = {{ row }}.child_id
    and {{ held }}.valid_from <= {{ day }}
    and ({{ held }}.valid_to is null or {{ held }}.valid_to >= {{ day }})
{%- endmacro %}
