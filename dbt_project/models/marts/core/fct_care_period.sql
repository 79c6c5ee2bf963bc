with
    episodes as (select * from {{ ref("fct_care_episode") }}),

    days as (select * from {{ ref("dim_date") }}),

    grouped as (
        select
            authority,
            care_period_id,
            child_id,
            min(started_on) as started_on,
            case when count(*) = count(ended_on) then max(ended_on) end as ended_on,
            case
                when count(*) = count(ended_on)
                then max_by(coalesce(reason_ceased_code, ''), started_on)
            end as reason_ceased_given,
            any_value(primary_need_code) as primary_need_code,
            bool_and(is_short_break_series) as is_short_break_series,
            min_by(team, started_on) as team,
            min_by(source_system, started_on) as source_system,
            min_by(source_table, started_on) as source_table,
            min_by(source_file, started_on) as source_file,
            min_by(source_row, started_on) as source_row,
        from episodes
        group by authority, care_period_id, child_id
    ),

    final as (
        select
            grouped.* exclude (reason_ceased_given),
            nullif(grouped.reason_ceased_given, '') as reason_ceased_code,
            first_review.date_day as first_review_due_on,
        from grouped
        left join days as started on grouped.started_on = started.date_day
        left join
            days as first_review
            on first_review.is_working_day
            and first_review.working_day_number = started.working_day_number + 20
    )

select *
from final
