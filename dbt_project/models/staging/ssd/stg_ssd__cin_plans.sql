with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__cin_plans") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("cinp_person_id", "id") }} as cinp_person_id,
    id_prefix || {{ without_sentinels("cinp_cin_plan_id", "id") }} as cinp_cin_plan_id,
    id_prefix || {{ without_sentinels("cinp_referral_id", "id") }} as cinp_referral_id,
    {{ without_sentinels("cinp_cin_plan_start_date", "date") }} as cinp_cin_plan_start_date,
    {{ without_sentinels("cinp_cin_plan_end_date", "date") }} as cinp_cin_plan_end_date,
    id_prefix || {{ without_sentinels("cinp_cin_plan_team", "id") }} as cinp_cin_plan_team,
    id_prefix
    || {{ without_sentinels("cinp_cin_plan_worker_id", "id") }} as cinp_cin_plan_worker_id,
    {{ without_sentinels("cinp_recorded_at", "timestamp") }} as cinp_recorded_at
from landed
