with
    conferences as (select * from {{ ref("stg_cin__conference") }}),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as icpc_person_id,
            conference_id as icpc_icpc_id,
            enquiry_id as icpc_s47_enquiry_id,
            referral_id as icpc_referral_id,
            is_transfer as icpc_icpc_transfer_in,
            conference_target as icpc_icpc_target_date,
            conference as icpc_icpc_date
        from conferences
    )

    {{ in_contract_shape(source("raw", "ssd__initial_cp_conference"), "mapped") }}
