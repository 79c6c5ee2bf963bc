with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__care_leavers") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("clea_table_id", "id") }} as clea_table_id,
    id_prefix || {{ without_sentinels("clea_person_id", "id") }} as clea_person_id,
    {{ without_sentinels("clea_care_leaver_eligibility", "text") }} as clea_care_leaver_eligibility,
    {{ without_sentinels("clea_care_leaver_in_touch", "code") }} as clea_care_leaver_in_touch,
    {{ without_sentinels("clea_care_leaver_latest_contact", "date") }}
    as clea_care_leaver_latest_contact,
    {{ without_sentinels("clea_care_leaver_accommodation", "code") }}
    as clea_care_leaver_accommodation,
    {{ without_sentinels("clea_care_leaver_accom_suitable", "text") }}
    as clea_care_leaver_accom_suitable,
    {{ without_sentinels("clea_care_leaver_activity", "code") }} as clea_care_leaver_activity,
    {{ without_sentinels("clea_pathway_plan_review_date", "date") }}
    as clea_pathway_plan_review_date,
    {{ without_sentinels("clea_care_leaver_personal_advisor", "text") }}
    as clea_care_leaver_personal_advisor,
    id_prefix
    || {{ without_sentinels("clea_care_leaver_allocated_team", "id") }}
    as clea_care_leaver_allocated_team,
    id_prefix
    || {{ without_sentinels("clea_care_leaver_worker_id", "id") }} as clea_care_leaver_worker_id
from landed
