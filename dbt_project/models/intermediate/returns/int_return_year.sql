{%- set known_years = ["2022-23", "2023-24", "2024-25", "2025-26", "2026-27"] -%}
{%- for year in var("return_years") -%}
    {%- if year not in known_years -%}
        {{
            exceptions.raise_compiler_error(
                "The collection year "
                ~ year
                ~ " in return_years is not known. Known years: "
                ~ known_years
                | join(", ")
            )
        }}
    {%- endif -%}
{%- endfor -%}
with
    years as (
        select
            unnest(
                [{% for year in var("return_years") %}{{ sql_string(year) }}, {% endfor %}]
            ) as collection_year
    ),

    dated as (
        select
            collection_year,
            make_date(left(collection_year, 4)::integer, 4, 1) as year_start,
            make_date(left(collection_year, 4)::integer + 1, 3, 31) as reference_date,
        from years
    ),

    final as (
        select
            collection_year,
            year_start,
            reference_date,
            least(reference_date, {{ as_at() }}) as year_end,
        from dated
        where year_start <= {{ as_at() }}
    )

select *
from final
