with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__initial_cp_conference") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("icpc_person_id", "id") }} as icpc_person_id,
    id_prefix || {{ without_sentinels("icpc_icpc_id", "id") }} as icpc_icpc_id,
    id_prefix || {{ without_sentinels("icpc_icpc_meeting_id", "id") }} as icpc_icpc_meeting_id,
    id_prefix || {{ without_sentinels("icpc_s47_enquiry_id", "id") }} as icpc_s47_enquiry_id,
    id_prefix || {{ without_sentinels("icpc_cp_plan_id", "id") }} as icpc_cp_plan_id,
    id_prefix || {{ without_sentinels("icpc_referral_id", "id") }} as icpc_referral_id,
    {{ without_sentinels("icpc_icpc_transfer_in", "flag") }} as icpc_icpc_transfer_in,
    {{ without_sentinels("icpc_icpc_target_date", "date") }} as icpc_icpc_target_date,
    {{ without_sentinels("icpc_icpc_date", "date") }} as icpc_icpc_date,
    {{ without_sentinels("icpc_icpc_outcome_cp_flag", "flag") }} as icpc_icpc_outcome_cp_flag,
    {{ without_sentinels("icpc_icpc_outcome_json", "list") }} as icpc_icpc_outcome_json,
    id_prefix || {{ without_sentinels("icpc_icpc_team", "id") }} as icpc_icpc_team,
    id_prefix || {{ without_sentinels("icpc_icpc_worker_id", "id") }} as icpc_icpc_worker_id,
    {{ without_sentinels("icpc_recorded_at", "timestamp") }} as icpc_recorded_at
from landed
