{# Money. Rates are for a week; what is paid for some days is days/7 of it, in pounds and pence. #}
{% macro cost_of_days(weekly, days) -%}
    cast({{ weekly }} * ({{ days }}) / 7.0 as decimal(12, 2))
{%- endmacro %}

{#
    What social care pays of a weekly price: what is recorded, or else what education and health leave of it. Null where no
    share is recorded at all, because nobody has said who pays.
#}
{% macro social_care_share(weekly, social_care, education, health) -%}
    cast(
        coalesce(
            {{ social_care }},
            case
                when coalesce({{ education }}, {{ health }}) is not null
                then {{ weekly }} - coalesce({{ education }}, 0) - coalesce({{ health }}, 0)
            end
        ) as decimal(12, 2)
    )
{%- endmacro %}
