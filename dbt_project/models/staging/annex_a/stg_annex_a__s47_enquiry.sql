with
    enquiries as (select * from {{ ref("stg_annex_a__enquiry") }}),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as s47e_person_id,
            enquiry_id as s47e_s47_enquiry_id,
            started as s47e_s47_start_date,
            {{ annex_a_code("not_required", "yes_no") }} as s47e_s47_nfa,
            case
                when team is not null then {{ made_id("annex_a", "team", []) }}
            end as s47e_s47_completed_by_team,
            case
                when worker is not null then {{ made_id("annex_a", "worker", []) }}
            end as s47e_s47_completed_by_worker_id
        from enquiries
    )

    {{ in_contract_shape(source("raw", "ssd__s47_enquiry"), "mapped") }}
