{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__initial_cp_conference") }}
        {% if "cin" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_cin__initial_cp_conference") }}
        {% endif %}
        {% if "annex_a" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_annex_a__initial_cp_conference") }}
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
                icpc_person_id_merged.surviving_person_id, staged.icpc_person_id
            ) as icpc_person_id,
            staged.icpc_icpc_id as icpc_icpc_id,
            staged.icpc_icpc_meeting_id as icpc_icpc_meeting_id,
            staged.icpc_s47_enquiry_id as icpc_s47_enquiry_id,
            staged.icpc_cp_plan_id as icpc_cp_plan_id,
            staged.icpc_referral_id as icpc_referral_id,
            {{ as_flag("staged.icpc_icpc_transfer_in") }} as icpc_icpc_transfer_in,
            {{ as_date("staged.icpc_icpc_target_date") }} as icpc_icpc_target_date,
            {{ as_date("staged.icpc_icpc_date") }} as icpc_icpc_date,
            {{ as_flag("staged.icpc_icpc_outcome_cp_flag") }} as icpc_icpc_outcome_cp_flag,
            {{ as_list("staged.icpc_icpc_outcome_json") }} as icpc_icpc_outcome_json,
            staged.icpc_icpc_team as icpc_icpc_team,
            staged.icpc_icpc_worker_id as icpc_icpc_worker_id,
            {{ as_timestamp("staged.icpc_recorded_at") }} as icpc_recorded_at,
            icpc_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as icpc_person_id_merged
            on staged.authority = icpc_person_id_merged.authority
            and staged.icpc_person_id = icpc_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.icpc_person_id,
            typed.icpc_icpc_id,
            typed.icpc_icpc_meeting_id,
            typed.icpc_s47_enquiry_id,
            typed.icpc_cp_plan_id,
            typed.icpc_referral_id,
            typed.icpc_icpc_transfer_in,
            typed.icpc_icpc_target_date,
            typed.icpc_icpc_date,
            typed.icpc_icpc_outcome_cp_flag,
            typed.icpc_icpc_outcome_json,
            typed.icpc_icpc_team,
            typed.icpc_icpc_worker_id,
            typed.icpc_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "icpc_icpc_transfer_in",
                            "typed.given.icpc_icpc_transfer_in",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "icpc_icpc_target_date",
                            "typed.given.icpc_icpc_target_date",
                            "failed_cast",
                        )
                    }},
                    {{ cell_fault("icpc_icpc_date", "typed.given.icpc_icpc_date", "failed_cast") }},
                    {{
                        cell_fault(
                            "icpc_icpc_outcome_cp_flag",
                            "typed.given.icpc_icpc_outcome_cp_flag",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "icpc_icpc_outcome_json",
                            "typed.given.icpc_icpc_outcome_json",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "icpc_recorded_at", "typed.given.icpc_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.icpc_person_id is null
                then 'icpc_person_id is empty'
                when typed.given.icpc_icpc_id is null
                then 'icpc_icpc_id is empty'
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
                    icpc_icpc_id,
                    icpc_person_id,
                    icpc_icpc_meeting_id,
                    icpc_s47_enquiry_id,
                    icpc_cp_plan_id,
                    icpc_referral_id,
                    icpc_icpc_transfer_in,
                    icpc_icpc_target_date,
                    icpc_icpc_date,
                    icpc_icpc_outcome_cp_flag,
                    icpc_icpc_outcome_json,
                    icpc_icpc_team,
                    icpc_icpc_worker_id,
                    icpc_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    icpc_icpc_id,
                    icpc_person_id
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
                and icpc_person_id is not null
                and icpc_icpc_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                icpc_person_id as event_1,
                icpc_icpc_date as event_2,
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
                    icpc_icpc_transfer_in,
                    icpc_icpc_target_date,
                    icpc_icpc_outcome_cp_flag,
                    icpc_icpc_outcome_json
                ) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2
                    order by source_file, source_row, icpc_icpc_id, icpc_person_id
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
                    icpc_icpc_meeting_id,
                    icpc_s47_enquiry_id,
                    icpc_cp_plan_id,
                    icpc_referral_id,
                    icpc_icpc_transfer_in,
                    icpc_icpc_target_date,
                    icpc_icpc_outcome_cp_flag,
                    icpc_icpc_outcome_json,
                    icpc_icpc_team,
                    icpc_icpc_worker_id,
                    icpc_recorded_at
                ),
                case
                    when icpc_icpc_meeting_id is not null
                    then icpc_icpc_meeting_id
                    when count(icpc_icpc_meeting_id) over of_system = 0
                    then first_value(icpc_icpc_meeting_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where icpc_icpc_meeting_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_icpc_meeting_id, tells_to) over of_event
                end as icpc_icpc_meeting_id,
                case
                    when icpc_s47_enquiry_id is not null
                    then icpc_s47_enquiry_id
                    when count(icpc_s47_enquiry_id) over of_system = 0
                    then first_value(icpc_s47_enquiry_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where icpc_s47_enquiry_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_s47_enquiry_id, tells_to) over of_event
                end as icpc_s47_enquiry_id,
                case
                    when icpc_cp_plan_id is not null
                    then icpc_cp_plan_id
                    when count(icpc_cp_plan_id) over of_system = 0
                    then first_value(icpc_cp_plan_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where icpc_cp_plan_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_cp_plan_id, tells_to) over of_event
                end as icpc_cp_plan_id,
                case
                    when icpc_referral_id is not null
                    then icpc_referral_id
                    when count(icpc_referral_id) over of_system = 0
                    then first_value(icpc_referral_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where icpc_referral_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_referral_id, tells_to) over of_event
                end as icpc_referral_id,
                case
                    when icpc_icpc_transfer_in is not null
                    then icpc_icpc_transfer_in
                    when count(icpc_icpc_transfer_in) over of_system = 0
                    then first_value(icpc_icpc_transfer_in ignore nulls) over of_event
                    when
                        max(tells_to) filter (where icpc_icpc_transfer_in is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_icpc_transfer_in, tells_to) over of_event
                end as icpc_icpc_transfer_in,
                case
                    when icpc_icpc_target_date is not null
                    then icpc_icpc_target_date
                    when count(icpc_icpc_target_date) over of_system = 0
                    then first_value(icpc_icpc_target_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (where icpc_icpc_target_date is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_icpc_target_date, tells_to) over of_event
                end as icpc_icpc_target_date,
                case
                    when icpc_icpc_outcome_cp_flag is not null
                    then icpc_icpc_outcome_cp_flag
                    when count(icpc_icpc_outcome_cp_flag) over of_system = 0
                    then first_value(icpc_icpc_outcome_cp_flag ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where icpc_icpc_outcome_cp_flag is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_icpc_outcome_cp_flag, tells_to) over of_event
                end as icpc_icpc_outcome_cp_flag,
                case
                    when icpc_icpc_outcome_json is not null
                    then icpc_icpc_outcome_json
                    when count(icpc_icpc_outcome_json) over of_system = 0
                    then first_value(icpc_icpc_outcome_json ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where icpc_icpc_outcome_json is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_icpc_outcome_json, tells_to) over of_event
                end as icpc_icpc_outcome_json,
                case
                    when icpc_icpc_team is not null
                    then icpc_icpc_team
                    when count(icpc_icpc_team) over of_system = 0
                    then first_value(icpc_icpc_team ignore nulls) over of_event
                    when
                        max(tells_to) filter (where icpc_icpc_team is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_icpc_team, tells_to) over of_event
                end as icpc_icpc_team,
                case
                    when icpc_icpc_worker_id is not null
                    then icpc_icpc_worker_id
                    when count(icpc_icpc_worker_id) over of_system = 0
                    then first_value(icpc_icpc_worker_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where icpc_icpc_worker_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_icpc_worker_id, tells_to) over of_event
                end as icpc_icpc_worker_id,
                case
                    when icpc_recorded_at is not null
                    then icpc_recorded_at
                    when count(icpc_recorded_at) over of_system = 0
                    then first_value(icpc_recorded_at ignore nulls) over of_event
                    when
                        max(tells_to) filter (where icpc_recorded_at is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(icpc_recorded_at, tells_to) over of_event
                end as icpc_recorded_at,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[cast(icpc_icpc_id as varchar), cast(icpc_person_id as varchar)]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, event_2, nth_of_event
                    order by place_of_system, source_file, source_row, icpc_icpc_id, icpc_person_id
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
    icpc_person_id,
    icpc_icpc_id,
    icpc_icpc_meeting_id,
    icpc_s47_enquiry_id,
    icpc_cp_plan_id,
    icpc_referral_id,
    icpc_icpc_transfer_in,
    icpc_icpc_target_date,
    icpc_icpc_date,
    icpc_icpc_outcome_cp_flag,
    icpc_icpc_outcome_json,
    icpc_icpc_team,
    icpc_icpc_worker_id,
    icpc_recorded_at,
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
