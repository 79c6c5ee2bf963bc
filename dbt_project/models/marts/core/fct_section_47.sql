with
    enquiries as (select * from {{ ref("int_contract__s47_enquiry") }}),

    conferences as (select * from {{ ref("int_contract__initial_cp_conference") }}),

    teams as (select * from {{ ref("dim_team") }}),

    held as (select * from {{ ref("int_child_team") }}),

    -- An enquiry leads to the first conference that names it; one yet to be held comes last.
    first_conference as (
        select
            authority,
            icpc_person_id as child_id,
            icpc_s47_enquiry_id as section_47_id,
            icpc_icpc_id as conference_id,
            {{ until_as_at("icpc_icpc_date") }} as conference_on,
        from conferences
        where icpc_s47_enquiry_id is not null and not coalesce(icpc_icpc_transfer_in, false)
        qualify
            row_number() over (
                partition by authority, icpc_person_id, icpc_s47_enquiry_id
                order by conference_on nulls last, icpc_icpc_id
            )
            = 1
    ),

    dated as (
        select
            authority,
            s47e_s47_enquiry_id as section_47_id,
            s47e_person_id as child_id,
            s47e_referral_id as referral_id,
            s47e_s47_start_date as started_on,
            {{ until_as_at("s47e_s47_end_date") }} as ended_on,
            s47e_s47_nfa as is_no_further_action,
            s47e_s47_outcome_json as outcomes,
            s47e_s47_completed_by_team as team_id,
            s47e_s47_completed_by_worker_id as worker_id,
            source_system,
            source_table,
            source_file,
            source_row,
        from enquiries
        where s47e_s47_start_date <= {{ as_at() }}
    ),

    final as (
        select
            dated.authority,
            dated.section_47_id,
            dated.child_id,
            dated.referral_id,
            dated.started_on,
            dated.ended_on,
            first_conference.conference_id,
            first_conference.conference_on,
            case
                when first_conference.conference_id is not null
                then true
                when dated.is_no_further_action
                then false
                else coalesce(array_to_string(dated.outcomes, ' ') ilike '%conference%', false)
            end as is_conference_required,
            -- An enquiry under way has no team that completed it: it is with whoever held the child
            -- when it began.
            coalesce(teams.team, held.team) as team,
            coalesce(dated.worker_id, held.worker_id) as worker_id,
            dated.source_system,
            dated.source_table,
            dated.source_file,
            dated.source_row,
        from dated
        left join
            first_conference
            on dated.authority = first_conference.authority
            and dated.child_id = first_conference.child_id
            and dated.section_47_id = first_conference.section_47_id
        left join teams on dated.authority = teams.authority and dated.team_id = teams.team_id
        left join held on {{ held_on("held", "dated", "dated.started_on") }}
    )

select *
from final
