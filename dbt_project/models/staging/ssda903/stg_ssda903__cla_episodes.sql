with
    chain as (select * from {{ ref("stg_ssda903__episode_chain") }}),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as clae_person_id,
            {{ made_id("ssda903", "child_id", ["started_on"]) }} as clae_cla_episode_id,
            started_on_text as clae_cla_episode_start_date,
            reason_new_episode as clae_cla_episode_start_reason,
            primary_need as clae_cla_primary_need_code,
            ended_on_text as clae_cla_episode_ceased_date,
            reason_ceased as clae_cla_episode_ceased_reason,
            {{ made_id("ssda903", "child_id", ["period_started_on"]) }} as clae_cla_id,
            {{ made_id("ssda903", "child_id", ["placement_started_on"]) }} as clae_cla_placement_id,
            -- The first episode that is known of a child may be a later one of older care.
            case
                when
                    first_value(reason_new_episode) over (
                        partition by
                            authority, source_system, snapshot_id, child_id, period_started_on
                        order by started_on
                    )
                    = 'S'
                then period_started_on
            end as clae_entered_care_date,
            legal_status as clae_legal_status
        from chain
    )

    {{ in_contract_shape(source("raw", "ssd__cla_episodes"), "mapped") }}
