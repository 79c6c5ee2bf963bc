with
    persons as (select * from {{ ref("int_contract__person") }}),

    areas as (select * from {{ ref("ref_area") }}),

    own_names as (select * from {{ ref("ref_authority_name") }}),

    given as (select distinct authority from persons),

    final as (
        select
            given.authority,
            coalesce(
                own_names.authority_name, areas.area_name, 'Authority ' || given.authority
            ) as authority_name,
        from given
        left join own_names on given.authority = own_names.authority
        left join areas on given.authority = areas.area_code and areas.level = 'local_authority'
    )

select *
from final
