with
    children as (select * from {{ ref("int_ssda903__child") }}),

    persons as (select * from {{ ref("int_contract__person") }}),

    mothers as (select * from {{ ref("int_contract__mother") }}),

    births as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            min(mothers.moth_childs_dob) as first_child_born_on,
        from children
        inner join
            mothers
            on children.authority = mothers.authority
            and children.child_id = mothers.moth_person_id
        group by children.authority, children.collection_year, children.child_id
    ),

    -- Asked of looked-after girls alone: not of boys, of care leavers, or of children in short
    -- breaks (rules 165, 399, 628).
    asked as (
        select
            children.*,
            case
                when births.first_child_born_on <= children.year_end then births.first_child_born_on
            end as first_child_born_on,
            children.is_looked_after and children.sex = 'F' as is_asked,
            -- The flag has no date: where a birth has one, that says whether it had come.
            coalesce(
                births.first_child_born_on <= children.year_end, persons.pers_is_mother, false
            ) as is_mother,
        from children
        inner join
            persons
            on children.authority = persons.authority
            and children.child_id = persons.pers_person_id
        left join
            births
            on children.authority = births.authority
            and children.collection_year = births.collection_year
            and children.child_id = births.child_id
    ),

    final as (
        select
            authority,
            collection_year,
            child_id as "CHILD",
            sex_code as "SEX",
            strftime(date_of_birth, '%d/%m/%Y') as "DOB",
            coalesce(ethnicity_code, 'NOBT') as "ETHNIC",
            upn as "UPN",
            case when is_asked then case when is_mother then '1' else '0' end end as "MOTHER",
            case
                when is_asked and is_mother then strftime(first_child_born_on, '%d/%m/%Y')
            end as "MC_DOB",
            source_table,
            source_row,
        from asked
    )

select *
from final
order by collection_year, authority, "CHILD"
