with
    enquiries as (select * from {{ ref("stg_cin__section_47") }}),

    -- The census has no day on which an enquiry ended. One without a date that is not said to
    -- need no
    -- conference is still to have it.
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
            referral_id as s47e_referral_id,
            started as s47e_s47_start_date,
            not_required as s47e_s47_nfa,
            case
                when not {{ as_flag("not_required") }} then 'Conference'
            end as s47e_s47_outcome_json
        from enquiries
    )

    {{ in_contract_shape(source("raw", "ssd__s47_enquiry"), "mapped") }}
