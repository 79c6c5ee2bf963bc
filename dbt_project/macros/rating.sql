{#
    Rating of a value against its target, in words: met (green), near (amber: within the tolerance), not_met (red). Null where
    there is nothing to rate: no target, a neutral measure, or too few cases, which are fewer than ten for a proportion and
    fewer than six events for a count or rate.
#}
{% macro rating(value, target, tolerance, polarity, kind, numerator, denominator) -%}
    case
        when {{ value }} is null or {{ target }} is null
        then null
        when {{ polarity }} not in ('high_is_good', 'low_is_good')
        then null
        when {{ kind }} = 'proportion' and {{ denominator }} < 10
        then null
        when {{ kind }} in ('count', 'rate_per_10k') and {{ numerator }} < 6
        then null
        when {{ polarity }} = 'high_is_good' and {{ value }} >= {{ target }}
        then 'met'
        when {{ polarity }} = 'low_is_good' and {{ value }} <= {{ target }}
        then 'met'
        when
            {{ polarity }} = 'high_is_good'
            and {{ value }} >= {{ target }} - coalesce({{ tolerance }}, 0)
        then 'near'
        when
            {{ polarity }} = 'low_is_good'
            and {{ value }} <= {{ target }} + coalesce({{ tolerance }}, 0)
        then 'near'
        else 'not_met'
    end
{%- endmacro %}
