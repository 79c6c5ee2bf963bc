with
    episodes as (select * from {{ ref("fct_care_episode") }}),

    final as (
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
            min_by(source_table, started_on) as source_table,
            min_by(source_row, started_on) as source_row,
        from episodes
        group by authority, care_period_id, child_id
    )

select * exclude (reason_ceased_given), nullif(reason_ceased_given, '') as reason_ceased_code
from final
