with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__workflow_step") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("wfst_step_id", "id") }} as wfst_step_id,
    id_prefix || {{ without_sentinels("wfst_person_id", "id") }} as wfst_person_id,
    {{ without_sentinels("wfst_step_type", "text") }} as wfst_step_type,
    {{ without_sentinels("wfst_due_date", "date") }} as wfst_due_date,
    {{ without_sentinels("wfst_started_on", "date") }} as wfst_started_on,
    {{ without_sentinels("wfst_completed_on", "date") }} as wfst_completed_on,
    id_prefix || {{ without_sentinels("wfst_worker_id", "id") }} as wfst_worker_id,
    id_prefix || {{ without_sentinels("wfst_team_id", "id") }} as wfst_team_id
from landed
