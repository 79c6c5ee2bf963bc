with
    children as (select * from {{ ref("int_ssda903__child") }} where is_care_leaver),

    care_leavers as (select * from {{ ref("int_contract__care_leavers") }}),

    -- Of 17 to 21 year olds what was known around the birthday, from three months before to one
    -- after; of older ones at the last contact of the year. What is nearest stands in.
    latest as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            children.date_of_birth,
            care_leavers.clea_table_id is not null as is_listed,
            care_leavers.clea_care_leaver_in_touch as in_touch_code,
            care_leavers.clea_care_leaver_activity as activity_code,
            care_leavers.clea_care_leaver_accommodation as accommodation_code,
            coalesce(care_leavers.source_table, children.source_table) as source_table,
            coalesce(care_leavers.source_row, children.source_row) as source_row,
        from children
        left join
            care_leavers
            on children.authority = care_leavers.authority
            and children.child_id = care_leavers.clea_person_id
        qualify
            row_number() over (
                partition by children.authority, children.collection_year, children.child_id
                order by
                    case
                        when children.age_of_leaver > 21
                        then care_leavers.clea_care_leaver_latest_contact <= children.year_end
                        else
                            care_leavers.clea_care_leaver_latest_contact
                            between {{ add_months("children.birthday_on", -3) }}
                            and {{ add_months("children.birthday_on", 1) }}
                    end desc nulls last,
                    abs(
                        care_leavers.clea_care_leaver_latest_contact - case
                            when children.age_of_leaver > 21
                            then children.year_end
                            else children.birthday_on
                        end
                    ) nulls last,
                    care_leavers.clea_table_id
            )
            = 1
    ),

    -- Nothing is asked of those who died or went home (rule 344); not known is 0 for the rest, but
    -- for those whom nobody listed all is blank, and the rules ask for it.
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
                when is_listed
                then coalesce(activity_code, '0')
            end as "ACTIV",
            case
                when coalesce(in_touch_code in ('DIED', 'RHOM'), false)
                then '0'
                when is_listed
                then coalesce(accommodation_code, '0')
            end as "ACCOM",
            source_table,
            source_row,
        from latest
    )

select *
from final
order by collection_year, authority, "CHILD"
