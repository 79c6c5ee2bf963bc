{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    staged as (
        select *
        from {{ ref("stg_ssd__permanence") }}
        {% if "ssda903" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_ssda903__permanence") }}
        {% endif %}
        {% if "annex_a" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_annex_a__permanence") }}
        {% endif %}
    ),
    landed as (select * from {{ ref("stg_landing__table") }}),
    crosswalk as (select * from {{ ref("int_person_crosswalk") }}),
    codes as (
        select
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'adopter_legal_status'
                )
            ) as adopter_legal_status,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'adopter_sex'
                )
            ) as adopter_sex,
            map_from_entries(
                list({'given':given, 'code':code} order by given) filter (
                    where code_list = 'decision_reversed_reason'
                )
            ) as decision_reversed_reason
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
            staged.perm_table_id as perm_table_id,
            coalesce(
                perm_person_id_merged.surviving_person_id, staged.perm_person_id
            ) as perm_person_id,
            staged.perm_cla_id as perm_cla_id,
            {{ as_date("staged.perm_adm_decision_date") }} as perm_adm_decision_date,
            {{ as_date("staged.perm_ffa_cp_decision_date") }} as perm_ffa_cp_decision_date,
            {{ as_date("staged.perm_placement_order_date") }} as perm_placement_order_date,
            {{ as_date("staged.perm_placed_for_adoption_date") }} as perm_placed_for_adoption_date,
            {{ as_date("staged.perm_matched_date") }} as perm_matched_date,
            {{ as_flag("staged.perm_adopted_by_carer_flag") }} as perm_adopted_by_carer_flag,
            {{ as_date("staged.perm_placed_ffa_cp_date") }} as perm_placed_ffa_cp_date,
            {{ as_date("staged.perm_decision_reversed_date") }} as perm_decision_reversed_date,
            {{ as_date("staged.perm_placed_foster_carer_date") }} as perm_placed_foster_carer_date,
            {{ as_flag("staged.perm_part_of_sibling_group") }} as perm_part_of_sibling_group,
            {{ as_integer("staged.perm_siblings_placed_together") }}
            as perm_siblings_placed_together,
            {{ as_integer("staged.perm_siblings_placed_apart") }} as perm_siblings_placed_apart,
            staged.perm_placement_provider_urn as perm_placement_provider_urn,
            {{ as_code("staged.perm_decision_reversed_reason", "codes.decision_reversed_reason") }}
            as perm_decision_reversed_reason,
            {{ as_date("staged.perm_permanence_order_date") }} as perm_permanence_order_date,
            staged.perm_permanence_order_type as perm_permanence_order_type,
            staged.perm_adoption_worker_id as perm_adoption_worker_id,
            {{ as_code("staged.perm_adopter_sex", "codes.adopter_sex") }} as perm_adopter_sex,
            {{ as_code("staged.perm_adopter_legal_status", "codes.adopter_legal_status") }}
            as perm_adopter_legal_status,
            {{ as_integer("staged.perm_number_of_adopters") }} as perm_number_of_adopters,
            perm_person_id_merged.person_id is not null as is_from_merged_record,
            staged as given
        from staged
        left join
            crosswalk as perm_person_id_merged
            on staged.authority = perm_person_id_merged.authority
            and staged.perm_person_id = perm_person_id_merged.person_id
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
            typed.perm_table_id,
            typed.perm_person_id,
            typed.perm_cla_id,
            typed.perm_adm_decision_date,
            typed.perm_ffa_cp_decision_date,
            typed.perm_placement_order_date,
            typed.perm_placed_for_adoption_date,
            typed.perm_matched_date,
            typed.perm_adopted_by_carer_flag,
            typed.perm_placed_ffa_cp_date,
            typed.perm_decision_reversed_date,
            typed.perm_placed_foster_carer_date,
            typed.perm_part_of_sibling_group,
            typed.perm_siblings_placed_together,
            typed.perm_siblings_placed_apart,
            typed.perm_placement_provider_urn,
            typed.perm_decision_reversed_reason,
            typed.perm_permanence_order_date,
            typed.perm_permanence_order_type,
            typed.perm_adoption_worker_id,
            typed.perm_adopter_sex,
            typed.perm_adopter_legal_status,
            typed.perm_number_of_adopters,
            typed.is_from_merged_record,
            flatten(
                [
                    {{
                        cell_fault(
                            "perm_adm_decision_date",
                            "typed.given.perm_adm_decision_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_ffa_cp_decision_date",
                            "typed.given.perm_ffa_cp_decision_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_placement_order_date",
                            "typed.given.perm_placement_order_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_placed_for_adoption_date",
                            "typed.given.perm_placed_for_adoption_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_matched_date", "typed.given.perm_matched_date", "failed_cast"
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_adopted_by_carer_flag",
                            "typed.given.perm_adopted_by_carer_flag",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_placed_ffa_cp_date",
                            "typed.given.perm_placed_ffa_cp_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_decision_reversed_date",
                            "typed.given.perm_decision_reversed_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_placed_foster_carer_date",
                            "typed.given.perm_placed_foster_carer_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_part_of_sibling_group",
                            "typed.given.perm_part_of_sibling_group",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_siblings_placed_together",
                            "typed.given.perm_siblings_placed_together",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_siblings_placed_apart",
                            "typed.given.perm_siblings_placed_apart",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_decision_reversed_reason",
                            "typed.given.perm_decision_reversed_reason",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_permanence_order_date",
                            "typed.given.perm_permanence_order_date",
                            "failed_cast",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_adopter_sex", "typed.given.perm_adopter_sex", "unmapped_code"
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_adopter_legal_status",
                            "typed.given.perm_adopter_legal_status",
                            "unmapped_code",
                        )
                    }},
                    {{
                        cell_fault(
                            "perm_number_of_adopters",
                            "typed.given.perm_number_of_adopters",
                            "failed_cast",
                        )
                    }}
                ]
            ) as cell_faults,
            case
                when typed.given.perm_table_id is null
                then 'perm_table_id is empty'
                when typed.given.perm_person_id is null
                then 'perm_person_id is empty'
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
                    perm_table_id,
                    perm_person_id,
                    perm_cla_id,
                    perm_adm_decision_date,
                    perm_ffa_cp_decision_date,
                    perm_placement_order_date,
                    perm_placed_for_adoption_date,
                    perm_matched_date,
                    perm_adopted_by_carer_flag,
                    perm_placed_ffa_cp_date,
                    perm_decision_reversed_date,
                    perm_placed_foster_carer_date,
                    perm_part_of_sibling_group,
                    perm_siblings_placed_together,
                    perm_siblings_placed_apart,
                    perm_placement_provider_urn,
                    perm_decision_reversed_reason,
                    perm_permanence_order_date,
                    perm_permanence_order_type,
                    perm_adoption_worker_id,
                    perm_adopter_sex,
                    perm_adopter_legal_status,
                    perm_number_of_adopters,
                    cell_faults
                order by is_from_merged_record, source_file desc, source_row desc
            ) as copy_number,
            row_number() over (
                partition by
                    authority, source_system, snapshot_id, quarantine_reason is null, perm_table_id
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
                and perm_person_id is not null as is_compared
            from ranked
        ),
        numbered as (
            select
                compared.*,
                several.tells_to,
                perm_person_id as event_1,
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
                    perm_adm_decision_date,
                    perm_ffa_cp_decision_date,
                    perm_placement_order_date,
                    perm_placed_for_adoption_date,
                    perm_matched_date,
                    perm_adopted_by_carer_flag,
                    perm_placed_ffa_cp_date,
                    perm_decision_reversed_date,
                    perm_placed_foster_carer_date,
                    perm_part_of_sibling_group,
                    perm_siblings_placed_together,
                    perm_siblings_placed_apart,
                    perm_placement_provider_urn,
                    perm_decision_reversed_reason,
                    perm_permanence_order_date,
                    perm_permanence_order_type,
                    perm_adopter_sex,
                    perm_adopter_legal_status,
                    perm_number_of_adopters
                ) as told_as,
                count(*) over (partition by authority, source_system, event_1) as times_told,
                row_number() over (
                    partition by authority, source_system, event_1
                    order by source_file, source_row, perm_table_id
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
                    perm_cla_id,
                    perm_adm_decision_date,
                    perm_ffa_cp_decision_date,
                    perm_placement_order_date,
                    perm_placed_for_adoption_date,
                    perm_matched_date,
                    perm_adopted_by_carer_flag,
                    perm_placed_ffa_cp_date,
                    perm_decision_reversed_date,
                    perm_placed_foster_carer_date,
                    perm_part_of_sibling_group,
                    perm_siblings_placed_together,
                    perm_siblings_placed_apart,
                    perm_placement_provider_urn,
                    perm_decision_reversed_reason,
                    perm_permanence_order_date,
                    perm_permanence_order_type,
                    perm_adoption_worker_id,
                    perm_adopter_sex,
                    perm_adopter_legal_status,
                    perm_number_of_adopters
                ),
                case
                    when perm_cla_id is not null
                    then perm_cla_id
                    when count(perm_cla_id) over of_system = 0
                    then first_value(perm_cla_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (where perm_cla_id is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_cla_id, tells_to) over of_event
                end as perm_cla_id,
                case
                    when perm_adm_decision_date is not null
                    then perm_adm_decision_date
                    when count(perm_adm_decision_date) over of_system = 0
                    then first_value(perm_adm_decision_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_adm_decision_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_adm_decision_date, tells_to) over of_event
                end as perm_adm_decision_date,
                case
                    when perm_ffa_cp_decision_date is not null
                    then perm_ffa_cp_decision_date
                    when count(perm_ffa_cp_decision_date) over of_system = 0
                    then first_value(perm_ffa_cp_decision_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_ffa_cp_decision_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_ffa_cp_decision_date, tells_to) over of_event
                end as perm_ffa_cp_decision_date,
                case
                    when perm_placement_order_date is not null
                    then perm_placement_order_date
                    when count(perm_placement_order_date) over of_system = 0
                    then first_value(perm_placement_order_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_placement_order_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_placement_order_date, tells_to) over of_event
                end as perm_placement_order_date,
                case
                    when perm_placed_for_adoption_date is not null
                    then perm_placed_for_adoption_date
                    when count(perm_placed_for_adoption_date) over of_system = 0
                    then first_value(perm_placed_for_adoption_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_placed_for_adoption_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_placed_for_adoption_date, tells_to) over of_event
                end as perm_placed_for_adoption_date,
                case
                    when perm_matched_date is not null
                    then perm_matched_date
                    when count(perm_matched_date) over of_system = 0
                    then first_value(perm_matched_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (where perm_matched_date is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_matched_date, tells_to) over of_event
                end as perm_matched_date,
                case
                    when perm_adopted_by_carer_flag is not null
                    then perm_adopted_by_carer_flag
                    when count(perm_adopted_by_carer_flag) over of_system = 0
                    then first_value(perm_adopted_by_carer_flag ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_adopted_by_carer_flag is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_adopted_by_carer_flag, tells_to) over of_event
                end as perm_adopted_by_carer_flag,
                case
                    when perm_placed_ffa_cp_date is not null
                    then perm_placed_ffa_cp_date
                    when count(perm_placed_ffa_cp_date) over of_system = 0
                    then first_value(perm_placed_ffa_cp_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_placed_ffa_cp_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_placed_ffa_cp_date, tells_to) over of_event
                end as perm_placed_ffa_cp_date,
                case
                    when perm_decision_reversed_date is not null
                    then perm_decision_reversed_date
                    when count(perm_decision_reversed_date) over of_system = 0
                    then first_value(perm_decision_reversed_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_decision_reversed_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_decision_reversed_date, tells_to) over of_event
                end as perm_decision_reversed_date,
                case
                    when perm_placed_foster_carer_date is not null
                    then perm_placed_foster_carer_date
                    when count(perm_placed_foster_carer_date) over of_system = 0
                    then first_value(perm_placed_foster_carer_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_placed_foster_carer_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_placed_foster_carer_date, tells_to) over of_event
                end as perm_placed_foster_carer_date,
                case
                    when perm_part_of_sibling_group is not null
                    then perm_part_of_sibling_group
                    when count(perm_part_of_sibling_group) over of_system = 0
                    then first_value(perm_part_of_sibling_group ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_part_of_sibling_group is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_part_of_sibling_group, tells_to) over of_event
                end as perm_part_of_sibling_group,
                case
                    when perm_siblings_placed_together is not null
                    then perm_siblings_placed_together
                    when count(perm_siblings_placed_together) over of_system = 0
                    then first_value(perm_siblings_placed_together ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_siblings_placed_together is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_siblings_placed_together, tells_to) over of_event
                end as perm_siblings_placed_together,
                case
                    when perm_siblings_placed_apart is not null
                    then perm_siblings_placed_apart
                    when count(perm_siblings_placed_apart) over of_system = 0
                    then first_value(perm_siblings_placed_apart ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_siblings_placed_apart is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_siblings_placed_apart, tells_to) over of_event
                end as perm_siblings_placed_apart,
                case
                    when perm_placement_provider_urn is not null
                    then perm_placement_provider_urn
                    when count(perm_placement_provider_urn) over of_system = 0
                    then first_value(perm_placement_provider_urn ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_placement_provider_urn is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_placement_provider_urn, tells_to) over of_event
                end as perm_placement_provider_urn,
                case
                    when perm_decision_reversed_reason is not null
                    then perm_decision_reversed_reason
                    when count(perm_decision_reversed_reason) over of_system = 0
                    then first_value(perm_decision_reversed_reason ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_decision_reversed_reason is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_decision_reversed_reason, tells_to) over of_event
                end as perm_decision_reversed_reason,
                case
                    when perm_permanence_order_date is not null
                    then perm_permanence_order_date
                    when count(perm_permanence_order_date) over of_system = 0
                    then first_value(perm_permanence_order_date ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_permanence_order_date is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_permanence_order_date, tells_to) over of_event
                end as perm_permanence_order_date,
                case
                    when perm_permanence_order_type is not null
                    then perm_permanence_order_type
                    when count(perm_permanence_order_type) over of_system = 0
                    then first_value(perm_permanence_order_type ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_permanence_order_type is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_permanence_order_type, tells_to) over of_event
                end as perm_permanence_order_type,
                case
                    when perm_adoption_worker_id is not null
                    then perm_adoption_worker_id
                    when count(perm_adoption_worker_id) over of_system = 0
                    then first_value(perm_adoption_worker_id ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_adoption_worker_id is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_adoption_worker_id, tells_to) over of_event
                end as perm_adoption_worker_id,
                case
                    when perm_adopter_sex is not null
                    then perm_adopter_sex
                    when count(perm_adopter_sex) over of_system = 0
                    then first_value(perm_adopter_sex ignore nulls) over of_event
                    when
                        max(tells_to) filter (where perm_adopter_sex is not null) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_adopter_sex, tells_to) over of_event
                end as perm_adopter_sex,
                case
                    when perm_adopter_legal_status is not null
                    then perm_adopter_legal_status
                    when count(perm_adopter_legal_status) over of_system = 0
                    then first_value(perm_adopter_legal_status ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_adopter_legal_status is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_adopter_legal_status, tells_to) over of_event
                end as perm_adopter_legal_status,
                case
                    when perm_number_of_adopters is not null
                    then perm_number_of_adopters
                    when count(perm_number_of_adopters) over of_system = 0
                    then first_value(perm_number_of_adopters ignore nulls) over of_event
                    when
                        max(tells_to) filter (
                            where perm_number_of_adopters is not null
                        ) over of_event
                        > coalesce(tells_to, as_at)
                    then max_by(perm_number_of_adopters, tells_to) over of_event
                end as perm_number_of_adopters,
                first_value(source_system) over of_event <> source_system as is_superseded,
                first_value(
                    {
                        'source_system':source_system,
                        'source_file':source_file,
                        'source_row':source_row,
                        'row_key':[cast(perm_table_id as varchar)]
                    }
                ) over of_event as counting
            from paired
            window
                of_system as (partition by authority, source_system),
                of_event as (
                    partition by authority, event_1, nth_of_event
                    order by place_of_system, source_file, source_row, perm_table_id
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
    perm_table_id,
    perm_person_id,
    perm_cla_id,
    perm_adm_decision_date,
    perm_ffa_cp_decision_date,
    perm_placement_order_date,
    perm_placed_for_adoption_date,
    perm_matched_date,
    perm_adopted_by_carer_flag,
    perm_placed_ffa_cp_date,
    perm_decision_reversed_date,
    perm_placed_foster_carer_date,
    perm_part_of_sibling_group,
    perm_siblings_placed_together,
    perm_siblings_placed_apart,
    perm_placement_provider_urn,
    perm_decision_reversed_reason,
    perm_permanence_order_date,
    perm_permanence_order_type,
    perm_adoption_worker_id,
    perm_adopter_sex,
    perm_adopter_legal_status,
    perm_number_of_adopters,
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
