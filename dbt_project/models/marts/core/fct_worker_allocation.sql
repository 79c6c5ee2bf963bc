with
    involvements as (select * from {{ ref("int_contract__involvements") }}),

    professionals as (select * from {{ ref("int_contract__professionals") }}),

    teams as (select * from {{ ref("dim_team") }}),

    final as (
        select
            involvements.authority,
            involvements.invo_involvements_id as allocation_id,
            involvements.invo_person_id as child_id,
            involvements.invo_professional_id as worker_id,
            upper(professionals.prof_social_worker_registration_no) as registration_number,
            involvements.invo_professional_role_id as role,
            -- Whoever is registered is a social worker; a role says so where the register number
            -- is not held.
            professionals.prof_social_worker_registration_no is not null
            or coalesce(
                regexp_matches(
                    lower(involvements.invo_professional_role_id),
                    'social worker|allocated case worker'
                ),
                false
            ) as is_social_worker,
            involvements.invo_involvement_start_date as started_on,
            {{ until_as_at("involvements.invo_involvement_end_date") }} as ended_on,
            involvements.invo_worker_change_reason as change_reason_code,
            teams.team,
            involvements.source_system,
            involvements.source_table,
            involvements.source_file,
            involvements.source_row,
        from involvements
        left join
            professionals
            on involvements.authority = professionals.authority
            and involvements.invo_professional_id = professionals.prof_professional_id
        left join
            teams
            on involvements.authority = teams.authority
            and involvements.invo_professional_team = teams.team_id
        where involvements.invo_involvement_start_date <= {{ as_at() }}
    )

select *
from final
