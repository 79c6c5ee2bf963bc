{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__missing") }}
        {% if "ssda903" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_ssda903__missing") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'missing_type'
                )
            ) as missing_type
        from {{ ref("ref_contract_code") }}
    ),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            coalesce(
                miss_person_id_merged.surviving_person_id, staged.miss_person_id
            ) as miss_person_id,
            staged.miss_table_id as miss_table_id,
            {{ as_date("staged.miss_missing_episode_start_date") }}
            as miss_missing_episode_start_date,
            {{ as_code("staged.miss_missing_episode_type", "codes.missing_type") }}
            as miss_missing_episode_type,
            {{ as_date("staged.miss_missing_episode_end_date") }} as miss_missing_episode_end_date,
            {{ as_flag("staged.miss_missing_rhi_offered") }} as miss_missing_rhi_offered,
            {{ as_flag("staged.miss_missing_rhi_accepted") }} as miss_missing_rhi_accepted,
            {{ as_timestamp("staged.miss_missing_rhi_offered_at") }} as miss_missing_rhi_offered_at,
            {{ as_timestamp("staged.miss_missing_rhi_held_at") }} as miss_missing_rhi_held_at,
            {{ as_timestamp("staged.miss_recorded_at") }} as miss_recorded_at,
            miss_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as miss_person_id_merged
            on staged.authority = miss_person_id_merged.authority
            and staged.miss_person_id = miss_person_id_merged.person_id
        cross join codes
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.miss_person_id,
            typed.miss_table_id,
            typed.miss_missing_episode_start_date,
            typed.miss_missing_episode_type,
            typed.miss_missing_episode_end_date,
            typed.miss_missing_rhi_offered,
            typed.miss_missing_rhi_accepted,
            typed.miss_missing_rhi_offered_at,
            typed.miss_missing_rhi_held_at,
            typed.miss_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "miss_missing_episode_start_date",
                            "typed.given.miss_missing_episode_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_episode_type",
                            "typed.given.miss_missing_episode_type",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_episode_end_date",
                            "typed.given.miss_missing_episode_end_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_rhi_offered",
                            "typed.given.miss_missing_rhi_offered",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_rhi_accepted",
                            "typed.given.miss_missing_rhi_accepted",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_rhi_offered_at",
                            "typed.given.miss_missing_rhi_offered_at",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_missing_rhi_held_at",
                            "typed.given.miss_missing_rhi_held_at",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "miss_recorded_at", "typed.given.miss_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.miss_person_id is null
                then 'miss_person_id is empty'
                when typed.given.miss_table_id is null
                then 'miss_table_id is empty'
                when typed.given.miss_missing_episode_start_date is null
                then 'miss_missing_episode_start_date is empty'
                when typed.miss_missing_episode_start_date is null
                then
                    'miss_missing_episode_start_date is no date: '
                    || typed.given.miss_missing_episode_start_date
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
                    miss_table_id,
                    miss_person_id,
                    miss_missing_episode_start_date,
                    miss_missing_episode_type,
                    miss_missing_episode_end_date,
                    miss_missing_rhi_offered,
                    miss_missing_rhi_accepted,
                    miss_missing_rhi_offered_at,
                    miss_missing_rhi_held_at,
                    miss_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    miss_table_id,
                    miss_person_id
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
                and miss_person_id is not null
                and miss_missing_episode_start_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                miss_person_id as event_1,
                miss_missing_episode_start_date as event_2,
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
                hash(
                    miss_missing_episode_type,
                    miss_missing_episode_end_date,
                    miss_missing_rhi_offered,
                    miss_missing_rhi_accepted,
                    miss_missing_rhi_offered_at,
                    miss_missing_rhi_held_at
                ) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2
                    order by source_file, source_row, miss_table_id, miss_person_id
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
                    miss_missing_episode_type,
                    miss_missing_episode_end_date,
                    miss_missing_rhi_offered,
                    miss_missing_rhi_accepted,
                    miss_missing_rhi_offered_at,
                    miss_missing_rhi_held_at,
                    miss_recorded_at
                ),
                case
                    when miss_missing_episode_type is not null
                    then miss_missing_episode_type
                    when count(miss_missing_episode_type) over of_system = 0
                    then first_value(miss_missing_episode_type ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where miss_missing_episode_type is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(miss_missing_episode_type, tells_to) over of_event
                end as miss_missing_episode_type,
                case
                    when miss_missing_episode_end_date is not null
                    then miss_missing_episode_end_date
                    when count(miss_missing_episode_end_date) over of_system = 0
                    then first_value(miss_missing_episode_end_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where miss_missing_episode_end_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(miss_missing_episode_end_date, tells_to) over of_event
                end as miss_missing_episode_end_date,
                case
                    when miss_missing_rhi_offered is not null
                    then miss_missing_rhi_offered
                    when count(miss_missing_rhi_offered) over of_system = 0
                    then first_value(miss_missing_rhi_offered ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where miss_missing_rhi_offered is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(miss_missing_rhi_offered, tells_to) over of_event
                end as miss_missing_rhi_offered,
                case
                    when miss_missing_rhi_accepted is not null
                    then miss_missing_rhi_accepted
                    when count(miss_missing_rhi_accepted) over of_system = 0
                    then first_value(miss_missing_rhi_accepted ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where miss_missing_rhi_accepted is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(miss_missing_rhi_accepted, tells_to) over of_event
                end as miss_missing_rhi_accepted,
                case
                    when miss_missing_rhi_offered_at is not null
                    then miss_missing_rhi_offered_at
                    when count(miss_missing_rhi_offered_at) over of_system = 0
                    then first_value(miss_missing_rhi_offered_at ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where miss_missing_rhi_offered_at is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(miss_missing_rhi_offered_at, tells_to) over of_event
                end as miss_missing_rhi_offered_at,
                case
                    when miss_missing_rhi_held_at is not null
                    then miss_missing_rhi_held_at
                    when count(miss_missing_rhi_held_at) over of_system = 0
                    then first_value(miss_missing_rhi_held_at ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where miss_missing_rhi_held_at is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(miss_missing_rhi_held_at, tells_to) over of_event
                end as miss_missing_rhi_held_at,
                case
                    when miss_recorded_at is not null
                    then miss_recorded_at
                    when count(miss_recorded_at) over of_system = 0
                    then first_value(miss_recorded_at ignore nulls) over of_event
                    when
                        max(tells_to) filter (where miss_recorded_at is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(miss_recorded_at, tells_to) over of_event
                end as miss_recorded_at,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[cast(miss_table_id as varchar), cast(miss_person_id as varchar)]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, event_2, nth_of_event
                    order by place_of_system, source_file, source_row, miss_table_id, miss_person_id
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
    miss_person_id,
    miss_table_id,
    miss_missing_episode_start_date,
    miss_missing_episode_type,
    miss_missing_episode_end_date,
    miss_missing_rhi_offered,
    miss_missing_rhi_accepted,
    miss_missing_rhi_offered_at,
    miss_missing_rhi_held_at,
    miss_recorded_at,
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
