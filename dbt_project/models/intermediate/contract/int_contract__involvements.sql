with typed as (select * from {{ ref("int_contract_typed__involvements") }})

select
    authority,
    source_system,
    'involvements' as source_table,
    source_file,
    source_row,
    invo_person_id,
    invo_involvements_id,
    invo_professional_id,
    invo_professional_role_id,
    invo_professional_team,
    invo_involvement_start_date,
    invo_involvement_end_date,
    invo_worker_change_reason,
    invo_referral_id,
    invo_recorded_at
from typed
where row_status = 'loaded'
