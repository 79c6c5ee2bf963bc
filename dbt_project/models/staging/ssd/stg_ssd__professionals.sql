with
    landed as (
        select
            *,
            case
                source_system when 'northgate' then 'NG' when 'frameworki' then 'FI' else ''
            end as id_prefix
        from {{ source("raw", "ssd__professionals") }}
    )

select
    authority,
    source_system,
    snapshot_id,
    as_at,
    source_file,
    source_row,
    id_prefix || {{ without_sentinels("prof_professional_id", "id") }} as prof_professional_id,
    {{ without_sentinels("prof_staff_id", "text") }} as prof_staff_id,
    {{ without_sentinels("prof_professional_name", "text") }} as prof_professional_name,
    {{ without_sentinels("prof_social_worker_registration_no", "text") }}
    as prof_social_worker_registration_no,
    {{ without_sentinels("prof_professional_job_title", "text") }} as prof_professional_job_title,
    {{ without_sentinels("prof_professional_caseload", "integer") }} as prof_professional_caseload,
    {{ without_sentinels("prof_professional_department", "text") }} as prof_professional_department,
    {{ without_sentinels("prof_full_time_equivalency", "decimal") }} as prof_full_time_equivalency,
    {{ without_sentinels("prof_agency_worker_flag", "flag") }} as prof_agency_worker_flag,
    {{ without_sentinels("prof_weekly_hours", "decimal") }} as prof_weekly_hours
from landed
