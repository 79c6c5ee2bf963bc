with cla_placement as (select * from {{ ref("int_contract__cla_placement") }})

select
    authority,
    clap_person_id as child_id,
    clap_cla_placement_id as placement_id,
    clap_cla_placement_start_date as started_on,
    {{ until_as_at("clap_cla_placement_end_date") }} as ended_on,
    clap_cla_placement_type as placement_type_code,
    clap_cla_placement_provider as placement_provider_code,
    case
        when clap_cla_placement_end_date <= {{ as_at() }} then clap_cla_placement_change_reason
    end as change_reason_code,
    upper(clap_cla_placement_urn) as placement_urn,
    upper(clap_cla_placement_postcode) as placement_postcode,
    clap_cla_placement_carer_id as carer_id,
    -- 999.9 is the SSDA903's way to say that the distance is not known.
    case
        when clap_cla_placement_distance < 999 then cast(clap_cla_placement_distance as double)
    end as distance_miles,
    clap_cla_placement_la as placement_authority,
    source_system,
    source_table,
    source_file,
    source_row,
from cla_placement
where clap_cla_placement_start_date <= {{ as_at() }}
