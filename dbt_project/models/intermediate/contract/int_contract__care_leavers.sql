with typed as (select * from {{ ref("int_contract_typed__care_leavers") }})

select
    authority,
    source_system,
    'care_leavers' as source_table,
    source_file,
    source_row,
    clea_table_id,
    clea_person_id,
    clea_care_leaver_eligibility,
    clea_care_leaver_in_touch,
    clea_care_leaver_latest_contact,
    clea_care_leaver_accommodation,
    clea_care_leaver_accom_suitable,
    clea_care_leaver_activity,
    clea_pathway_plan_review_date,
    clea_care_leaver_personal_advisor,
    clea_care_leaver_allocated_team,
    clea_care_leaver_worker_id
from typed
where row_status = 'loaded'
