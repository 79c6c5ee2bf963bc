{# A text as a SQL literal. The quotes live here alone, because the formatter rewrites quotes that stand inside quoted Jinja. #}
{% macro sql_string(value) %}
    {%- set quote = "\x27" -%}
    {%- set text = value | string | trim -%}
    {{- return(quote ~ text.replace(quote, quote ~ quote) ~ quote) -}}
{% endmacro %}
