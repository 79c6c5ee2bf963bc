with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cp_plans") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("cppl_person_id", "id") }} as cppl_person_id,
    id_prefix || {{ without_sentinels("cppl_cp_plan_id", "id") }} as cppl_cp_plan_id,
    id_prefix || {{ without_sentinels("cppl_referral_id", "id") }} as cppl_referral_id,
    id_prefix || {{ without_sentinels("cppl_icpc_id", "id") }} as cppl_icpc_id,
    {{ without_sentinels("cppl_cp_plan_start_date", "date") }} as cppl_cp_plan_start_date,
    {{ without_sentinels("cppl_cp_plan_end_date", "date") }} as cppl_cp_plan_end_date,
    {{ without_sentinels("cppl_cp_plan_initial_category", "code") }}
    as cppl_cp_plan_initial_category,
    {{ without_sentinels("cppl_cp_plan_ola", "flag") }} as cppl_cp_plan_ola,
    {{ without_sentinels("cppl_cp_plan_latest_category", "code") }} as cppl_cp_plan_latest_category,
    {{ without_sentinels("cppl_number_of_previous_plans", "integer") }}
    as cppl_number_of_previous_plans,
    {{ without_sentinels("cppl_recorded_at", "timestamp") }} as cppl_recorded_at
from landed
