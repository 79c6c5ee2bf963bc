{#
    How the text of a landed cell becomes a value. Used by the generated int_contract_typed__* models and, rendered outside
    dbt from this same file, by the report that `sightline ingest` prints. Each macro gives null where the text cannot be
    read; the caller compares with the text to tell a fault from an empty cell.
#}
{#
    Blanks around a value go, no-break spaces too, and texts that source systems write for "nothing" become null. A whole
    number that another tool wrote as 123.0 is the id 123.
#}
{% macro without_sentinels(text, type) %}
    {%- set nothing = ["", "null", "n/a", "ssd_ph", "placeholder_data"] -%}
    {%- if type == "id" -%} {%- set nothing = nothing + ["-1", "0"] -%} {%- endif -%}
    {# Few cells have blanks around them, and to look at both ends takes half the time of trimming. #}
    {%- set bare -%}
        case
            when {{ text }} between '!' and '~' and right({{ text }}, 1) between '!' and '~'
            then {{ text }}
            else trim({{ text }}, ' ' || chr(9) || chr(10) || chr(13) || chr(160))
        end
    {%- endset -%}
    case
        {# A function, not the operator: around that DuckDB works out the cell twice. #}
        when list_contains(['{{ nothing | join("', '") }}'], lower({{ bare }}))
        then null
        {%- if type in ["date", "timestamp"] %}
            when regexp_matches({{ bare }}, '{{ unknown_or_open_dates() }}') then null
        {%- elif type == "id" %}
            when suffix({{ bare }}, '.0') and regexp_full_match({{ bare }}, '-?[0-9]+[.]0')
            then nullif(nullif(left({{ bare }}, -2), '-1'), '0')
        {%- endif %}
        else {{ bare }}
    end
{% endmacro %}

{#
    Liquidlogic and SQL Server write 1 January 1900, 1753 or 2300 and 31 December 9999 for a date that is unknown or open. In
    each way of writing a date, with or without a time; 2958465 is the last of them as an Excel serial number.
#}
{% macro unknown_or_open_dates() -%}
    {%- set first = "(1900|1753|2300)" -%}
    {%- set forms = [
        first ~ "-01-01",
        "9999-12-31",
        "0?1[/.-]0?1[/.-]" ~ first,
        "31[/.-]12[/.-]9999",
        "(?i)0?1[- ]jan[- ]" ~ first,
        "(?i)31[- ]dec[- ]9999",
        "2958465([.][0-9]+)?",
    ] -%}
    {{- "^(" ~ forms | join("|") ~ ")([ T]|$)" -}}
{%- endmacro %}

{#
    ISO, dd/mm/yyyy, dd/mm/yy, dd-Mon-yyyy, dd-Mon-yy, dd Mon yyyy, dd-mm-yyyy, dd.mm.yyyy, dd.mm.yy, each with or without a
    time of 24 or 12 hours, and Excel serial numbers, whole or with a time.
    Never mm/dd: 04/13/2025 is no date. Years of two digits: 00 to 49 are 2000 to 2049, the others 1950 to 1999.
    An offset from UTC is left out, so that the hour stays the one that was read on the wall. 1900 to 2100 only.
#}
{% macro as_timestamp(text) %}
    {%- set days = [
        "%Y-%m-%d",
        "%d/%m/%Y",
        "%d-%b-%Y",
        "%d-%m-%Y",
        "%d.%m.%Y",
        "%d %b %Y",
    ] -%}
    {%- set formats = [] -%}
    {%- for time in ["", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p"] -%}
        {%- for day in days -%} {%- set _ = formats.append(day ~ time) -%} {%- endfor -%}
    {%- endfor -%}
    {%- set day_and_month = "^([0-9]{1,2}(?:[/.][0-9]{1,2}[/.]|[- ][A-Za-z]{3}[- ]))" -%}
    case
        {# Most are ISO, and the cast is many times faster than the formats. As text they stand in the order of time. #}
        when
            {{ text }} like '____-__-__%'
            and strlen({{ text }}) in (10, 19)
            and {{ text }} between '1900' and '2101'
        then try_cast({{ text }} as timestamp)
        {# DuckDB takes words such as epoch and infinity for dates. #}
        when not {{ text }} between '0' and ':'
        then null
        when regexp_full_match({{ text }}, '[0-9]{5}(\.[0-9]+)?')
        then
            case
                when try_cast({{ text }} as double) between 20000 and 60000
                then
                    timestamp '1899-12-30'
                    + to_seconds(round(try_cast({{ text }} as double) * 86400))
            end
        else
            list_filter(
                [
                    try_strptime(
                        regexp_replace(
                            regexp_replace(
                                regexp_replace(
                                    {{ text }},
                                    '^(.*\d)[ T]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?:Z|[+-]\d{2}(?::?\d{2})?)?$',
                                    '\1 \2'
                                ),
                                '{{ day_and_month }}([0-4]\d)( .*)?$',
                                '\120\2\3'
                            ),
                            '{{ day_and_month }}([5-9]\d)( .*)?$',
                            '\119\2\3'
                        ),
                        ['{{ formats | join("', '") }}']
                    )
                ],
                lambda instant:instant >= timestamp '1900-01-01'
                and instant < timestamp '2101-01-01'
            )[1]
    end
{% endmacro %}

{% macro as_date(text) %} cast({{ as_timestamp(text) }} as date) {% endmacro %}

{% macro as_flag(text) %}
    case
        when lower({{ text }}) in ('y', 'yes', 't', 'true', '1')
        then true
        when lower({{ text }}) in ('n', 'no', 'f', 'false', '0')
        then false
    end
{% endmacro %}

{% macro as_integer(text) %}
    case
        when regexp_full_match({{ text }}, '[+-]?\d{1,15}(\.0+)?')
        then try_cast({{ text }} as bigint)
    end
{% endmacro %}

{% macro as_number(text, type="double") %}
    case
        when regexp_full_match({{ text }}, '£?[+-]?\d{1,3}(,\d{3})*(\.\d+)?|£?[+-]?\d+(\.\d+)?')
        then try_cast(replace(replace({{ text }}, ',', ''), '£', '') as {{ type }})
    end
{% endmacro %}

{# A code or another spelling of it; `codes` is a map from the spelling in lower case to the code. #}
{% macro as_code(text, codes) %} {{ codes }} [lower({{ text }})] {% endmacro %}

{# Keys of a JSON object whose value says yes. #}
{% macro keys_that_are_true(object) %}
    list_transform(
        list_filter(
            map_entries(try_cast({{ object }} as map(varchar, varchar))),
            lambda item:lower(trim(item.value)) in ('y', 'yes', 't', 'true', '1')
        ),
        lambda item:item.key
    )
{% endmacro %}

{#
    A JSON array (of texts or of objects), a JSON object whose keys with Y or true count, or text with commas or semicolons.
    Each entry once, in the order given. Null where the text begins as JSON and is none.
#}
{% macro as_list(text) %}
    case
        when left({{ text }}, 1) in ('[', '{') and not json_valid({{ text }})
        then null
        when left({{ text }}, 1) = '{'
        then {{ keys_that_are_true("try_cast(" ~ text ~ " as json)") }}
        when left({{ text }}, 1) = '['
        then
            {{
                each_once(
                    "flatten(list_transform(json_extract(try_cast("
                    ~ text
                    ~ " as json), '$[*]'), lambda part: case when json_type(part) = 'OBJECT' then "
                    ~ keys_that_are_true("part")
                    ~ " else [json_extract_string(part, '$')] end))"
                )
            }}
        else {{ each_once("string_split_regex(" ~ text ~ ", '[,;]')") }}
    end
{% endmacro %}

{% macro each_once(entries) %}
    list_transform(
        [
            list_filter(
                list_transform({{ entries }}, lambda entry:trim(entry)),
                lambda entry:coalesce(entry, '') <> ''
            )
        ],
        lambda entries:list_filter(
            entries, lambda entry, place:list_position(entries, entry) = place
        )
    )[1]
{% endmacro %}

{# The entries of a list that are codes, as codes. #}
{% macro as_codes(entries, codes) %}
    {{ each_once("list_transform(" ~ entries ~ ", lambda entry: " ~ codes ~ "[lower(entry)])") }}
{% endmacro %}

{# The fault of one cell as a list of none or one: text was given and no value came of it. #}
{% macro cell_fault(column, given, fault) %}
    case
        when {{ given }} is not null and {{ column }} is null
        then [{'column_name':'{{ column }}', 'raw':{{ given }}, 'fault':'{{ fault }}'}]
        else []
    end
{% endmacro %}

{# One fault for each entry of a list that is no code. #}
{% macro entry_faults(column, entries, codes) %}
    coalesce(
        list_transform(
            list_filter({{ entries }}, lambda entry:{{ codes }} [lower(entry)] is null),
            lambda entry: {'column_name':'{{ column }}', 'raw':entry, 'fault':'unmapped_code'}
        ),
        []
    )
{% endmacro %}
