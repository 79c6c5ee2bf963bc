with
    scope as (select * from {{ ref("int_in_need__scope") }}),

    activities as (select * from {{ ref("int_in_need__activity") }}),

    conferences as (select * from {{ ref("fct_conference") }}),

    -- The conference of a child who came with a plan from another authority stands with the
    -- episode, not with an enquiry.
    transfers as (
        select
            activities.authority,
            activities.collection_year,
            activities.child_id,
            activities.episode_id,
            max(conferences.held_on) as held_on,
        from activities
        inner join
            conferences
            on activities.authority = conferences.authority
            and activities.child_id = conferences.child_id
            and activities.activity_id = conferences.conference_id
        where activities.activity = 'transfer_in_conference' and activities.episode_id is not null
        group by
            activities.authority,
            activities.collection_year,
            activities.child_id,
            activities.episode_id
    ),

    final as (
        select
            scope.authority,
            scope.collection_year,
            scope.la_child_id as "LAchildID",
            cast(scope.episode_number as varchar) as "CINdetailsID",
            strftime(scope.referred_on, '%Y-%m-%d') as "CINreferralDate",
            scope.source_code as "ReferralSource",
            scope.primary_need_code as "PrimaryNeedCode",
            strftime(scope.closed_on, '%Y-%m-%d') as "CINclosureDate",
            scope.closure_reason_code as "ReasonForClosure",
            strftime(transfers.held_on, '%Y-%m-%d') as "DateOfInitialCPC",
            case when scope.is_no_further_action then '1' else '0' end as "ReferralNFA",
            scope.source_table,
            scope.source_row,
        from scope
        left join
            transfers
            on scope.authority = transfers.authority
            and scope.collection_year = transfers.collection_year
            and scope.child_id = transfers.child_id
            and scope.episode_id = transfers.episode_id
    )

select *
from final
order by collection_year, authority, cast("CINdetailsID" as integer)
