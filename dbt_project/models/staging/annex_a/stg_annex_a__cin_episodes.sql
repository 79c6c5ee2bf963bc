with
    cases as (select * from {{ ref("stg_annex_a__need") }}),

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
            began as cine_referral_date,
            {{ annex_a_code("need", "need") }} as cine_cin_primary_need_code,
            {{ annex_a_code("source", "source") }} as cine_referral_source_code,
            source as cine_referral_source_desc,
            case
                when no_further_action is null
                then null
                else
                    coalesce(
                        {{ annex_a_reading("no_further_action", "no_further_action", "code") }},
                        no_further_action
                    )
            end as cine_referral_nfa,
            {{ annex_a_code("closure_reason", "closure") }} as cine_close_reason,
            closed as cine_close_date,
            case
                when team is not null then {{ made_id("annex_a", "team", []) }}
            end as cine_referral_team,
            case
                when worker is not null then {{ made_id("annex_a", "worker", []) }}
            end as cine_referral_worker_id
        from cases
    )

    {{ in_contract_shape(source("raw", "ssd__cin_episodes"), "mapped") }}
