{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__care_leavers") }}
        {% if "ssda903" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_ssda903__care_leavers") }}
        {% endif %}
        {% if "annex_a" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_annex_a__care_leavers") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'accommodation'
                )
            ) as accommodation,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'activity'
                )
            ) as activity,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'in_touch'
                )
            ) as in_touch
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
            staged.clea_table_id as clea_table_id,
            coalesce(
                clea_person_id_merged.surviving_person_id, staged.clea_person_id
            ) as clea_person_id,
            staged.clea_care_leaver_eligibility as clea_care_leaver_eligibility,
            {{ as_code("staged.clea_care_leaver_in_touch", "codes.in_touch") }}
            as clea_care_leaver_in_touch,
            {{ as_date("staged.clea_care_leaver_latest_contact") }}
            as clea_care_leaver_latest_contact,
            {{ as_code("staged.clea_care_leaver_accommodation", "codes.accommodation") }}
            as clea_care_leaver_accommodation,
            staged.clea_care_leaver_accom_suitable as clea_care_leaver_accom_suitable,
            {{ as_code("staged.clea_care_leaver_activity", "codes.activity") }}
            as clea_care_leaver_activity,
            {{ as_date("staged.clea_pathway_plan_review_date") }} as clea_pathway_plan_review_date,
            staged.clea_care_leaver_personal_advisor as clea_care_leaver_personal_advisor,
            staged.clea_care_leaver_allocated_team as clea_care_leaver_allocated_team,
            staged.clea_care_leaver_worker_id as clea_care_leaver_worker_id,
            clea_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as clea_person_id_merged
            on staged.authority = clea_person_id_merged.authority
            and staged.clea_person_id = clea_person_id_merged.person_id
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
            typed.clea_table_id,
            typed.clea_person_id,
            typed.clea_care_leaver_eligibility,
            typed.clea_care_leaver_in_touch,
            typed.clea_care_leaver_latest_contact,
            typed.clea_care_leaver_accommodation,
            typed.clea_care_leaver_accom_suitable,
            typed.clea_care_leaver_activity,
            typed.clea_pathway_plan_review_date,
            typed.clea_care_leaver_personal_advisor,
            typed.clea_care_leaver_allocated_team,
            typed.clea_care_leaver_worker_id,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "clea_care_leaver_in_touch",
                            "typed.given.clea_care_leaver_in_touch",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clea_care_leaver_latest_contact",
                            "typed.given.clea_care_leaver_latest_contact",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "clea_care_leaver_accommodation",
                            "typed.given.clea_care_leaver_accommodation",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clea_care_leaver_activity",
                            "typed.given.clea_care_leaver_activity",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "clea_pathway_plan_review_date",
                            "typed.given.clea_pathway_plan_review_date",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.clea_table_id is null
                then 'clea_table_id is empty'
                when typed.given.clea_person_id is null
                then 'clea_person_id is empty'
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
                    clea_table_id,
                    clea_person_id,
                    clea_care_leaver_eligibility,
                    clea_care_leaver_in_touch,
                    clea_care_leaver_latest_contact,
                    clea_care_leaver_accommodation,
                    clea_care_leaver_accom_suitable,
                    clea_care_leaver_activity,
                    clea_pathway_plan_review_date,
                    clea_care_leaver_personal_advisor,
                    clea_care_leaver_allocated_team,
                    clea_care_leaver_worker_id,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, clea_table_id
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
                and clea_person_id is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                clea_person_id as event_1,
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
                    clea_care_leaver_eligibility,
                    clea_care_leaver_in_touch,
                    clea_care_leaver_latest_contact,
                    clea_care_leaver_accommodation,
                    clea_care_leaver_accom_suitable,
                    clea_care_leaver_activity,
                    clea_pathway_plan_review_date,
                    clea_care_leaver_personal_advisor
                ) as told_as,
                count(*) over (partition by authority, source_system, event_1) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1
                    order by source_file, source_row, clea_table_id
                ) as nth_given
            from numbered
        ),
        beside as (
            select
                *,
                max(times_told) over (partition by authority, event_1) as times_at_most,
                first_value(source_system) over (
                    partition by authority, event_1 order by times_told desc, place_of_system
                ) as fullest_system,
                row_number() over (
                    partition by authority, source_system, event_1, told_as order by nth_given
                ) as nth_alike
            from told
        ),
        agreed as (
            select
                *,
                max(nth_given) filter (where source_system = fullest_system) over (
                    partition by authority, event_1, told_as, nth_alike
                ) as nth_agreed
            from beside
        ),
        left_over as (
            select
                *,
                list(nth_agreed) over (
                    partition by authority, source_system, event_1
                ) as numbers_taken,
                row_number() over (
                    partition by authority, source_system, event_1, nth_agreed is null
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
                    clea_care_leaver_eligibility,
                    clea_care_leaver_in_touch,
                    clea_care_leaver_latest_contact,
                    clea_care_leaver_accommodation,
                    clea_care_leaver_accom_suitable,
                    clea_care_leaver_activity,
                    clea_pathway_plan_review_date,
                    clea_care_leaver_personal_advisor,
                    clea_care_leaver_allocated_team,
                    clea_care_leaver_worker_id
                ),
                case
                    when clea_care_leaver_eligibility is not null
                    then clea_care_leaver_eligibility
                    when count(clea_care_leaver_eligibility) over of_system = 0
                    then first_value(clea_care_leaver_eligibility ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_care_leaver_eligibility is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_care_leaver_eligibility, tells_to) over of_event
                end as clea_care_leaver_eligibility,
                case
                    when clea_care_leaver_in_touch is not null
                    then clea_care_leaver_in_touch
                    when count(clea_care_leaver_in_touch) over of_system = 0
                    then first_value(clea_care_leaver_in_touch ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_care_leaver_in_touch is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_care_leaver_in_touch, tells_to) over of_event
                end as clea_care_leaver_in_touch,
                case
                    when clea_care_leaver_latest_contact is not null
                    then clea_care_leaver_latest_contact
                    when count(clea_care_leaver_latest_contact) over of_system = 0
                    then first_value(clea_care_leaver_latest_contact ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_care_leaver_latest_contact is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_care_leaver_latest_contact, tells_to) over of_event
                end as clea_care_leaver_latest_contact,
                case
                    when clea_care_leaver_accommodation is not null
                    then clea_care_leaver_accommodation
                    when count(clea_care_leaver_accommodation) over of_system = 0
                    then first_value(clea_care_leaver_accommodation ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_care_leaver_accommodation is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_care_leaver_accommodation, tells_to) over of_event
                end as clea_care_leaver_accommodation,
                case
                    when clea_care_leaver_accom_suitable is not null
                    then clea_care_leaver_accom_suitable
                    when count(clea_care_leaver_accom_suitable) over of_system = 0
                    then first_value(clea_care_leaver_accom_suitable ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_care_leaver_accom_suitable is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_care_leaver_accom_suitable, tells_to) over of_event
                end as clea_care_leaver_accom_suitable,
                case
                    when clea_care_leaver_activity is not null
                    then clea_care_leaver_activity
                    when count(clea_care_leaver_activity) over of_system = 0
                    then first_value(clea_care_leaver_activity ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_care_leaver_activity is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_care_leaver_activity, tells_to) over of_event
                end as clea_care_leaver_activity,
                case
                    when clea_pathway_plan_review_date is not null
                    then clea_pathway_plan_review_date
                    when count(clea_pathway_plan_review_date) over of_system = 0
                    then first_value(clea_pathway_plan_review_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_pathway_plan_review_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_pathway_plan_review_date, tells_to) over of_event
                end as clea_pathway_plan_review_date,
                case
                    when clea_care_leaver_personal_advisor is not null
                    then clea_care_leaver_personal_advisor
                    when count(clea_care_leaver_personal_advisor) over of_system = 0
                    then first_value(clea_care_leaver_personal_advisor ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_care_leaver_personal_advisor is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_care_leaver_personal_advisor, tells_to) over of_event
                end as clea_care_leaver_personal_advisor,
                case
                    when clea_care_leaver_allocated_team is not null
                    then clea_care_leaver_allocated_team
                    when count(clea_care_leaver_allocated_team) over of_system = 0
                    then first_value(clea_care_leaver_allocated_team ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_care_leaver_allocated_team is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_care_leaver_allocated_team, tells_to) over of_event
                end as clea_care_leaver_allocated_team,
                case
                    when clea_care_leaver_worker_id is not null
                    then clea_care_leaver_worker_id
                    when count(clea_care_leaver_worker_id) over of_system = 0
                    then first_value(clea_care_leaver_worker_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where clea_care_leaver_worker_id is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(clea_care_leaver_worker_id, tells_to) over of_event
                end as clea_care_leaver_worker_id,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[cast(clea_table_id as varchar)]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, nth_of_event
                    order by place_of_system, source_file, source_row, clea_table_id
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
    clea_table_id,
    clea_person_id,
    clea_care_leaver_eligibility,
    clea_care_leaver_in_touch,
    clea_care_leaver_latest_contact,
    clea_care_leaver_accommodation,
    clea_care_leaver_accom_suitable,
    clea_care_leaver_activity,
    clea_pathway_plan_review_date,
    clea_care_leaver_personal_advisor,
    clea_care_leaver_allocated_team,
    clea_care_leaver_worker_id,
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
