with typed as (select * from {{ ref("int_contract_typed__cla_placement") }})

select
    authority,
    source_system,
    'cla_placement' as source_table,
    source_file,
    source_row,
    clap_person_id,
    clap_cla_placement_id,
    clap_cla_placement_start_date,
    clap_cla_placement_type,
    clap_cla_placement_urn,
    clap_cla_placement_distance,
    clap_cla_id,
    clap_cla_placement_provider,
    clap_cla_placement_postcode,
    clap_cla_placement_end_date,
    clap_cla_placement_change_reason,
    clap_cla_placement_carer_id,
    clap_cla_placement_la,
    clap_recorded_at
from typed
where row_status = 'loaded'
