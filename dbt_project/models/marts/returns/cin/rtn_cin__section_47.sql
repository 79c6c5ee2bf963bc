with
    activities as (
        select *
        from {{ ref("int_in_need__activity") }}
        where activity = 'section_47' and episode_id is not null
    ),

    enquiries as (select * from {{ ref("fct_section_47") }}),

    days as (select * from {{ ref("dim_date") }}),

    -- The guide to the CIN census knows three shapes: A no conference was needed, B it was held, C
    -- it is still to come. An enquiry still open at the year end is C, for nothing has been
    -- decided.
    shaped as (
        select
            activities.*,
            enquiries.started_on,
            enquiries.conference_on,
            case
                when enquiries.conference_on <= activities.year_end
                then 'B'
                when
                    not enquiries.is_conference_required
                    and coalesce(enquiries.ended_on <= activities.year_end, false)
                then 'A'
                else 'C'
            end as shape,
        from activities
        inner join
            enquiries
            on activities.authority = enquiries.authority
            and activities.child_id = enquiries.child_id
            and activities.activity_id = enquiries.section_47_id
    ),

    final as (
        select
            shaped.authority,
            shaped.collection_year,
            shaped.la_child_id as "LAchildID",
            cast(shaped.episode_number as varchar) as "CINdetailsID",
            strftime(shaped.started_on, '%Y-%m-%d') as "S47ActualStartDate",
            -- Fifteen working days after the strategy discussion.
            case
                when shaped.shape <> 'A' then strftime(target.date_day, '%Y-%m-%d')
            end as "InitialCPCtarget",
            case
                when shaped.shape = 'B' then strftime(shaped.conference_on, '%Y-%m-%d')
            end as "DateOfInitialCPC",
            case when shaped.shape = 'A' then '1' else '0' end as "ICPCnotRequired",
            shaped.source_table,
            shaped.source_row,
        from shaped
        left join days as started on shaped.started_on = started.date_day
        left join
            days as target
            on target.is_working_day
            and target.working_day_number = started.working_day_number + 15
    )

select *
from final
order by
    collection_year,
    authority,
    cast("CINdetailsID" as integer),
    "S47ActualStartDate",
    source_table,
    source_row
