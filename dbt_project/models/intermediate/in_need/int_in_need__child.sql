with
    scope as (select * from {{ ref("int_in_need__scope") }}),

    children as (select * from {{ ref("dim_child") }}),

    in_scope as (
        select
            authority,
            collection_year,
            child_id,
            la_child_id,
            is_after_adoption,
            any_value(year_end) as year_end,
        from scope
        group by authority, collection_year, child_id, la_child_id, is_after_adoption
    ),

    known as (
        select
            in_scope.authority,
            in_scope.collection_year,
            in_scope.child_id,
            in_scope.la_child_id,
            in_scope.is_after_adoption,
            in_scope.year_end,
            case
                when children.date_of_birth <= in_scope.year_end then children.date_of_birth
            end as date_of_birth,
            -- A child born after the year end was still expected then; the birth date stands in
            -- for a due date that nobody kept.
            coalesce(
                children.expected_date_of_birth, children.date_of_birth
            ) as expected_date_of_birth,
            case
                when children.date_of_death <= in_scope.year_end then children.date_of_death
            end as date_of_death,
            children.sex,
            children.ethnicity_code,
            -- The number from before an adoption would link the two records.
            case when not in_scope.is_after_adoption then children.upn end as upn,
            case
                when not in_scope.is_after_adoption then children.upn_unknown_code
            end as upn_unknown_code,
            children.source_table,
            children.source_row,
        from in_scope
        inner join
            children
            on in_scope.authority = children.authority
            and in_scope.child_id = children.child_id
    ),

    final as (
        select
            authority,
            collection_year,
            child_id,
            la_child_id,
            is_after_adoption,
            year_end,
            date_of_birth is null and expected_date_of_birth is not null as is_unborn,
            date_of_birth,
            case
                when date_of_birth is null then expected_date_of_birth
            end as expected_date_of_birth,
            date_of_death,
            case
                when date_of_birth is null and expected_date_of_birth is not null then 'U' else sex
            end as sex,
            -- NOBT is the code for what has not been obtained yet, and the one for unborn
            -- children.
            case
                when date_of_birth is null and expected_date_of_birth is not null
                then 'NOBT'
                else coalesce(ethnicity_code, 'NOBT')
            end as ethnicity_code,
            upn,
            case when upn is null then upn_unknown_code end as upn_unknown_code,
            source_table,
            source_row,
        from known
    )

select *
from final
