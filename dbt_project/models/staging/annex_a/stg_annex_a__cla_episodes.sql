-- A period of care is one episode here: the lists say when it began, and what is so now since when.
with
    care as (select * from {{ ref("stg_annex_a__care") }}),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as clae_person_id,
            care_id as clae_cla_episode_id,
            started as clae_cla_episode_start_date,
            'S' as clae_cla_episode_start_reason,
            {{ annex_a_code("need", "need") }} as clae_cla_primary_need_code,
            ended as clae_cla_episode_ceased_date,
            {{ annex_a_code("reason_ceased", "ceased") }} as clae_cla_episode_ceased_reason,
            care_id as clae_cla_id,
            started as clae_entered_care_date,
            last_iro_contact as clae_cla_last_iro_contact_date
        from care
    )

    {{ in_contract_shape(source("raw", "ssd__cla_episodes"), "mapped") }}
