with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__permanence") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("perm_table_id", "id") }} as perm_table_id,
    id_prefix || {{ without_sentinels("perm_person_id", "id") }} as perm_person_id,
    id_prefix || {{ without_sentinels("perm_cla_id", "id") }} as perm_cla_id,
    {{ without_sentinels("perm_adm_decision_date", "date") }} as perm_adm_decision_date,
    {{ without_sentinels("perm_ffa_cp_decision_date", "date") }} as perm_ffa_cp_decision_date,
    {{ without_sentinels("perm_placement_order_date", "date") }} as perm_placement_order_date,
    {{ without_sentinels("perm_placed_for_adoption_date", "date") }}
    as perm_placed_for_adoption_date,
    {{ without_sentinels("perm_matched_date", "date") }} as perm_matched_date,
    {{ without_sentinels("perm_adopted_by_carer_flag", "flag") }} as perm_adopted_by_carer_flag,
    {{ without_sentinels("perm_placed_ffa_cp_date", "date") }} as perm_placed_ffa_cp_date,
    {{ without_sentinels("perm_decision_reversed_date", "date") }} as perm_decision_reversed_date,
    {{ without_sentinels("perm_placed_foster_carer_date", "date") }}
    as perm_placed_foster_carer_date,
    {{ without_sentinels("perm_part_of_sibling_group", "flag") }} as perm_part_of_sibling_group,
    {{ without_sentinels("perm_siblings_placed_together", "integer") }}
    as perm_siblings_placed_together,
    {{ without_sentinels("perm_siblings_placed_apart", "integer") }} as perm_siblings_placed_apart,
    {{ without_sentinels("perm_placement_provider_urn", "text") }} as perm_placement_provider_urn,
    {{ without_sentinels("perm_decision_reversed_reason", "code") }}
    as perm_decision_reversed_reason,
    {{ without_sentinels("perm_permanence_order_date", "date") }} as perm_permanence_order_date,
    {{ without_sentinels("perm_permanence_order_type", "text") }} as perm_permanence_order_type,
    id_prefix
    || {{ without_sentinels("perm_adoption_worker_id", "id") }} as perm_adoption_worker_id,
    {{ without_sentinels("perm_adopter_sex", "code") }} as perm_adopter_sex,
    {{ without_sentinels("perm_adopter_legal_status", "code") }} as perm_adopter_legal_status,
    {{ without_sentinels("perm_number_of_adopters", "integer") }} as perm_number_of_adopters
from landed
