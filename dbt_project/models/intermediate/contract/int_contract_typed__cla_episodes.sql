{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__cla_episodes") }}
        {% if "ssda903" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_ssda903__cla_episodes") }}
        {% endif %}
        {% if "annex_a" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_annex_a__cla_episodes") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'legal_status'
                )
            ) as legal_status,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'primary_need'
                )
            ) as primary_need,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'reason_episode_ceased'
                )
            ) as reason_episode_ceased,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'reason_new_episode'
                )
            ) as reason_new_episode
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
                clae_person_id_merged.surviving_person_id, staged.clae_person_id
            ) as clae_person_id,
            staged.clae_cla_episode_id as clae_cla_episode_id,
            {{ as_date("staged.clae_cla_episode_start_date") }} as clae_cla_episode_start_date,
            {{ as_code("staged.clae_cla_episode_start_reason", "codes.reason_new_episode") }}
            as clae_cla_episode_start_reason,
            {{ as_code("staged.clae_cla_primary_need_code", "codes.primary_need") }}
            as clae_cla_primary_need_code,
            {{ as_date("staged.clae_cla_episode_ceased_date") }} as clae_cla_episode_ceased_date,
            {{ as_code("staged.clae_cla_episode_ceased_reason", "codes.reason_episode_ceased") }}
            as clae_cla_episode_ceased_reason,
            staged.clae_cla_id as clae_cla_id,
            staged.clae_referral_id as clae_referral_id,
            staged.clae_cla_placement_id as clae_cla_placement_id,
            {{ as_date("staged.clae_entered_care_date") }} as clae_entered_care_date,
            {{ as_date("staged.clae_cla_last_iro_contact_date") }}
            as clae_cla_last_iro_contact_date,
            {{ as_code("staged.clae_legal_status", "codes.legal_status") }} as clae_legal_status,
            {{ as_timestamp("staged.clae_recorded_at") }} as clae_recorded_at,
            clae_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as clae_person_id_merged
            on staged.authority = clae_person_id_merged.authority
            and staged.clae_person_id = clae_person_id_merged.person_id
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
            typed.clae_person_id,
            typed.clae_cla_episode_id,
            typed.clae_cla_episode_start_date,
            typed.clae_cla_episode_start_reason,
            typed.clae_cla_primary_need_code,
            typed.clae_cla_episode_ceased_date,
            typed.clae_cla_episode_ceased_reason,
            typed.clae_cla_id,
            typed.clae_referral_id,
            typed.clae_cla_placement_id,
            typed.clae_entered_care_date,
            typed.clae_cla_last_iro_contact_date,
            typed.clae_legal_status,
            typed.clae_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "clae_cla_episode_start_date",
                            "typed.given.clae_cla_episode_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_episode_start_reason",
                            "typed.given.clae_cla_episode_start_reason",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_primary_need_code",
                            "typed.given.clae_cla_primary_need_code",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_episode_ceased_date",
                            "typed.given.clae_cla_episode_ceased_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_episode_ceased_reason",
                            "typed.given.clae_cla_episode_ceased_reason",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_entered_care_date",
                            "typed.given.clae_entered_care_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_cla_last_iro_contact_date",
                            "typed.given.clae_cla_last_iro_contact_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_legal_status", "typed.given.clae_legal_status", "unmapped_code"
                        )
                    }},
                    {{
                        cell_fault(
                            "clae_recorded_at", "typed.given.clae_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.clae_person_id is null
                then 'clae_person_id is empty'
                when typed.given.clae_cla_episode_id is null
                then 'clae_cla_episode_id is empty'
                when typed.given.clae_cla_episode_start_date is null
                then 'clae_cla_episode_start_date is empty'
                when typed.clae_cla_episode_start_date is null
                then
                    'clae_cla_episode_start_date is no date: '
                    || typed.given.clae_cla_episode_start_date
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
                    clae_cla_episode_id,
                    clae_person_id,
                    clae_cla_episode_start_date,
                    clae_cla_episode_start_reason,
                    clae_cla_primary_need_code,
                    clae_cla_episode_ceased_date,
                    clae_cla_episode_ceased_reason,
                    clae_cla_id,
                    clae_referral_id,
                    clae_cla_placement_id,
                    clae_entered_care_date,
                    clae_cla_last_iro_contact_date,
                    clae_legal_status,
                    clae_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    clae_cla_episode_id,
                    clae_person_id
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
                and clae_person_id is not null
                and clae_cla_episode_start_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                clae_person_id as event_1,
                clae_cla_episode_start_date as event_2,
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
                    clae_cla_episode_start_reason,
                    clae_cla_primary_need_code,
                    clae_cla_episode_ceased_date,
                    clae_cla_episode_ceased_reason,
                    clae_entered_care_date,
                    clae_cla_last_iro_contact_date,
                    clae_legal_status
                ) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2
                    order by source_file, source_row, clae_cla_episode_id, clae_person_id
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
                    clae_cla_episode_start_reason,
                    clae_cla_primary_need_code,
                    clae_cla_episode_ceased_date,
                    clae_cla_episode_ceased_reason,
                    clae_cla_id,
                    clae_referral_id,
                    clae_cla_placement_id,
                    clae_entered_care_date,
                    clae_cla_last_iro_contact_date,
                    clae_legal_status,
                    clae_recorded_at
                ),
                case
                    when clae_cla_episode_start_reason is not null
                    then clae_cla_episode_start_reason
                    when count(clae_cla_episode_start_reason) over of_system = 0
                    then first_value(clae_cla_episode_start_reason ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clae_cla_episode_start_reason is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_cla_episode_start_reason, tells_to) over of_event
                end as clae_cla_episode_start_reason,
                case
                    when clae_cla_primary_need_code is not null
                    then clae_cla_primary_need_code
                    when count(clae_cla_primary_need_code) over of_system = 0
                    then first_value(clae_cla_primary_need_code ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clae_cla_primary_need_code is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_cla_primary_need_code, tells_to) over of_event
                end as clae_cla_primary_need_code,
                case
                    when clae_cla_episode_ceased_date is not null
                    then clae_cla_episode_ceased_date
                    when count(clae_cla_episode_ceased_date) over of_system = 0
                    then first_value(clae_cla_episode_ceased_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clae_cla_episode_ceased_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_cla_episode_ceased_date, tells_to) over of_event
                end as clae_cla_episode_ceased_date,
                case
                    when clae_cla_episode_ceased_reason is not null
                    then clae_cla_episode_ceased_reason
                    when count(clae_cla_episode_ceased_reason) over of_system = 0
                    then first_value(clae_cla_episode_ceased_reason ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clae_cla_episode_ceased_reason is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_cla_episode_ceased_reason, tells_to) over of_event
                end as clae_cla_episode_ceased_reason,
                case
                    when clae_cla_id is not null
                    then clae_cla_id
                    when count(clae_cla_id) over of_system = 0
                    then first_value(clae_cla_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where clae_cla_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_cla_id, tells_to) over of_event
                end as clae_cla_id,
                case
                    when clae_referral_id is not null
                    then clae_referral_id
                    when count(clae_referral_id) over of_system = 0
                    then first_value(clae_referral_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where clae_referral_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_referral_id, tells_to) over of_event
                end as clae_referral_id,
                case
                    when clae_cla_placement_id is not null
                    then clae_cla_placement_id
                    when count(clae_cla_placement_id) over of_system = 0
                    then first_value(clae_cla_placement_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where clae_cla_placement_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_cla_placement_id, tells_to) over of_event
                end as clae_cla_placement_id,
                case
                    when clae_entered_care_date is not null
                    then clae_entered_care_date
                    when count(clae_entered_care_date) over of_system = 0
                    then first_value(clae_entered_care_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clae_entered_care_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_entered_care_date, tells_to) over of_event
                end as clae_entered_care_date,
                case
                    when clae_cla_last_iro_contact_date is not null
                    then clae_cla_last_iro_contact_date
                    when count(clae_cla_last_iro_contact_date) over of_system = 0
                    then first_value(clae_cla_last_iro_contact_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clae_cla_last_iro_contact_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_cla_last_iro_contact_date, tells_to) over of_event
                end as clae_cla_last_iro_contact_date,
                case
                    when clae_legal_status is not null
                    then clae_legal_status
                    when count(clae_legal_status) over of_system = 0
                    then first_value(clae_legal_status ignore nulls) over of_event
                    when
                        max(tells_to) filter (where clae_legal_status is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_legal_status, tells_to) over of_event
                end as clae_legal_status,
                case
                    when clae_recorded_at is not null
                    then clae_recorded_at
                    when count(clae_recorded_at) over of_system = 0
                    then first_value(clae_recorded_at ignore nulls) over of_event
                    when
                        max(tells_to) filter (where clae_recorded_at is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clae_recorded_at, tells_to) over of_event
                end as clae_recorded_at,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[
                            cast(clae_cla_episode_id as varchar), cast(clae_person_id as varchar)
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
                        clae_cla_episode_id,
                        clae_person_id
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
    clae_person_id,
    clae_cla_episode_id,
    clae_cla_episode_start_date,
    clae_cla_episode_start_reason,
    clae_cla_primary_need_code,
    clae_cla_episode_ceased_date,
    clae_cla_episode_ceased_reason,
    clae_cla_id,
    clae_referral_id,
    clae_cla_placement_id,
    clae_entered_care_date,
    clae_cla_last_iro_contact_date,
    clae_legal_status,
    clae_recorded_at,
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
