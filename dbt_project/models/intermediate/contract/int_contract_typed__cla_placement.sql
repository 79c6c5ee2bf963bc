{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__cla_placement") }}
        {% if "ssda903" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_ssda903__cla_placement") }}
        {% endif %}
        {% if "annex_a" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_annex_a__cla_placement") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'placement_change_reason'
                )
            ) as placement_change_reason,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'placement_provider'
                )
            ) as placement_provider,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'placement_type'
                )
            ) as placement_type
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
                clap_person_id_merged.surviving_person_id, staged.clap_person_id
            ) as clap_person_id,
            staged.clap_cla_placement_id as clap_cla_placement_id,
            {{ as_date("staged.clap_cla_placement_start_date") }} as clap_cla_placement_start_date,
            {{ as_code("staged.clap_cla_placement_type", "codes.placement_type") }}
            as clap_cla_placement_type,
            staged.clap_cla_placement_urn as clap_cla_placement_urn,
            {{ as_number("staged.clap_cla_placement_distance", "double") }}
            as clap_cla_placement_distance,
            staged.clap_cla_id as clap_cla_id,
            {{ as_code("staged.clap_cla_placement_provider", "codes.placement_provider") }}
            as clap_cla_placement_provider,
            staged.clap_cla_placement_postcode as clap_cla_placement_postcode,
            {{ as_date("staged.clap_cla_placement_end_date") }} as clap_cla_placement_end_date,
            {{
                as_code(
                    "staged.clap_cla_placement_change_reason", "codes.placement_change_reason"
                )
            }} as clap_cla_placement_change_reason,
            staged.clap_cla_placement_carer_id as clap_cla_placement_carer_id,
            staged.clap_cla_placement_la as clap_cla_placement_la,
            {{ as_timestamp("staged.clap_recorded_at") }} as clap_recorded_at,
            clap_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as clap_person_id_merged
            on staged.authority = clap_person_id_merged.authority
            and staged.clap_person_id = clap_person_id_merged.person_id
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
            typed.clap_person_id,
            typed.clap_cla_placement_id,
            typed.clap_cla_placement_start_date,
            typed.clap_cla_placement_type,
            typed.clap_cla_placement_urn,
            typed.clap_cla_placement_distance,
            typed.clap_cla_id,
            typed.clap_cla_placement_provider,
            typed.clap_cla_placement_postcode,
            typed.clap_cla_placement_end_date,
            typed.clap_cla_placement_change_reason,
            typed.clap_cla_placement_carer_id,
            typed.clap_cla_placement_la,
            typed.clap_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "clap_cla_placement_start_date",
                            "typed.given.clap_cla_placement_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_type",
                            "typed.given.clap_cla_placement_type",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_distance",
                            "typed.given.clap_cla_placement_distance",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_provider",
                            "typed.given.clap_cla_placement_provider",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_end_date",
                            "typed.given.clap_cla_placement_end_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_cla_placement_change_reason",
                            "typed.given.clap_cla_placement_change_reason",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clap_recorded_at", "typed.given.clap_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.clap_person_id is null
                then 'clap_person_id is empty'
                when typed.given.clap_cla_placement_id is null
                then 'clap_cla_placement_id is empty'
                when typed.given.clap_cla_placement_start_date is null
                then 'clap_cla_placement_start_date is empty'
                when typed.clap_cla_placement_start_date is null
                then
                    'clap_cla_placement_start_date is no date: '
                    || typed.given.clap_cla_placement_start_date
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
                    clap_cla_placement_id,
                    clap_person_id,
                    clap_cla_placement_start_date,
                    clap_cla_placement_type,
                    clap_cla_placement_urn,
                    clap_cla_placement_distance,
                    clap_cla_id,
                    clap_cla_placement_provider,
                    clap_cla_placement_postcode,
                    clap_cla_placement_end_date,
                    clap_cla_placement_change_reason,
                    clap_cla_placement_carer_id,
                    clap_cla_placement_la,
                    clap_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    clap_cla_placement_id,
                    clap_person_id
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
                and clap_person_id is not null
                and clap_cla_placement_start_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                clap_person_id as event_1,
                clap_cla_placement_start_date as event_2,
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
                    clap_cla_placement_type,
                    clap_cla_placement_urn,
                    clap_cla_placement_distance,
                    clap_cla_placement_provider,
                    clap_cla_placement_postcode,
                    clap_cla_placement_end_date,
                    clap_cla_placement_change_reason,
                    clap_cla_placement_la
                ) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2
                    order by source_file, source_row, clap_cla_placement_id, clap_person_id
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
                    clap_cla_placement_type,
                    clap_cla_placement_urn,
                    clap_cla_placement_distance,
                    clap_cla_id,
                    clap_cla_placement_provider,
                    clap_cla_placement_postcode,
                    clap_cla_placement_end_date,
                    clap_cla_placement_change_reason,
                    clap_cla_placement_carer_id,
                    clap_cla_placement_la,
                    clap_recorded_at
                ),
                case
                    when clap_cla_placement_type is not null
                    then clap_cla_placement_type
                    when count(clap_cla_placement_type) over of_system = 0
                    then first_value(clap_cla_placement_type ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clap_cla_placement_type is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_placement_type, tells_to) over of_event
                end as clap_cla_placement_type,
                case
                    when clap_cla_placement_urn is not null
                    then clap_cla_placement_urn
                    when count(clap_cla_placement_urn) over of_system = 0
                    then first_value(clap_cla_placement_urn ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clap_cla_placement_urn is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_placement_urn, tells_to) over of_event
                end as clap_cla_placement_urn,
                case
                    when clap_cla_placement_distance is not null
                    then clap_cla_placement_distance
                    when count(clap_cla_placement_distance) over of_system = 0
                    then first_value(clap_cla_placement_distance ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clap_cla_placement_distance is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_placement_distance, tells_to) over of_event
                end as clap_cla_placement_distance,
                case
                    when clap_cla_id is not null
                    then clap_cla_id
                    when count(clap_cla_id) over of_system = 0
                    then first_value(clap_cla_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where clap_cla_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_id, tells_to) over of_event
                end as clap_cla_id,
                case
                    when clap_cla_placement_provider is not null
                    then clap_cla_placement_provider
                    when count(clap_cla_placement_provider) over of_system = 0
                    then first_value(clap_cla_placement_provider ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clap_cla_placement_provider is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_placement_provider, tells_to) over of_event
                end as clap_cla_placement_provider,
                case
                    when clap_cla_placement_postcode is not null
                    then clap_cla_placement_postcode
                    when count(clap_cla_placement_postcode) over of_system = 0
                    then first_value(clap_cla_placement_postcode ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clap_cla_placement_postcode is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_placement_postcode, tells_to) over of_event
                end as clap_cla_placement_postcode,
                case
                    when clap_cla_placement_end_date is not null
                    then clap_cla_placement_end_date
                    when count(clap_cla_placement_end_date) over of_system = 0
                    then first_value(clap_cla_placement_end_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clap_cla_placement_end_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_placement_end_date, tells_to) over of_event
                end as clap_cla_placement_end_date,
                case
                    when clap_cla_placement_change_reason is not null
                    then clap_cla_placement_change_reason
                    when count(clap_cla_placement_change_reason) over of_system = 0
                    then first_value(clap_cla_placement_change_reason ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clap_cla_placement_change_reason is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_placement_change_reason, tells_to) over of_event
                end as clap_cla_placement_change_reason,
                case
                    when clap_cla_placement_carer_id is not null
                    then clap_cla_placement_carer_id
                    when count(clap_cla_placement_carer_id) over of_system = 0
                    then first_value(clap_cla_placement_carer_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clap_cla_placement_carer_id is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_placement_carer_id, tells_to) over of_event
                end as clap_cla_placement_carer_id,
                case
                    when clap_cla_placement_la is not null
                    then clap_cla_placement_la
                    when count(clap_cla_placement_la) over of_system = 0
                    then first_value(clap_cla_placement_la ignore nulls) over of_event
                    when
                        max(tells_to) filter (where clap_cla_placement_la is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_cla_placement_la, tells_to) over of_event
                end as clap_cla_placement_la,
                case
                    when clap_recorded_at is not null
                    then clap_recorded_at
                    when count(clap_recorded_at) over of_system = 0
                    then first_value(clap_recorded_at ignore nulls) over of_event
                    when
                        max(tells_to) filter (where clap_recorded_at is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clap_recorded_at, tells_to) over of_event
                end as clap_recorded_at,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[
                            cast(clap_cla_placement_id as varchar), cast(clap_person_id as varchar)
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
                        clap_cla_placement_id,
                        clap_person_id
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
    clap_person_id,
    clap_cla_placement_id,
    clap_cla_placement_start_date,
    clap_cla_placement_type,
    clap_cla_placement_urn,
    clap_cla_placement_distance,
    clap_cla_id,
    clap_cla_placement_provider,
    clap_cla_placement_postcode,
    clap_cla_placement_end_date,
    clap_cla_placement_change_reason,
    clap_cla_placement_carer_id,
    clap_cla_placement_la,
    clap_recorded_at,
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
