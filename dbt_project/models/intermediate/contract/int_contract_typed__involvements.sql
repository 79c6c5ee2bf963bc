{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__involvements") }}
        {% if "ssda903" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_ssda903__involvements") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    superseded as (select * from {{ ref("int_superseded_id") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'worker_change_reason'
                )
            ) as worker_change_reason
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
                invo_person_id_merged.surviving_person_id, staged.invo_person_id
            ) as invo_person_id,
            staged.invo_involvements_id as invo_involvements_id,
            staged.invo_professional_id as invo_professional_id,
            staged.invo_professional_role_id as invo_professional_role_id,
            staged.invo_professional_team as invo_professional_team,
            {{ as_date("staged.invo_involvement_start_date") }} as invo_involvement_start_date,
            {{ as_date("staged.invo_involvement_end_date") }} as invo_involvement_end_date,
            {{ as_code("staged.invo_worker_change_reason", "codes.worker_change_reason") }}
            as invo_worker_change_reason,
            staged.invo_referral_id as invo_referral_id,
            {{ as_timestamp("staged.invo_recorded_at") }} as invo_recorded_at,
            coalesce(
                invo_professional_id_superseded.counting_id, staged.invo_professional_id
            ) as invo_professional_id_link,
            invo_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as invo_person_id_merged
            on staged.authority = invo_person_id_merged.authority
            and staged.invo_person_id = invo_person_id_merged.person_id
        left join
            superseded as invo_professional_id_superseded
            on staged.authority = invo_professional_id_superseded.authority
            and invo_professional_id_superseded.id_of = 'professionals.prof_professional_id'
            and staged.invo_professional_id = invo_professional_id_superseded.given_id
            and coalesce(invo_professional_id_superseded.person_id, staged.invo_person_id)
            = staged.invo_person_id
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
            typed.invo_person_id,
            typed.invo_involvements_id,
            typed.invo_professional_id,
            typed.invo_professional_role_id,
            typed.invo_professional_team,
            typed.invo_involvement_start_date,
            typed.invo_involvement_end_date,
            typed.invo_worker_change_reason,
            typed.invo_referral_id,
            typed.invo_recorded_at,
            typed.invo_professional_id_link,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "invo_involvement_start_date",
                            "typed.given.invo_involvement_start_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "invo_involvement_end_date",
                            "typed.given.invo_involvement_end_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "invo_worker_change_reason",
                            "typed.given.invo_worker_change_reason",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "invo_recorded_at", "typed.given.invo_recorded_at", "failed_cast"
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.invo_person_id is null
                then 'invo_person_id is empty'
                when typed.given.invo_involvements_id is null
                then 'invo_involvements_id is empty'
                when typed.given.invo_involvement_start_date is null
                then 'invo_involvement_start_date is empty'
                when typed.invo_involvement_start_date is null
                then
                    'invo_involvement_start_date is no date: '
                    || typed.given.invo_involvement_start_date
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
                    invo_involvements_id,
                    invo_person_id,
                    invo_professional_id,
                    invo_professional_role_id,
                    invo_professional_team,
                    invo_involvement_start_date,
                    invo_involvement_end_date,
                    invo_worker_change_reason,
                    invo_referral_id,
                    invo_recorded_at,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority,
                    source_system,
                    snapshot_id,
                    quarantine_reason is null,
                    invo_involvements_id,
                    invo_person_id
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
                and invo_person_id is not null
                and invo_professional_id_link is not null
                and invo_involvement_start_date is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                invo_person_id as event_1,
                invo_professional_id_link as event_2,
                invo_involvement_start_date as event_3,
                list_position(
                    ['ssd', 'cin', 'ssda903', 'annex_a', 'northgate', 'frameworki'], source_system
                ) as place_of_system
            from compared
            inner join several using (authority, source_system)
            where is_compared
        ),
        reached as (
            select
                *,
                max(coalesce(invo_involvement_end_date, date '9999-12-31')) over (
                    partition by authority, event_1, event_2
                    order by event_3, place_of_system
                    rows between unbounded preceding and 1 preceding
                ) as reached_on
            from numbered
        ),
        lasting as (
            select
                * exclude (reached_on) replace (
                    max(case when coalesce(event_3 >= reached_on, true) then event_3 end) over (
                        partition by authority, event_1, event_2
                        order by event_3, place_of_system
                        rows between unbounded preceding and current row
                    ) as event_3
                )
            from reached
        ),
        told as (
            select
                *,
                hash(invo_worker_change_reason) as told_as,
                count(*) over (
                    partition by authority, source_system, event_1, event_2, event_3
                ) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1, event_2, event_3
                    order by source_file, source_row, invo_involvements_id, invo_person_id
                ) as nth_given
            from lasting
        ),
        beside as (
            select
                *,
                max(times_told) over (
                    partition by authority, event_1, event_2, event_3
                ) as times_at_most,
                first_value(source_system) over (
                    partition by authority, event_1, event_2, event_3
                    order by times_told desc, place_of_system
                ) as fullest_system,
                row_number() over (
                    partition by authority, source_system, event_1, event_2, event_3, told_as
                    order by nth_given
                ) as nth_alike
            from told
        ),
        agreed as (
            select
                *,
                max(nth_given) filter (where source_system = fullest_system) over (
                    partition by authority, event_1, event_2, event_3, told_as, nth_alike
                ) as nth_agreed
            from beside
        ),
        left_over as (
            select
                *,
                list(nth_agreed) over (
                    partition by authority, source_system, event_1, event_2, event_3
                ) as numbers_taken,
                row_number() over (
                    partition by
                        authority, source_system, event_1, event_2, event_3, nth_agreed is null
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
                    event_3,
                    invo_professional_role_id,
                    invo_professional_team,
                    invo_involvement_end_date,
                    invo_worker_change_reason,
                    invo_referral_id,
                    invo_recorded_at
                ),
                case
                    when invo_professional_role_id is not null
                    then invo_professional_role_id
                    when count(invo_professional_role_id) over of_system = 0
                    then first_value(invo_professional_role_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where invo_professional_role_id is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(invo_professional_role_id, tells_to) over of_event
                end as invo_professional_role_id,
                case
                    when invo_professional_team is not null
                    then invo_professional_team
                    when count(invo_professional_team) over of_system = 0
                    then first_value(invo_professional_team ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where invo_professional_team is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(invo_professional_team, tells_to) over of_event
                end as invo_professional_team,
                case
                    when invo_involvement_end_date is not null
                    then invo_involvement_end_date
                    when count(invo_involvement_end_date) over of_system = 0
                    then first_value(invo_involvement_end_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where invo_involvement_end_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(invo_involvement_end_date, tells_to) over of_event
                end as invo_involvement_end_date,
                case
                    when invo_worker_change_reason is not null
                    then invo_worker_change_reason
                    when count(invo_worker_change_reason) over of_system = 0
                    then first_value(invo_worker_change_reason ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where invo_worker_change_reason is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(invo_worker_change_reason, tells_to) over of_event
                end as invo_worker_change_reason,
                case
                    when invo_referral_id is not null
                    then invo_referral_id
                    when count(invo_referral_id) over of_system = 0
                    then first_value(invo_referral_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where invo_referral_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(invo_referral_id, tells_to) over of_event
                end as invo_referral_id,
                case
                    when invo_recorded_at is not null
                    then invo_recorded_at
                    when count(invo_recorded_at) over of_system = 0
                    then first_value(invo_recorded_at ignore nulls) over of_event
                    when
                        max(tells_to) filter (where invo_recorded_at is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(invo_recorded_at, tells_to) over of_event
                end as invo_recorded_at,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[
                            cast(invo_involvements_id as varchar), cast(invo_person_id as varchar)
                        ]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, event_2, event_3, nth_of_event
                    order by
                        place_of_system,
                        source_file,
                        source_row,
                        invo_involvements_id,
                        invo_person_id
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
    invo_person_id,
    invo_involvements_id,
    invo_professional_id,
    invo_professional_role_id,
    invo_professional_team,
    invo_involvement_start_date,
    invo_involvement_end_date,
    invo_worker_change_reason,
    invo_referral_id,
    invo_recorded_at,
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
