-- The lists say when care began, and since when placement and legal status are as they are. So a
-- period of care is one episode, or two of which the later is the one that goes on or ended last:
-- it is the one that a return of before the lists still had open.
with
    dated as (
        select
            *,
            {{ as_date("started") }} as started_on,
            {{ as_date("placement_since") }} as placed_on,
            {{ as_date("status_since") }} as status_on,
            -- Of the two, the one that is given where the other is not.
            case
                when coalesce(placed_on >= status_on, status_on is null)
                then placement_since
                else status_since
            end as last_changed,
            greatest(placed_on, status_on) as last_changed_on
        from {{ ref("stg_annex_a__care") }}
    ),

    care as (select *, coalesce(last_changed_on > started_on, false) as is_two from dated),

    episodes as (
        select
            * exclude (ended, reason_ceased),
            care_id as episode_id,
            started as episode_started,
            'S' as reason_new,
            case when not is_two then ended end as ended,
            case when not is_two then reason_ceased end as reason_ceased
        from care
        union all by name
        select
            *,
            care_id || '-last' as episode_id,
            last_changed as episode_started,
            case
                when placed_on = status_on
                then 'B'
                when last_changed_on = placed_on
                then 'P'
                else 'L'
            end as reason_new
        from care
        where is_two
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as clae_person_id,
            episode_id as clae_cla_episode_id,
            episode_started as clae_cla_episode_start_date,
            reason_new as clae_cla_episode_start_reason,
            {{ annex_a_code("need", "need") }} as clae_cla_primary_need_code,
            ended as clae_cla_episode_ceased_date,
            {{ annex_a_code("reason_ceased", "ceased") }} as clae_cla_episode_ceased_reason,
            care_id as clae_cla_id,
            started as clae_entered_care_date,
            last_iro_contact as clae_cla_last_iro_contact_date
        from episodes
    )

    {{ in_contract_shape(source("raw", "ssd__cla_episodes"), "mapped") }}
