with typed as (select * from {{ ref("int_contract_typed__professionals") }})

select
    authority,
    source_system,
    'professionals' as source_table,
    source_file,
    source_row,
    prof_professional_id,
    prof_staff_id,
    prof_professional_name,
    prof_social_worker_registration_no,
    prof_professional_job_title,
    prof_professional_caseload,
    prof_professional_department,
    prof_full_time_equivalency,
    prof_agency_worker_flag,
    prof_weekly_hours
from typed
where row_status = 'loaded'
