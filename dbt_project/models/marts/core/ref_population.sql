with
    published as (select * from {{ ref("ref_population_published") }}),

    given as (select * from {{ ref("int_contract__population") }}),

    final as (
        select
            authority,
            cast(year as integer) as year,
            cast(children_0_to_17 as integer) as children_0_to_17,
            'published' as source,
        from published
        where authority is not null and children_0_to_17 > 0
        union all
        select
            given.authority,
            cast(given.popu_year as integer),
            cast(given.popu_children_0_to_17 as integer),
            'authority',
        from given
        left join
            published
            on given.authority = published.authority
            and given.popu_year = published.year
            and published.children_0_to_17 > 0
        where given.popu_children_0_to_17 > 0 and published.authority is null
    )

select *
from final
