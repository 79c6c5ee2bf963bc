with
    departments as (select * from {{ ref("int_contract__department") }}),

    contacts as (select * from {{ ref("int_contract__contacts") }}),

    referrals as (select * from {{ ref("int_contract__cin_episodes") }}),

    assessments as (select * from {{ ref("int_contract__cin_assessments") }}),

    plans as (select * from {{ ref("int_contract__cin_plans") }}),

    enquiries as (select * from {{ ref("int_contract__s47_enquiry") }}),

    conferences as (select * from {{ ref("int_contract__initial_cp_conference") }}),

    involvements as (select * from {{ ref("int_contract__involvements") }}),

    steps as (select * from {{ ref("int_contract__workflow_step") }}),

    hours as (select * from {{ ref("int_contract__worker_hours") }}),

    -- A team that work is recorded against is a team, whether or not the list of teams came with
    -- the drop.
    mentioned as (
        select authority, dept_team_id as team_id
        from departments
        union
        select authority, cont_contact_team
        from contacts
        union
        select authority, cine_referral_team
        from referrals
        union
        select authority, cina_assessment_team
        from assessments
        union
        select authority, cinp_cin_plan_team
        from plans
        union
        select authority, s47e_s47_completed_by_team
        from enquiries
        union
        select authority, icpc_icpc_team
        from conferences
        union
        select authority, invo_professional_team
        from involvements
        union
        select authority, wfst_team_id
        from steps
        union
        select authority, wkhr_team_id
        from hours
    ),

    named as (
        select
            mentioned.authority,
            mentioned.team_id,
            coalesce(departments.dept_team_name, 'Team ' || mentioned.team_id) as name_given,
        from mentioned
        left join
            departments
            on mentioned.authority = departments.authority
            and mentioned.team_id = departments.dept_team_id
        where mentioned.team_id is not null
    ),

    final as (
        select
            authority,
            team_id,
            -- Two teams of one name stay two, and no team can pass for "no team known".
            case
                when
                    count(*) over (partition by authority, lower(name_given)) > 1
                    or lower(name_given) in ('unknown', 'all')
                then name_given || ' (' || team_id || ')'
                else name_given
            end as team,
        from named
    )

select *
from final
