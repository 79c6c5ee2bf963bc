{#
    True if drops of more than one system are in this build. Asked while a model is compiled: with one system the contract
    models compare nothing, and planning what compares cost as much as all that they do besides (2 s of CPU).
#}
{% macro several_systems() %}
    {%- set landed = ref("int_contract_landed") -%}
    {%- if execute -%}
        {%- set asked = "select count(distinct source_system) > 1 from " ~ landed -%}
        {{- return(run_query(asked)[0][0]) -}}
    {%- else -%} {{- return(false) -}}
    {%- endif -%}
{% endmacro %}
