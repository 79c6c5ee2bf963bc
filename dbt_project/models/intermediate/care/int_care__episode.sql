with
    recorded as (
        select * from {{ ref("int_care__recorded_episode") }} where left_out_reason is null
    ),
    legal_status as (select * from {{ ref("int_care__legal_status") }}),
    placement as (select * from {{ ref("int_care__placement") }}),

    -- A placement that nobody recorded cannot be looked up, so such an episode is matched by date
    -- like one without any.
    spans as (
        select
            recorded.* exclude (placement_id),
            placement.placement_id,
            recorded.legal_status_code is null as is_status_looked_up,
            placement.placement_id is null as is_placement_looked_up,
        from recorded
        left join
            placement
            on recorded.authority = placement.authority
            and recorded.child_id = placement.child_id
            and recorded.placement_id = placement.placement_id
    ),

    cuts as (
        select authority, child_id, recorded_episode_id, started_on as cut_on,
        from spans
        union
        select spans.authority, spans.child_id, spans.recorded_episode_id, others.started_on,
        from spans
        inner join
            spans as others
            on spans.authority = others.authority
            and spans.child_id = others.child_id
            and others.started_on > spans.started_on
            and others.started_on < {{ end_or_open("spans.ended_on") }}
        union
        select spans.authority, spans.child_id, spans.recorded_episode_id, others.ended_on,
        from spans
        inner join
            spans as others
            on spans.authority = others.authority
            and spans.child_id = others.child_id
            and others.ended_on > spans.started_on
            and others.ended_on < {{ end_or_open("spans.ended_on") }}
        union
        select spans.authority, spans.child_id, spans.recorded_episode_id, legal_status.started_on,
        from spans
        inner join
            legal_status
            on spans.authority = legal_status.authority
            and spans.child_id = legal_status.child_id
            and legal_status.started_on > spans.started_on
            and legal_status.started_on < {{ end_or_open("spans.ended_on") }}
        where spans.is_status_looked_up
        union
        select spans.authority, spans.child_id, spans.recorded_episode_id, placement.started_on,
        from spans
        inner join
            placement
            on spans.authority = placement.authority
            and spans.child_id = placement.child_id
            and placement.started_on > spans.started_on
            and placement.started_on < {{ end_or_open("spans.ended_on") }}
        where spans.is_placement_looked_up
        union
        select spans.authority, spans.child_id, spans.recorded_episode_id, placement.ended_on,
        from spans
        inner join
            placement
            on spans.authority = placement.authority
            and spans.child_id = placement.child_id
            and placement.ended_on > spans.started_on
            and placement.ended_on < {{ end_or_open("spans.ended_on") }}
        where spans.is_placement_looked_up
    ),

    pieces as (
        select
            spans.* exclude (started_on, ended_on),
            spans.started_on as recorded_started_on,
            cuts.cut_on as started_on,
            coalesce(
                lead(cuts.cut_on) over (
                    partition by spans.authority, spans.child_id, spans.recorded_episode_id
                    order by cuts.cut_on
                ),
                spans.ended_on
            ) as ended_on,
            cuts.cut_on = spans.started_on as is_first_of_recorded,
        from spans
        inner join cuts using (authority, child_id, recorded_episode_id)
    ),

    -- Where recorded episodes overlap, a day belongs to the one that began last.
    segments as (
        select pieces.*,
        from pieces
        anti join
            spans
            on pieces.authority = spans.authority
            and pieces.child_id = spans.child_id
            and spans.started_on > pieces.recorded_started_on
            and spans.started_on <= pieces.started_on
            and {{ end_or_open("spans.ended_on") }} > pieces.started_on
    ),

    with_status as (
        select
            segments.* exclude (legal_status_code),
            coalesce(
                segments.legal_status_code, legal_status.legal_status_code
            ) as legal_status_code,
        from segments
        left join
            legal_status
            on segments.authority = legal_status.authority
            and segments.child_id = legal_status.child_id
            and segments.is_status_looked_up
            and legal_status.started_on <= segments.started_on
            and {{ end_or_open("legal_status.ended_on") }} > segments.started_on
    ),

    -- The placement that began last is where the child is: a short stay lies on top of the home
    -- that is kept open.
    where_they_live as (
        select
            with_status.authority,
            with_status.child_id,
            with_status.recorded_episode_id,
            with_status.started_on,
            placement.placement_id,
            placement.ended_on as placement_ended_on,
            placement.placement_type_code,
            placement.placement_provider_code,
            placement.change_reason_code,
            placement.placement_urn,
            placement.placement_postcode,
            placement.carer_id,
        from with_status
        inner join
            placement
            on with_status.authority = placement.authority
            and with_status.child_id = placement.child_id
        where
            case
                when with_status.is_placement_looked_up
                then
                    placement.started_on <= with_status.started_on
                    and {{ end_or_open("placement.ended_on") }} > with_status.started_on
                else with_status.placement_id = placement.placement_id
            end
        qualify
            row_number() over (
                partition by
                    with_status.authority,
                    with_status.child_id,
                    with_status.recorded_episode_id,
                    with_status.started_on
                order by placement.started_on desc nulls last, placement.placement_id desc
            )
            = 1
    ),

    with_placement as (
        select
            with_status.* exclude (placement_id),
            where_they_live.* exclude (authority, child_id, recorded_episode_id, started_on),
        from with_status
        left join
            where_they_live
            on with_status.authority = where_they_live.authority
            and with_status.child_id = where_they_live.child_id
            and with_status.recorded_episode_id = where_they_live.recorded_episode_id
            and with_status.started_on = where_they_live.started_on
    ),

    beside as (
        select
            *,
            coalesce(lag(ended_on) over child < started_on, true) as is_period_start,
            legal_status_code is distinct from lag(legal_status_code) over child as has_new_status,
            placement_id is distinct from lag(placement_id) over child as has_new_placement,
            -- Where carers are not held, what was recorded says whether the carer stayed.
            coalesce(
                carer_id = lag(carer_id) over child,
                is_first_of_recorded and given_reason_new_episode_code in ('T', 'U'),
                false
            ) as has_same_carer,
        from with_placement
        window child as (partition by authority, child_id order by started_on)
    ),

    reasoned as (
        select
            *,
            case
                when is_period_start
                then 'S'
                when has_new_status and has_new_placement and has_same_carer
                then 'U'
                when has_new_status and has_new_placement
                then 'B'
                when has_new_placement and has_same_carer
                then 'T'
                when has_new_placement
                then 'P'
                when has_new_status
                then 'L'
                -- A change of what is not held can only be taken as it was recorded.
                when
                    is_first_of_recorded
                    and (legal_status_code is null or placement_id is null)
                    and given_reason_new_episode_code <> 'S'
                then given_reason_new_episode_code
            end as reason_new_episode_code,
        from beside
    ),

    -- Where nothing changed there is no new episode: the row continues the one before it.
    numbered as (
        select
            *,
            count(reason_new_episode_code) over child as episode_number,
            sum(is_period_start::integer) over child as period_number,
        from reasoned
        window
            child as (
                partition by authority, child_id
                order by started_on
                rows between unbounded preceding and current row
            )
    ),

    episodes as (
        select
            authority,
            child_id,
            period_number,
            episode_number,
            min(started_on) as started_on,
            case when bool_and(ended_on is not null) then max(ended_on) end as ended_on,
            min_by(recorded_episode_id, started_on) as recorded_episode_id,
            min_by(is_first_of_recorded, started_on) as is_first_of_recorded,
            min_by(reason_new_episode_code, started_on) as reason_new_episode_code,
            max_by(coalesce(given_reason_ceased_code, ''), started_on) as given_reason_ceased_code,
            min_by(coalesce(legal_status_code, ''), started_on) as legal_status_code,
            min(primary_need_code) as primary_need_code,
            min(referral_id) as referral_id,
            any_value(placement_id) as placement_id,
            any_value(placement_ended_on) as placement_ended_on,
            any_value(placement_type_code) as placement_type_code,
            any_value(placement_provider_code) as placement_provider_code,
            any_value(change_reason_code) as change_reason_code,
            any_value(placement_urn) as placement_urn,
            any_value(placement_postcode) as placement_postcode,
            any_value(carer_id) as carer_id,
            min_by(source_system, started_on) as source_system,
            min_by(source_table, started_on) as source_table,
            min_by(source_file, started_on) as source_file,
            min_by(source_row, started_on) as source_row,
        from numbered
        group by authority, child_id, period_number, episode_number
    ),

    chained as (
        select
            *,
            lead(placement_id) over period as next_placement_id,
            lead(placement_type_code) over period as next_placement_type_code,
            lead(started_on) over period is not null as has_next,
            min(started_on) over (
                partition by authority, child_id, period_number
            ) as period_started_on,
        from episodes
        window period as (partition by authority, child_id, period_number order by started_on)
    )

select
    authority,
    child_id || '-' || strftime(period_started_on, '%Y%m%d') as care_period_id,
    -- The system's own id for the episode it recorded; the parts that we cut from it add the day
    -- on which they begin.
    recorded_episode_id || case
        when is_first_of_recorded then '' else '-' || strftime(started_on, '%Y%m%d')
    end as care_episode_id,
    child_id,
    started_on,
    ended_on,
    period_started_on,
    reason_new_episode_code,
    case
        when has_next then 'X1' when ended_on is not null then nullif(given_reason_ceased_code, '')
    end as reason_ceased_code,
    nullif(legal_status_code, '') as legal_status_code,
    primary_need_code,
    referral_id,
    placement_id,
    placement_type_code,
    placement_provider_code,
    -- The reason belongs to the episode with which the placement ends, and none is asked for moves
    -- into or out of a temporary placement (rules 225 and 226).
    case
        when
            has_next
            and next_placement_id is distinct from placement_id
            and not coalesce(placement_type_code like 'T%', false)
            and not coalesce(next_placement_type_code like 'T%', false)
        then change_reason_code
    end as placement_change_reason_code,
    placement_urn,
    placement_postcode,
    carer_id,
    coalesce(legal_status_code in ('V3', 'V4'), false) as is_short_break_series,
    source_system,
    source_table,
    source_file,
    source_row,
from chained
