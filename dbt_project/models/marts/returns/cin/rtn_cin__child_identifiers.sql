with
    children as (select * from {{ ref("int_in_need__child") }}),

    identifiers as (select * from {{ ref("int_contract__linked_identifiers") }}),

    former as (
        select
            authority,
            link_person_id as child_id,
            max_by(
                link_identifier_value, coalesce(link_valid_from_date, date '1900-01-01')
            ) as former_upn,
        from identifiers
        where lower(link_identifier_type) in ('former upn', 'former unique pupil number')
        group by authority, link_person_id
    ),

    final as (
        select
            children.authority,
            children.collection_year,
            children.la_child_id as "LAchildID",
            children.upn as "UPN",
            former.former_upn as "FormerUPN",
            children.upn_unknown_code as "UPNunknown",
            strftime(children.date_of_birth, '%Y-%m-%d') as "PersonBirthDate",
            strftime(children.expected_date_of_birth, '%Y-%m-%d') as "ExpectedPersonBirthDate",
            -- Sex (M, F, U) took the place of GenderCurrent (1, 2, 0) in 2024-25.
            case
                when children.collection_year >= '2024-25'
                then null
                when children.sex = 'M'
                then '1'
                when children.sex = 'F'
                then '2'
                else '0'
            end as "GenderCurrent",
            case when children.collection_year >= '2024-25' then children.sex end as "Sex",
            strftime(children.date_of_death, '%Y-%m-%d') as "PersonDeathDate",
            children.source_table,
            children.source_row,
        from children
        left join
            former
            on children.authority = former.authority
            and children.child_id = former.child_id
            and not children.is_after_adoption
    )

select *
from final
order by collection_year, authority, "LAchildID"
