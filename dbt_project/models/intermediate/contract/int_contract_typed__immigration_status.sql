{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__immigration_status") }}
        {% if "ssda903" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_ssda903__immigration_status") }}
        {% endif %}
        {% if "annex_a" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_annex_a__immigration_status") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    typed as (
        select
            staged.authority,
            staged.source_system,
            staged.snapshot_id,
            staged.as_at,
            staged.source_file,
            staged.source_row,
            coalesce(
                immi_person_id_merged.surviving_person_id, staged.immi_person_id
            ) as immi_person_id,
            staged.immi_immigration_status_id as immi_immigration_status_id,
            staged.immi_immigration_status as immi_immigration_status,
            {{ as_date("staged.immi_immigration_status_start_date") }}
            as immi_immigration_status_start_date,
            {{ as_date("staged.immi_immigration_status_end_date") }}
            as immi_immigration_status_end_date,
            immi_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as immi_person_id_merged
            on staged.authority = immi_person_id_merged.authority
            and staged.immi_person_id = immi_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.immi_person_id,
            typed.immi_immigration_status_id,
            typed.immi_immigration_status,
            typed.immi_immigration_status_start_date,
            typed.immi_immigration_status_end_date,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "immi_immigration_status_start_date",
                            "typed.given.immi_immigration_status_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "immi_immigration_status_end_date",
                            "typed.given.immi_immigration_status_end_date",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.immi_person_id is null
                then 'immi_person_id is empty'
                when typed.given.immi_immigration_status_id is null
                then 'immi_immigration_status_id is empty'
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
                    immi_immigration_status_id,
                    immi_person_id,
                    immi_immigration_status,
                    immi_immigration_status_start_date,
                    immi_immigration_status_end_date,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    immi_immigration_status_id,
                    immi_person_id
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
                and immi_person_id is not null
                and immi_immigration_status_start_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                immi_person_id as event_1,
                immi_immigration_status_start_date as event_2,
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
                hash(immi_immigration_status, immi_immigration_status_end_date) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2
                    order by source_file, source_row, immi_immigration_status_id, immi_person_id
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
                    immi_immigration_status,
                    immi_immigration_status_end_date
                ),
                case
                    when immi_immigration_status is not null
                    then immi_immigration_status
                    when count(immi_immigration_status) over of_system = 0
                    then first_value(immi_immigration_status ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where immi_immigration_status is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(immi_immigration_status, tells_to) over of_event
                end as immi_immigration_status,
                case
                    when immi_immigration_status_end_date is not null
                    then immi_immigration_status_end_date
                    when count(immi_immigration_status_end_date) over of_system = 0
                    then first_value(immi_immigration_status_end_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where immi_immigration_status_end_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(immi_immigration_status_end_date, tells_to) over of_event
                end as immi_immigration_status_end_date,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[
                            cast(immi_immigration_status_id as varchar),
                            cast(immi_person_id as varchar)
                        ]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, event_2, nth_of_event
                    order by
                        place_of_system,
                        source_file,
                        source_row,
                        immi_immigration_status_id,
                        immi_person_id
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
    immi_person_id,
    immi_immigration_status_id,
    immi_immigration_status,
    immi_immigration_status_start_date,
    immi_immigration_status_end_date,
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
