with
    authorities as (select * from {{ ref("dim_authority") }}),

    settings as (select * from {{ ref("ref_neighbour_setting") }}),

    model_neighbours as (select * from {{ ref("ref_statistical_neighbour") }}),

    newest_model as (select max(model_version) as model_version from model_neighbours),

    -- A setting takes the place of the model; the two are never mixed.
    chosen as (
        select authority, neighbour, rank, 'setting' as model_version
        from settings
        union all
        select
            model_neighbours.authority,
            model_neighbours.neighbour,
            model_neighbours.rank,
            model_neighbours.model_version,
        from model_neighbours
        inner join newest_model on model_neighbours.model_version = newest_model.model_version
        left join settings on model_neighbours.authority = settings.authority
        where settings.authority is null
    ),

    final as (
        select chosen.authority, chosen.neighbour, chosen.rank, chosen.model_version
        from chosen
        inner join authorities on chosen.authority = authorities.authority
    )

select *
from final
