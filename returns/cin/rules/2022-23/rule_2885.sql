/*---
code: "2885"
message: The child protection plan did not start on the day of an initial conference
severity: error
kind: join
tables:
  ChildProtectionPlans: [CPPstartDate]
  Section47: [DateOfInitialCPC]
  CINdetails: [DateOfInitialCPC]
optional: [Section47]
---*/
-- Plans that started in the year. The conference is that of an enquiry in the same episode; where
-- no enquiry led to one, that of the episode itself (the child moved in on a plan). Enquiries and
-- episodes are flagged where none of their plans agrees. A date that cannot be read may agree.
with
    plan as (
        select row_number as plan_row, LAchildID, CINdetailsID, CPPstartDate_on as starts_on
        from ChildProtectionPlans
        where CPPstartDate_on between $collection_start and $collection_end
    ),
    enquiry as (select * from Section47 where ICPCnotRequired_is is distinct from true),
    pair as (
        select
            LAchildID,
            CINdetailsID,
            plan_row,
            enquiry.row_number as enquiry_row,
            null as episode_row,
            coalesce(starts_on = DateOfInitialCPC_on, DateOfInitialCPC is not null) as agrees
        from plan
        inner join enquiry using (LAchildID, CINdetailsID)
        union all
        select
            LAchildID,
            CINdetailsID,
            plan_row,
            null,
            CINdetails.row_number,
            coalesce(starts_on = DateOfInitialCPC_on, DateOfInitialCPC is not null)
        from plan
        inner join CINdetails using (LAchildID, CINdetailsID)
        anti join enquiry using (LAchildID, CINdetailsID)
    ),
    judged as (
        select
            *,
            bool_or(agrees) over (partition by plan_row) as plan_agrees,
            bool_or(agrees) over (partition by LAchildID, CINdetailsID) as episode_agrees
        from pair
    )
select
    case when not plan_agrees then plan_row end as ChildProtectionPlans,
    case when not episode_agrees then enquiry_row end as Section47,
    case when not episode_agrees then episode_row end as CINdetails
from judged
