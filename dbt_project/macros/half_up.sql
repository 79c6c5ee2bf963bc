{#
    A number rounded half up to so many decimals, as the Department for Education rounds. `decimals` may be a column. The double
    goes through a decimal, so that a mean of 22.35 that floating point holds as 22.349999 is 22.4.
#}
{% macro half_up(number, decimals) -%}
    floor(cast(({{ number }}) * pow(10, {{ decimals }}) as decimal(18, 6)) + 0.5)
    / pow(10, {{ decimals }})
{%- endmacro %}
