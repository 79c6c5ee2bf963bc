{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__cin_episodes") }}
        {% if "cin" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_cin__cin_episodes") }}
        {% endif %}
        {% if "annex_a" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_annex_a__cin_episodes") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'closure_reason'
                )
            ) as closure_reason,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'primary_need'
                )
            ) as primary_need,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'referral_source'
                )
            ) as referral_source
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
                cine_person_id_merged.surviving_person_id, staged.cine_person_id
            ) as cine_person_id,
            staged.cine_referral_id as cine_referral_id,
            {{ as_date("staged.cine_referral_date") }} as cine_referral_date,
            {{ as_code("staged.cine_cin_primary_need_code", "codes.primary_need") }}
            as cine_cin_primary_need_code,
            {{ as_code("staged.cine_referral_source_code", "codes.referral_source") }}
            as cine_referral_source_code,
            staged.cine_referral_source_desc as cine_referral_source_desc,
            {{ as_list("staged.cine_referral_outcome_json") }} as cine_referral_outcome_json,
            {{ as_flag("staged.cine_referral_nfa") }} as cine_referral_nfa,
            {{ as_code("staged.cine_close_reason", "codes.closure_reason") }} as cine_close_reason,
            {{ as_date("staged.cine_close_date") }} as cine_close_date,
            staged.cine_referral_team as cine_referral_team,
            staged.cine_referral_worker_id as cine_referral_worker_id,
            {{ as_timestamp("staged.cine_recorded_at") }} as cine_recorded_at,
            cine_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as cine_person_id_merged
            on staged.authority = cine_person_id_merged.authority
            and staged.cine_person_id = cine_person_id_merged.person_id
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
            typed.cine_person_id,
            typed.cine_referral_id,
            typed.cine_referral_date,
            typed.cine_cin_primary_need_code,
            typed.cine_referral_source_code,
            typed.cine_referral_source_desc,
            typed.cine_referral_outcome_json,
            typed.cine_referral_nfa,
            typed.cine_close_reason,
            typed.cine_close_date,
            typed.cine_referral_team,
            typed.cine_referral_worker_id,
            typed.cine_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "cine_referral_date", "typed.given.cine_referral_date", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "cine_cin_primary_need_code",
                            "typed.given.cine_cin_primary_need_code",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "cine_referral_source_code",
                            "typed.given.cine_referral_source_code",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "cine_referral_outcome_json",
                            "typed.given.cine_referral_outcome_json",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cine_referral_nfa", "typed.given.cine_referral_nfa", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "cine_close_reason", "typed.given.cine_close_reason", "unmapped_code"
                        )
                    }},
                    {{
                        cell_fault(
                            "cine_close_date", "typed.given.cine_close_date", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "cine_recorded_at", "typed.given.cine_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.cine_person_id is null
                then 'cine_person_id is empty'
                when typed.given.cine_referral_id is null
                then 'cine_referral_id is empty'
                when typed.given.cine_referral_date is null
                then 'cine_referral_date is empty'
                when typed.cine_referral_date is null
                then 'cine_referral_date is no date: ' || typed.given.cine_referral_date
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
                    cine_referral_id,
                    cine_person_id,
                    cine_referral_date,
                    cine_cin_primary_need_code,
                    cine_referral_source_code,
                    cine_referral_source_desc,
                    cine_referral_outcome_json,
                    cine_referral_nfa,
                    cine_close_reason,
                    cine_close_date,
                    cine_referral_team,
                    cine_referral_worker_id,
                    cine_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    cine_referral_id,
                    cine_person_id
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
                and cine_person_id is not null
                and cine_referral_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                cine_person_id as event_1,
                cine_referral_date as event_2,
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
                    cine_cin_primary_need_code,
                    cine_referral_source_code,
                    cine_referral_source_desc,
                    cine_referral_outcome_json,
                    cine_referral_nfa,
                    cine_close_reason,
                    cine_close_date
                ) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2
                    order by source_file, source_row, cine_referral_id, cine_person_id
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
                    cine_cin_primary_need_code,
                    cine_referral_source_code,
                    cine_referral_source_desc,
                    cine_referral_outcome_json,
                    cine_referral_nfa,
                    cine_close_reason,
                    cine_close_date,
                    cine_referral_team,
                    cine_referral_worker_id,
                    cine_recorded_at
                ),
                case
                    when cine_cin_primary_need_code is not null
                    then cine_cin_primary_need_code
                    when count(cine_cin_primary_need_code) over of_system = 0
                    then first_value(cine_cin_primary_need_code ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cine_cin_primary_need_code is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_cin_primary_need_code, tells_to) over of_event
                end as cine_cin_primary_need_code,
                case
                    when cine_referral_source_code is not null
                    then cine_referral_source_code
                    when count(cine_referral_source_code) over of_system = 0
                    then first_value(cine_referral_source_code ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cine_referral_source_code is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_referral_source_code, tells_to) over of_event
                end as cine_referral_source_code,
                case
                    when cine_referral_source_desc is not null
                    then cine_referral_source_desc
                    when count(cine_referral_source_desc) over of_system = 0
                    then first_value(cine_referral_source_desc ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cine_referral_source_desc is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_referral_source_desc, tells_to) over of_event
                end as cine_referral_source_desc,
                case
                    when cine_referral_outcome_json is not null
                    then cine_referral_outcome_json
                    when count(cine_referral_outcome_json) over of_system = 0
                    then first_value(cine_referral_outcome_json ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cine_referral_outcome_json is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_referral_outcome_json, tells_to) over of_event
                end as cine_referral_outcome_json,
                case
                    when cine_referral_nfa is not null
                    then cine_referral_nfa
                    when count(cine_referral_nfa) over of_system = 0
                    then first_value(cine_referral_nfa ignore nulls) over of_event
                    when
                        max(tells_to) filter (where cine_referral_nfa is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_referral_nfa, tells_to) over of_event
                end as cine_referral_nfa,
                case
                    when cine_close_reason is not null
                    then cine_close_reason
                    when count(cine_close_reason) over of_system = 0
                    then first_value(cine_close_reason ignore nulls) over of_event
                    when
                        max(tells_to) filter (where cine_close_reason is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_close_reason, tells_to) over of_event
                end as cine_close_reason,
                case
                    when cine_close_date is not null
                    then cine_close_date
                    when count(cine_close_date) over of_system = 0
                    then first_value(cine_close_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (where cine_close_date is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_close_date, tells_to) over of_event
                end as cine_close_date,
                case
                    when cine_referral_team is not null
                    then cine_referral_team
                    when count(cine_referral_team) over of_system = 0
                    then first_value(cine_referral_team ignore nulls) over of_event
                    when
                        max(tells_to) filter (where cine_referral_team is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_referral_team, tells_to) over of_event
                end as cine_referral_team,
                case
                    when cine_referral_worker_id is not null
                    then cine_referral_worker_id
                    when count(cine_referral_worker_id) over of_system = 0
                    then first_value(cine_referral_worker_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cine_referral_worker_id is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_referral_worker_id, tells_to) over of_event
                end as cine_referral_worker_id,
                case
                    when cine_recorded_at is not null
                    then cine_recorded_at
                    when count(cine_recorded_at) over of_system = 0
                    then first_value(cine_recorded_at ignore nulls) over of_event
                    when
                        max(tells_to) filter (where cine_recorded_at is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cine_recorded_at, tells_to) over of_event
                end as cine_recorded_at,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[
                            cast(cine_referral_id as varchar), cast(cine_person_id as varchar)
                        ]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, event_2, nth_of_event
                    order by
                        place_of_system, source_file, source_row, cine_referral_id, cine_person_id
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
    cine_person_id,
    cine_referral_id,
    cine_referral_date,
    cine_cin_primary_need_code,
    cine_referral_source_code,
    cine_referral_source_desc,
    cine_referral_outcome_json,
    cine_referral_nfa,
    cine_close_reason,
    cine_close_date,
    cine_referral_team,
    cine_referral_worker_id,
    cine_recorded_at,
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
