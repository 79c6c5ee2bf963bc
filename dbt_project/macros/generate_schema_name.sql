{# Schemas are named as they are written in dbt_project.yml: there is one target, and it is a file of its own. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{- custom_schema_name or target.schema -}}
{%- endmacro %}
