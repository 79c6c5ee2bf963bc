{#
    Which of some systems have a drop in this build. Asked while a model is compiled: what a system without a drop would
    add is left out of the text, and with one system nothing is compared, since planning that cost as much as all that the
    contract models do besides (2 s of CPU), and compiling it as much again.
#}
{% macro systems_landed(possible) %}
    {%- set landed = ref("int_contract_landed") -%}
    {%- if execute -%}
        {%- set asked = "select distinct source_system from " ~ landed -%}
        {%- set found = run_query(asked).columns[0].values() -%}
        {{- return(possible | select("in", found) | list) -}}
    {%- else -%} {{- return(possible) -}}
    {%- endif -%}
{% endmacro %}
