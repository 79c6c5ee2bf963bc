with
    children as (select * from {{ ref("int_ssda903__child") }}),

    episodes as (
        select * from {{ ref("int_ssda903__episode") }} where reason_ceased_code in ('E11', 'E12')
    ),

    permanence as (select * from {{ ref("int_contract__permanence") }}),

    adopted as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            children.date_of_birth,
            permanence.* exclude (authority, source_table, source_row),
            coalesce(permanence.source_table, episodes.source_table) as source_table,
            coalesce(permanence.source_row, episodes.source_row) as source_row,
        from children
        inner join
            episodes
            on children.authority = episodes.authority
            and children.collection_year = episodes.collection_year
            and children.child_id = episodes.child_id
        left join
            permanence
            on children.authority = permanence.authority
            and children.child_id = permanence.perm_person_id
            and permanence.perm_decision_reversed_date is null
        qualify
            row_number() over (
                partition by children.authority, children.collection_year, children.child_id
                order by
                    permanence.perm_matched_date desc nulls last,
                    permanence.perm_adm_decision_date desc nulls last,
                    permanence.perm_table_id
            )
            = 1
    ),

    final as (
        select
            authority,
            collection_year,
            child_id as "CHILD",
            strftime(date_of_birth, '%d/%m/%Y') as "DOB",
            strftime(perm_adm_decision_date, '%d/%m/%Y') as "DATE_INT",
            strftime(perm_matched_date, '%d/%m/%Y') as "DATE_MATCH",
            case
                perm_adopted_by_carer_flag when true then '1' when false then '0'
            end as "FOSTER_CARE",
            cast(perm_number_of_adopters as varchar) as "NB_ADOPTR",
            perm_adopter_sex as "SEX_ADOPTR",
            perm_adopter_legal_status as "LS_ADOPTR",
            source_table,
            source_row,
        from adopted
    )

select *
from final
order by collection_year, authority, "CHILD"
