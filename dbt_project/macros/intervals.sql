{#
    95% intervals. z is 1.96, as in Public Health England's technical guides.

    Wilson's score interval for a proportion keeps within 0 and 1 and holds for small numbers: 81 of 100 is 72.2 to 87.5 per
    cent, 0 of 12 is 0 to 24.2. Gives null without a denominator, and for a numerator that is no part of it.
#}
{% macro wilson_limit(numerator, denominator, side) -%}
    {%- set p = "(cast(" ~ numerator ~ " as double) / " ~ denominator ~ ")" -%}
    {%- set z = "1.96" -%}
    {%- set sign = {"lower": "-", "upper": "+"}[side] -%}
    case
        when {{ denominator }} > 0 and {{ numerator }} between 0 and {{ denominator }}
        then
            least(
                1,
                greatest(
                    0,
                    (
                        {{ p }} + {{ z }} * {{ z }} / (2 * {{ denominator }})
                        {{ sign }} {{ z }} * sqrt(
                            {{ p }} * (1 - {{ p }}) / {{ denominator }}
                            + {{ z }} * {{ z }} / (4 * {{ denominator }} * {{ denominator }})
                        )
                    )
                    / (1 + {{ z }} * {{ z }} / {{ denominator }})
                )
            )
    end
{%- endmacro %}

{#
    Byar's approximation for a count of events: 15 is 8.39 to 24.74, 100 is 81.36 to 121.63. Under ten events it is not good
    enough, and the exact Poisson limit is taken, which `exact` names (a column of ref_poisson_limit joined on the count).
#}
{% macro poisson_limit(events, exact, side) -%}
    {%- set z = "1.96" -%}
    {%- set count = {"lower": events, "upper": "(" ~ events ~ " + 1)"}[side] -%}
    {%- set sign = {"lower": "-", "upper": "+"}[side] -%}
    case
        when {{ events }} < 10
        then {{ exact }}
        else
            {{ count }}
            * power(1 - 1.0 / (9 * {{ count }}) {{ sign }} {{ z }} / (3 * sqrt({{ count }})), 3)
    end
{%- endmacro %}
