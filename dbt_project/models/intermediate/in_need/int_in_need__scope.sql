with
    episodes as (select * from {{ ref("int_in_need__episode") }}),

    years as (select * from {{ ref("int_return_year") }}),

    -- A referral without further action belongs to the year in which it came; an episode of need
    -- to every year in which it was open on any day.
    in_scope as (
        select
            years.collection_year,
            years.year_start,
            years.year_end,
            episodes.* exclude (closed_on, closure_reason_code, primary_need_code),
            coalesce(episodes.closed_on <= years.year_end, false) as is_closed,
            case
                when not episodes.is_no_further_action then episodes.primary_need_code
            end as primary_need_code,
            episodes.closed_on as ever_closed_on,
            episodes.closure_reason_code as ever_closure_reason_code,
        from episodes
        inner join
            years
            on episodes.referred_on <= years.year_end
            and (
                episodes.referred_on >= years.year_start
                or (
                    not episodes.is_no_further_action
                    and {{ end_or_open("episodes.closed_on") }} >= years.year_start
                )
            )
    ),

    final as (
        select
            authority,
            collection_year,
            year_start,
            year_end,
            child_id,
            la_child_id,
            is_after_adoption,
            case_opened_on,
            episode_id,
            row_number() over (
                partition by authority, collection_year
                order by la_child_id, referred_on, episode_id
            ) as episode_number,
            referred_on,
            source_code,
            is_no_further_action,
            has_section_47,
            -- A case that was closed after assessment may never have been given a need: the guide
            -- has N0 for it.
            case
                when is_closed and ever_closure_reason_code in ('RC8', 'RC9')
                then coalesce(primary_need_code, 'N0')
                else primary_need_code
            end as primary_need_code,
            case when is_closed then ever_closed_on end as closed_on,
            case when is_closed then ever_closure_reason_code end as closure_reason_code,
            case
                when is_closed then recorded_closure_reason_code
            end as recorded_closure_reason_code,
            source_table,
            source_row,
        from in_scope
    )

select *
from final
