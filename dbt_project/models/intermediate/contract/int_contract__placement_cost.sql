with typed as (select * from {{ ref("int_contract_typed__placement_cost") }})

select
    authority,
    source_system,
    'placement_cost' as source_table,
    source_file,
    source_row,
    plco_placement_cost_id,
    plco_person_id,
    plco_placement_id,
    plco_provider_id,
    plco_start_date,
    plco_end_date,
    plco_weekly_cost_gbp,
    plco_social_care_share_gbp,
    plco_education_share_gbp,
    plco_health_share_gbp
from typed
where row_status = 'loaded'
