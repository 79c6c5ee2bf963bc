{#
    How a name sounds to an English ear: its first letter and three figures for the consonants after it (Soundex). Names that
    sound alike have the same; null for none.
#}
{% macro name_sound(letters) -%}
    {%- set figures -%}
        translate(upper({{ letters }}), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '01230120022455012623010202')
    {%- endset -%}
    {%- set once = namespace(figures=figures) -%}
    {%- for figure in "0123456" -%}
        {%- set once.figures = (
            "regexp_replace("
            ~ once.figures
            ~ ", '"
            ~ figure
            ~ "+', '"
            ~ figure
            ~ "', 'g')"
        ) -%}
    {%- endfor -%}
    left({{ letters }}, 1) || left(replace(substr({{ once.figures }}, 2), '0', '') || '000', 3)
{%- endmacro %}

{# A name as its letters, in lower case and without accents; null for what is no name. #}
{% macro name_letters(name) -%}
    nullif(regexp_replace(lower(strip_accents({{ name }})), '[^a-z]', '', 'g'), '')
{%- endmacro %}
