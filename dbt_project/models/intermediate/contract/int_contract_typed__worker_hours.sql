{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (select * from {{ ref("stg_ssd__worker_hours") }}),
    landed as (select * from {{ ref("stg_landing__table") }}),
    superseded as (
        select
            authority,
            id_of,
            given_id,
            cast(null as varchar) as person_id,
            min(counting_id) as counting_id
        from {{ ref("int_superseded_id") }}
        group by all
    ),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            staged.wkhr_row_id as wkhr_row_id,
            staged.wkhr_professional_id as wkhr_professional_id,
            staged.wkhr_team_id as wkhr_team_id,
            {{ as_date("staged.wkhr_start_date") }} as wkhr_start_date,
            {{ as_date("staged.wkhr_end_date") }} as wkhr_end_date,
            {{ as_number("staged.wkhr_weekly_hours", "double") }} as wkhr_weekly_hours,
            coalesce(
                wkhr_professional_id_superseded.counting_id, staged.wkhr_professional_id
            ) as wkhr_professional_id_link,
            false as is_from_merged_record,
            staged as given
        from staged
        left join
            superseded as wkhr_professional_id_superseded
            on staged.authority = wkhr_professional_id_superseded.authority
            and wkhr_professional_id_superseded.id_of = 'professionals.prof_professional_id'
            and staged.wkhr_professional_id = wkhr_professional_id_superseded.given_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.wkhr_row_id,
            typed.wkhr_professional_id,
            typed.wkhr_team_id,
            typed.wkhr_start_date,
            typed.wkhr_end_date,
            typed.wkhr_weekly_hours,
            typed.wkhr_professional_id_link,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "wkhr_start_date", "typed.given.wkhr_start_date", "failed_cast"
                        )
                    }},
                    {{ cell_fault("wkhr_end_date", "typed.given.wkhr_end_date", "failed_cast") }},
                    {{
                        cell_fault(
                            "wkhr_weekly_hours", "typed.given.wkhr_weekly_hours", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.wkhr_row_id is null
                then 'wkhr_row_id is empty'
                when typed.given.wkhr_professional_id is null
                then 'wkhr_professional_id is empty'
                when typed.given.wkhr_start_date is null
                then 'wkhr_start_date is empty'
                when typed.wkhr_start_date is null
                then 'wkhr_start_date is no date: ' || typed.given.wkhr_start_date
            end as quarantine_reason
        from typed
    ),
    ranked as (
        select
            *,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    wkhr_row_id,
                    wkhr_professional_id,
                    wkhr_team_id,
                    wkhr_start_date,
                    wkhr_end_date,
                    wkhr_weekly_hours,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, wkhr_row_id
                order by is_from_merged_record, source_file desc, source_row desc
            ) as place_in_key
        from checked
    ),
    {% if landed_systems | length > 1 %}
        several as (
            select authority, source_system, max(tells_to) as tells_to
            from landed
            group by authority, source_system
            qualify count(*) over (partition by authority) > 1
        ),
        compared as (
            select
                *,
                authority in (select several.authority from several)
                and quarantine_reason is null
                and copy_number = 1
                and place_in_key = 1
                and wkhr_professional_id_link is not null
                and wkhr_start_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                wkhr_professional_id_link as event_1,
                wkhr_start_date as event_2,
                list_position(
                    ['ssd', 'cin', 'ssda903', 'annex_a', 'northgate', 'frameworki'], source_system
                ) as place_of_system
            from compared
            inner join several using (authority, source_system)
            where is_compared
        ),
        told as (
            select
                *,
                hash(wkhr_end_date, wkhr_weekly_hours) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2
                    order by source_file, source_row, wkhr_row_id
                ) as nth_given
            from numbered
        ),
        beside as (
            select
                *,
                max(times_told) over (partition by authority, event_1, event_2) as times_at_most,
                first_value(source_system) over (
                    partition by authority, event_1, event_2
                    order by times_told desc, place_of_system
                ) as fullest_system,
                row_number() over (
                    partition by authority, source_system, event_1, event_2, told_as
                    order by nth_given
                ) as nth_alike
            from told
        ),
        agreed as (
            select
                *,
                max(nth_given) filter (where source_system = fullest_system) over (
                    partition by authority, event_1, event_2, told_as, nth_alike
                ) as nth_agreed
            from beside
        ),
        left_over as (
            select
                *,
                list(nth_agreed) over (
                    partition by authority, source_system, event_1, event_2
                ) as numbers_taken,
                row_number() over (
                    partition by authority, source_system, event_1, event_2, nth_agreed is null
                    order by nth_given
                ) as nth_left
            from agreed
        ),
        paired as (
            select
                * exclude (
                    told_as,
                    times_told,
                    nth_given,
                    times_at_most,
                    fullest_system,
                    nth_alike,
                    nth_agreed,
                    numbers_taken,
                    nth_left
                ),
                coalesce(
                    nth_agreed,
                    list_filter(
                        range(1, times_at_most + 1),
                        lambda nth: not list_contains(numbers_taken, nth)
                    )[nth_left]
                ) as nth_of_event
            from left_over
        ),
        judged as (
            select
                * exclude (is_compared),
                false as is_superseded,
                cast(
                    null as struct(
                        source_system varchar,
                        source_file varchar,
                        source_row bigint,
                        row_key varchar[]
                    )
                ) as counting
            from compared
            where not is_compared
            union all by name
            select
                * exclude (
                    is_compared,
                    place_of_system,
                    tells_to,
                    nth_of_event,
                    event_1,
                    event_2,
                    wkhr_team_id,
                    wkhr_end_date,
                    wkhr_weekly_hours
                ),
                case
                    when wkhr_team_id is not null
                    then wkhr_team_id
                    when count(wkhr_team_id) over of_system = 0
                    then first_value(wkhr_team_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where wkhr_team_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(wkhr_team_id, tells_to) over of_event
                end as wkhr_team_id,
                case
                    when wkhr_end_date is not null
                    then wkhr_end_date
                    when count(wkhr_end_date) over of_system = 0
                    then first_value(wkhr_end_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (where wkhr_end_date is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(wkhr_end_date, tells_to) over of_event
                end as wkhr_end_date,
                case
                    when wkhr_weekly_hours is not null
                    then wkhr_weekly_hours
                    when count(wkhr_weekly_hours) over of_system = 0
                    then first_value(wkhr_weekly_hours ignore nulls) over of_event
                    when
                        max(tells_to) filter (where wkhr_weekly_hours is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(wkhr_weekly_hours, tells_to) over of_event
                end as wkhr_weekly_hours,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[cast(wkhr_row_id as varchar)]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, event_2, nth_of_event
                    order by place_of_system, source_file, source_row, wkhr_row_id
                    rows between unbounded preceding and unbounded following
                )
        )
    {% else %}
        judged as (
            select
                *,
                false as is_superseded,
                cast(
                    null as struct(
                        source_system varchar,
                        source_file varchar,
                        source_row bigint,
                        row_key varchar[]
                    )
                ) as counting
            from ranked
        )
    {% endif %}

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    wkhr_row_id,
    wkhr_professional_id,
    wkhr_team_id,
    wkhr_start_date,
    wkhr_end_date,
    wkhr_weekly_hours,
    is_from_merged_record,
    cell_faults,
    case
        when quarantine_reason is not null
        then 'quarantined'
        when copy_number > 1
        then 'duplicate'
        when place_in_key > 1
        then 'quarantined'
        when is_superseded
        then 'superseded'
        else 'loaded'
    end as row_status,
    coalesce(
        quarantine_reason is null and copy_number = 1 and place_in_key > 1, false
    ) as is_conflict,
    case
        when quarantine_reason is not null
        then quarantine_reason
        when copy_number > 1
        then 'the same row was given again'
        when place_in_key > 1 and is_from_merged_record
        then 'the record that survives a merge has a row with the same key, or it was given later'
        when place_in_key > 1
        then 'another row with the same key was given later'
        when is_superseded
        then
            'the same event counts from '
            || counting.source_system
            || ', '
            || counting.source_file
            || ' row '
            || counting.source_row
    end as quarantine_reason,
    case when is_superseded then counting.source_system end as counting_system,
    case when is_superseded then counting.row_key end as counting_key
from judged
order by authority, source_system, source_file, source_row
