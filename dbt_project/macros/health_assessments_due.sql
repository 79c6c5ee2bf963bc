{#
    Health assessments that a looked-after child should have had in the twelve months to a day: one, or two while under five
    (every six months; Care Planning, Placement and Case Review (England) Regulations 2010, regulation 7). One where nobody
    knows the birthday.
#}
{% macro health_assessments_due(date_of_birth, day) -%}
    case when {{ add_months(date_of_birth, 60) }} > {{ day }} then 2 else 1 end
{%- endmacro %}
