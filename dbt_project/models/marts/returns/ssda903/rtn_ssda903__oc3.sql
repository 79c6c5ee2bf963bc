with
    children as (select * from {{ ref("int_ssda903__child") }} where is_care_leaver),

    care_leavers as (select * from {{ ref("int_contract__care_leavers") }}),

    -- What was last known at the year end; a later contact stands in where nothing older is held.
    latest as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            children.date_of_birth,
            care_leavers.clea_care_leaver_in_touch as in_touch_code,
            care_leavers.clea_care_leaver_activity as activity_code,
            care_leavers.clea_care_leaver_accommodation as accommodation_code,
            care_leavers.source_table,
            care_leavers.source_row,
        from children
        inner join
            care_leavers
            on children.authority = care_leavers.authority
            and children.child_id = care_leavers.clea_person_id
        qualify
            row_number() over (
                partition by children.authority, children.collection_year, children.child_id
                order by
                    coalesce(
                        care_leavers.clea_care_leaver_latest_contact > children.year_end, false
                    ),
                    care_leavers.clea_care_leaver_latest_contact desc nulls last,
                    care_leavers.clea_table_id
            )
            = 1
    ),

    -- Nothing is asked of those who died or went home (rule 344); not known is 0 for the rest.
    final as (
        select
            authority,
            collection_year,
            child_id as "CHILD",
            strftime(date_of_birth, '%d/%m/%Y') as "DOB",
            in_touch_code as "IN_TOUCH",
            case
                when coalesce(in_touch_code in ('DIED', 'RHOM'), false)
                then '0'
                else coalesce(activity_code, '0')
            end as "ACTIV",
            case
                when coalesce(in_touch_code in ('DIED', 'RHOM'), false)
                then '0'
                else coalesce(accommodation_code, '0')
            end as "ACCOM",
            source_table,
            source_row,
        from latest
    )

select *
from final
order by collection_year, authority, "CHILD"
