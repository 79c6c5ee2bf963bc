{#
    What a code means as the value of a slice. Short names of our own; several codes that differ in what nobody asks of a slice
    share one. Null where there is no code or it says nothing, which a figure shows as Unknown.
#}
{# Age in whole years on a day, in the bands of the Department for Education with those under 1 and not yet born apart. #}
{% macro age_band(date_of_birth, is_unborn, day) -%}
    case
        when {{ is_unborn }} or {{ day }} < {{ date_of_birth }}
        then 'Unborn'
        when {{ date_of_birth }} is null
        then null
        {%- for years, band in [
                (1, "Under 1"),
                (5, "1 to 4"),
                (10, "5 to 9"),
                (16, "10 to 15"),
                (18, "16 to 17"),
            ] %}
            when {{ day }} < {{ add_months(date_of_birth, 12 * years) }} then {{ sql_string(band) }}
        {%- endfor %}
        else '18 and over'
    end
{%- endmacro %}

{% macro sex_name(code) -%}
    case {{ code }} when 'M' then 'Male' when 'F' then 'Female' end
{%- endmacro %}

{# The five groups of the Department's statistics. Refused and not yet obtained are not known. #}
{% macro ethnic_group(code) -%}
    case
        when {{ code }} in ('WBRI', 'WIRI', 'WIRT', 'WOTH', 'WROM')
        then 'White'
        when {{ code }} in ('MWBC', 'MWBA', 'MWAS', 'MOTH')
        then 'Mixed'
        when {{ code }} in ('AIND', 'APKN', 'ABAN', 'AOTH', 'CHNE')
        then 'Asian'
        when {{ code }} in ('BCRB', 'BAFR', 'BOTH')
        then 'Black'
        when {{ code }} = 'OOTH'
        then 'Other'
    end
{%- endmacro %}

{# Codes of the SSDA903. H5 ended with 2023-24; whoever still has it afterwards lives in what K3 means since then. #}
{% macro placement_type_name(code, day) -%}
    case
        when {{ code }} = 'H5' and {{ day }} < date '2024-04-01'
        then 'Semi-independent living'
        {%- for name, codes in {
                "Placed for adoption": ["A3", "A4", "A5", "A6"],
                "Secure children's home": ["K1"],
                "Children's home": ["K2"],
                "Supported accommodation": ["K3", "H5"],
                "With parents": ["P1"],
                "Independent living": ["P2"],
                "Residential employment": ["P3"],
                "Residential care home": ["R1"],
                "Hospital or nursing care": ["R2"],
                "Family centre or mother and baby unit": ["R3"],
                "Young offender institution": ["R5"],
                "Residential school": ["S1"],
                "Temporary": ["T0", "T1", "T2", "T3", "T4"],
                "Foster care with family or friends": ["U1", "U2", "U3"],
                "Foster care with others": ["U4", "U5", "U6"],
                "Other": ["Z1", "Z11", "Z12", "Z13", "Z14"],
            }.items() %}
            when
                {{ code }} in (
                    {% for each in codes %}
                        {{ sql_string(each) }}{{ ", " if not loop.last }}
                    {% endfor %}
                )
            then {{ sql_string(name) }}
        {%- endfor %}
    end
{%- endmacro %}

{% macro provider_type_name(code) -%}
    case
        {{ code }}
        when 'PR0'
        then 'Parents'
        when 'PR1'
        then 'Own council'
        when 'PR2'
        then 'Another council'
        when 'PR3'
        then 'Other public body'
        when 'PR4'
        then 'Private'
        when 'PR5'
        then 'Voluntary'
    end
{%- endmacro %}
