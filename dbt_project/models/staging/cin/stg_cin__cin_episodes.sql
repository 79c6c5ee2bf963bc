with
    episodes as (select * from {{ ref("stg_cin__episode") }} where is_told),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cine_person_id,
            referral_id as cine_referral_id,
            referred as cine_referral_date,
            primary_need as cine_cin_primary_need_code,
            source_code as cine_referral_source_code,
            no_further_action as cine_referral_nfa,
            closure_reason as cine_close_reason,
            closed as cine_close_date
        from episodes
        qualify {{ is_of_newest_return("child_id, referral_id") }}
    )

    {{ in_contract_shape(source("raw", "ssd__cin_episodes"), "mapped") }}
