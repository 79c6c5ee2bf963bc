{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__person") }}
        {% if "cin" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_cin__person") }}
        {% endif %}
        {% if "ssda903" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_ssda903__person") }}
        {% endif %}
        {% if "annex_a" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_annex_a__person") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'ethnicity'
                )
            ) as ethnicity,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (where code_list = 'sex')
            ) as sex,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'upn_unknown'
                )
            ) as upn_unknown
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
            staged.pers_person_id as pers_person_id,
            staged.pers_forename as pers_forename,
            staged.pers_surname as pers_surname,
            {{ as_code("staged.pers_sex", "codes.sex") }} as pers_sex,
            staged.pers_gender as pers_gender,
            {{ as_code("staged.pers_ethnicity", "codes.ethnicity") }} as pers_ethnicity,
            {{ as_date("staged.pers_dob") }} as pers_dob,
            staged.pers_legacy_id as pers_legacy_id,
            {{ as_code("staged.pers_upn_unknown", "codes.upn_unknown") }} as pers_upn_unknown,
            {{ as_flag("staged.pers_send_flag") }} as pers_send_flag,
            {{ as_date("staged.pers_expected_dob") }} as pers_expected_dob,
            {{ as_date("staged.pers_death_date") }} as pers_death_date,
            {{ as_flag("staged.pers_is_mother") }} as pers_is_mother,
            staged.pers_nationality as pers_nationality,
            staged.pers_single_unique_id as pers_single_unique_id,
            staged.pers_upn as pers_upn,
            staged.pers_merged_into_id as pers_merged_into_id,
            coalesce(
                pers_person_id_merged.surviving_person_id, staged.pers_person_id
            ) as pers_person_id_link,
            false as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as pers_person_id_merged
            on staged.authority = pers_person_id_merged.authority
            and staged.pers_person_id = pers_person_id_merged.person_id
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
            typed.pers_person_id,
            typed.pers_forename,
            typed.pers_surname,
            typed.pers_sex,
            typed.pers_gender,
            typed.pers_ethnicity,
            typed.pers_dob,
            typed.pers_legacy_id,
            typed.pers_upn_unknown,
            typed.pers_send_flag,
            typed.pers_expected_dob,
            typed.pers_death_date,
            typed.pers_is_mother,
            typed.pers_nationality,
            typed.pers_single_unique_id,
            typed.pers_upn,
            typed.pers_merged_into_id,
            typed.pers_person_id_link,
            typed.is_from_merged_record,
            flatten(
                [
                    {{ cell_fault("pers_sex", "typed.given.pers_sex", "unmapped_code") }},
                    {{
                        cell_fault(
                            "pers_ethnicity", "typed.given.pers_ethnicity", "unmapped_code"
                        )
                    }},
                    {{ cell_fault("pers_dob", "typed.given.pers_dob", "failed_cast") }},
                    {{
                        cell_fault(
                            "pers_upn_unknown", "typed.given.pers_upn_unknown", "unmapped_code"
                        )
                    }},
                    {{ cell_fault("pers_send_flag", "typed.given.pers_send_flag", "failed_cast") }},
                    {{
                        cell_fault(
                            "pers_expected_dob", "typed.given.pers_expected_dob", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "pers_death_date", "typed.given.pers_death_date", "failed_cast"
                        )
                    }},
                    {{ cell_fault("pers_is_mother", "typed.given.pers_is_mother", "failed_cast") }}
                ]
            ) as cell_faults,
            case
                when typed.given.pers_person_id is null then 'pers_person_id is empty'
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
                    pers_person_id,
                    pers_forename,
                    pers_surname,
                    pers_sex,
                    pers_gender,
                    pers_ethnicity,
                    pers_dob,
                    pers_legacy_id,
                    pers_upn_unknown,
                    pers_send_flag,
                    pers_expected_dob,
                    pers_death_date,
                    pers_is_mother,
                    pers_nationality,
                    pers_single_unique_id,
                    pers_upn,
                    pers_merged_into_id,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, pers_person_id
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
                and pers_person_id_link is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                pers_person_id_link as event_1,
                list_position(
                    ['ssd', 'cin', 'ssda903', 'annex_a', 'northgate', 'frameworki'], source_system
                ) as place_of_system
            from compared
            inner join several using (authority, source_system)
            where is_compared
        ),
        paired as (select *, 1 as nth_of_event from numbered),
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
                    pers_forename,
                    pers_surname,
                    pers_sex,
                    pers_gender,
                    pers_ethnicity,
                    pers_dob,
                    pers_legacy_id,
                    pers_upn_unknown,
                    pers_send_flag,
                    pers_expected_dob,
                    pers_death_date,
                    pers_is_mother,
                    pers_nationality,
                    pers_single_unique_id,
                    pers_upn,
                    pers_merged_into_id
                ),
                case
                    when pers_forename is not null
                    then pers_forename
                    when count(pers_forename) over of_system = 0
                    then first_value(pers_forename ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_forename is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_forename, tells_to) over of_event
                end as pers_forename,
                case
                    when pers_surname is not null
                    then pers_surname
                    when count(pers_surname) over of_system = 0
                    then first_value(pers_surname ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_surname is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_surname, tells_to) over of_event
                end as pers_surname,
                case
                    when pers_sex is not null
                    then pers_sex
                    when count(pers_sex) over of_system = 0
                    then first_value(pers_sex ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_sex is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_sex, tells_to) over of_event
                end as pers_sex,
                case
                    when pers_gender is not null
                    then pers_gender
                    when count(pers_gender) over of_system = 0
                    then first_value(pers_gender ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_gender is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_gender, tells_to) over of_event
                end as pers_gender,
                case
                    when pers_ethnicity is not null
                    then pers_ethnicity
                    when count(pers_ethnicity) over of_system = 0
                    then first_value(pers_ethnicity ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_ethnicity is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_ethnicity, tells_to) over of_event
                end as pers_ethnicity,
                case
                    when pers_dob is not null
                    then pers_dob
                    when count(pers_dob) over of_system = 0
                    then first_value(pers_dob ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_dob is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_dob, tells_to) over of_event
                end as pers_dob,
                case
                    when pers_legacy_id is not null
                    then pers_legacy_id
                    when count(pers_legacy_id) over of_system = 0
                    then first_value(pers_legacy_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_legacy_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_legacy_id, tells_to) over of_event
                end as pers_legacy_id,
                case
                    when pers_upn_unknown is not null
                    then pers_upn_unknown
                    when count(pers_upn_unknown) over of_system = 0
                    then first_value(pers_upn_unknown ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_upn_unknown is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_upn_unknown, tells_to) over of_event
                end as pers_upn_unknown,
                case
                    when pers_send_flag is not null
                    then pers_send_flag
                    when count(pers_send_flag) over of_system = 0
                    then first_value(pers_send_flag ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_send_flag is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_send_flag, tells_to) over of_event
                end as pers_send_flag,
                case
                    when pers_expected_dob is not null
                    then pers_expected_dob
                    when count(pers_expected_dob) over of_system = 0
                    then first_value(pers_expected_dob ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_expected_dob is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_expected_dob, tells_to) over of_event
                end as pers_expected_dob,
                case
                    when pers_death_date is not null
                    then pers_death_date
                    when count(pers_death_date) over of_system = 0
                    then first_value(pers_death_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_death_date is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_death_date, tells_to) over of_event
                end as pers_death_date,
                case
                    when pers_is_mother is not null
                    then pers_is_mother
                    when count(pers_is_mother) over of_system = 0
                    then first_value(pers_is_mother ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_is_mother is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_is_mother, tells_to) over of_event
                end as pers_is_mother,
                case
                    when pers_nationality is not null
                    then pers_nationality
                    when count(pers_nationality) over of_system = 0
                    then first_value(pers_nationality ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_nationality is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_nationality, tells_to) over of_event
                end as pers_nationality,
                case
                    when pers_single_unique_id is not null
                    then pers_single_unique_id
                    when count(pers_single_unique_id) over of_system = 0
                    then first_value(pers_single_unique_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_single_unique_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_single_unique_id, tells_to) over of_event
                end as pers_single_unique_id,
                case
                    when pers_upn is not null
                    then pers_upn
                    when count(pers_upn) over of_system = 0
                    then first_value(pers_upn ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_upn is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_upn, tells_to) over of_event
                end as pers_upn,
                case
                    when pers_merged_into_id is not null
                    then pers_merged_into_id
                    when count(pers_merged_into_id) over of_system = 0
                    then first_value(pers_merged_into_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where pers_merged_into_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(pers_merged_into_id, tells_to) over of_event
                end as pers_merged_into_id,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[cast(pers_person_id as varchar)]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, nth_of_event
                    order by
                        place_of_system,
                        pers_person_id <> event_1,
                        source_file,
                        source_row,
                        pers_person_id
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
    pers_person_id,
    pers_forename,
    pers_surname,
    pers_sex,
    pers_gender,
    pers_ethnicity,
    pers_dob,
    pers_legacy_id,
    pers_upn_unknown,
    pers_send_flag,
    pers_expected_dob,
    pers_death_date,
    pers_is_mother,
    pers_nationality,
    pers_single_unique_id,
    pers_upn,
    pers_merged_into_id,
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
