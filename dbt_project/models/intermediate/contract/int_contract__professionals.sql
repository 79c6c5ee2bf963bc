with typed as (select * from {{ ref("int_contract_typed__professionals") }})

select
    typed.authority,
    typed.source_system,
    'professionals' as source_table,
    typed.source_file,
    typed.source_row,
    typed.prof_professional_id,
    typed.prof_staff_id,
    typed.prof_professional_name,
    typed.prof_social_worker_registration_no,
    typed.prof_professional_job_title,
    typed.prof_professional_caseload,
    typed.prof_professional_department,
    typed.prof_full_time_equivalency,
    typed.prof_agency_worker_flag,
    typed.prof_weekly_hours
from typed
where typed.row_status = 'loaded'
