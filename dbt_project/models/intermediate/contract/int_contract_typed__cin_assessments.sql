{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__cin_assessments") }}
        {% if "cin" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_cin__cin_assessments") }}
        {% endif %}
        {% if "annex_a" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_annex_a__cin_assessments") }}
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
                cina_person_id_merged.surviving_person_id, staged.cina_person_id
            ) as cina_person_id,
            staged.cina_assessment_id as cina_assessment_id,
            staged.cina_referral_id as cina_referral_id,
            {{ as_date("staged.cina_assessment_start_date") }} as cina_assessment_start_date,
            {{ as_flag("staged.cina_assessment_child_seen") }} as cina_assessment_child_seen,
            {{ as_date("staged.cina_assessment_auth_date") }} as cina_assessment_auth_date,
            {{ as_list("staged.cina_assessment_outcome_json") }} as cina_assessment_outcome_json,
            {{ as_flag("staged.cina_assessment_outcome_nfa") }} as cina_assessment_outcome_nfa,
            staged.cina_assessment_team as cina_assessment_team,
            staged.cina_assessment_worker_id as cina_assessment_worker_id,
            {{ as_date("staged.cina_assessment_internal_review_date") }}
            as cina_assessment_internal_review_date,
            {{ as_timestamp("staged.cina_recorded_at") }} as cina_recorded_at,
            cina_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as cina_person_id_merged
            on staged.authority = cina_person_id_merged.authority
            and staged.cina_person_id = cina_person_id_merged.person_id
    ),
    checked as (
        select
            typed.authority,
            typed.source_system,
            typed.snapshot_id,
            typed.as_at,
            typed.source_file,
            typed.source_row,
            typed.cina_person_id,
            typed.cina_assessment_id,
            typed.cina_referral_id,
            typed.cina_assessment_start_date,
            typed.cina_assessment_child_seen,
            typed.cina_assessment_auth_date,
            typed.cina_assessment_outcome_json,
            typed.cina_assessment_outcome_nfa,
            typed.cina_assessment_team,
            typed.cina_assessment_worker_id,
            typed.cina_assessment_internal_review_date,
            typed.cina_recorded_at,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "cina_assessment_start_date",
                            "typed.given.cina_assessment_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_child_seen",
                            "typed.given.cina_assessment_child_seen",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_auth_date",
                            "typed.given.cina_assessment_auth_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_outcome_json",
                            "typed.given.cina_assessment_outcome_json",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_outcome_nfa",
                            "typed.given.cina_assessment_outcome_nfa",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_assessment_internal_review_date",
                            "typed.given.cina_assessment_internal_review_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "cina_recorded_at", "typed.given.cina_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.cina_person_id is null
                then 'cina_person_id is empty'
                when typed.given.cina_assessment_id is null
                then 'cina_assessment_id is empty'
                when typed.given.cina_assessment_start_date is null
                then 'cina_assessment_start_date is empty'
                when typed.cina_assessment_start_date is null
                then
                    'cina_assessment_start_date is no date: '
                    || typed.given.cina_assessment_start_date
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
                    cina_assessment_id,
                    cina_person_id,
                    cina_referral_id,
                    cina_assessment_start_date,
                    cina_assessment_child_seen,
                    cina_assessment_auth_date,
                    cina_assessment_outcome_json,
                    cina_assessment_outcome_nfa,
                    cina_assessment_team,
                    cina_assessment_worker_id,
                    cina_assessment_internal_review_date,
                    cina_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    cina_assessment_id,
                    cina_person_id
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
                and cina_person_id is not null
                and cina_assessment_start_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                cina_person_id as event_1,
                cina_assessment_start_date as event_2,
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
                    cina_assessment_child_seen,
                    cina_assessment_auth_date,
                    cina_assessment_outcome_json,
                    cina_assessment_outcome_nfa,
                    cina_assessment_internal_review_date
                ) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2
                    order by source_file, source_row, cina_assessment_id, cina_person_id
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
                    cina_referral_id,
                    cina_assessment_child_seen,
                    cina_assessment_auth_date,
                    cina_assessment_outcome_json,
                    cina_assessment_outcome_nfa,
                    cina_assessment_team,
                    cina_assessment_worker_id,
                    cina_assessment_internal_review_date,
                    cina_recorded_at
                ),
                case
                    when cina_referral_id is not null
                    then cina_referral_id
                    when count(cina_referral_id) over of_system = 0
                    then first_value(cina_referral_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where cina_referral_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cina_referral_id, tells_to) over of_event
                end as cina_referral_id,
                case
                    when cina_assessment_child_seen is not null
                    then cina_assessment_child_seen
                    when count(cina_assessment_child_seen) over of_system = 0
                    then first_value(cina_assessment_child_seen ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cina_assessment_child_seen is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cina_assessment_child_seen, tells_to) over of_event
                end as cina_assessment_child_seen,
                case
                    when cina_assessment_auth_date is not null
                    then cina_assessment_auth_date
                    when count(cina_assessment_auth_date) over of_system = 0
                    then first_value(cina_assessment_auth_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cina_assessment_auth_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cina_assessment_auth_date, tells_to) over of_event
                end as cina_assessment_auth_date,
                case
                    when cina_assessment_outcome_json is not null
                    then cina_assessment_outcome_json
                    when count(cina_assessment_outcome_json) over of_system = 0
                    then first_value(cina_assessment_outcome_json ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cina_assessment_outcome_json is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cina_assessment_outcome_json, tells_to) over of_event
                end as cina_assessment_outcome_json,
                case
                    when cina_assessment_outcome_nfa is not null
                    then cina_assessment_outcome_nfa
                    when count(cina_assessment_outcome_nfa) over of_system = 0
                    then first_value(cina_assessment_outcome_nfa ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cina_assessment_outcome_nfa is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cina_assessment_outcome_nfa, tells_to) over of_event
                end as cina_assessment_outcome_nfa,
                case
                    when cina_assessment_team is not null
                    then cina_assessment_team
                    when count(cina_assessment_team) over of_system = 0
                    then first_value(cina_assessment_team ignore nulls) over of_event
                    when
                        max(tells_to) filter (where cina_assessment_team is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cina_assessment_team, tells_to) over of_event
                end as cina_assessment_team,
                case
                    when cina_assessment_worker_id is not null
                    then cina_assessment_worker_id
                    when count(cina_assessment_worker_id) over of_system = 0
                    then first_value(cina_assessment_worker_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cina_assessment_worker_id is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cina_assessment_worker_id, tells_to) over of_event
                end as cina_assessment_worker_id,
                case
                    when cina_assessment_internal_review_date is not null
                    then cina_assessment_internal_review_date
                    when count(cina_assessment_internal_review_date) over of_system = 0
                    then
                        first_value(cina_assessment_internal_review_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where cina_assessment_internal_review_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cina_assessment_internal_review_date, tells_to) over of_event
                end as cina_assessment_internal_review_date,
                case
                    when cina_recorded_at is not null
                    then cina_recorded_at
                    when count(cina_recorded_at) over of_system = 0
                    then first_value(cina_recorded_at ignore nulls) over of_event
                    when
                        max(tells_to) filter (where cina_recorded_at is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(cina_recorded_at, tells_to) over of_event
                end as cina_recorded_at,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[
                            cast(cina_assessment_id as varchar), cast(cina_person_id as varchar)
                        ]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, event_2, nth_of_event
                    order by
                        place_of_system, source_file, source_row, cina_assessment_id, cina_person_id
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
    cina_person_id,
    cina_assessment_id,
    cina_referral_id,
    cina_assessment_start_date,
    cina_assessment_child_seen,
    cina_assessment_auth_date,
    cina_assessment_outcome_json,
    cina_assessment_outcome_nfa,
    cina_assessment_team,
    cina_assessment_worker_id,
    cina_assessment_internal_review_date,
    cina_recorded_at,
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
