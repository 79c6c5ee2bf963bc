with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__involvements") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("invo_person_id", "id") }} as invo_person_id,
    id_prefix || {{ without_sentinels("invo_involvements_id", "id") }} as invo_involvements_id,
    id_prefix || {{ without_sentinels("invo_professional_id", "id") }} as invo_professional_id,
    {{ without_sentinels("invo_professional_role_id", "text") }} as invo_professional_role_id,
    id_prefix || {{ without_sentinels("invo_professional_team", "id") }} as invo_professional_team,
    {{ without_sentinels("invo_involvement_start_date", "date") }} as invo_involvement_start_date,
    {{ without_sentinels("invo_involvement_end_date", "date") }} as invo_involvement_end_date,
    {{ without_sentinels("invo_worker_change_reason", "code") }} as invo_worker_change_reason,
    id_prefix || {{ without_sentinels("invo_referral_id", "id") }} as invo_referral_id,
    {{ without_sentinels("invo_recorded_at", "timestamp") }} as invo_recorded_at
from landed
