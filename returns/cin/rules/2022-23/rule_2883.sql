/*---
code: "2883"
message: More child protection plans started in the year than initial conferences were held
severity: error
kind: authority
tables: {ChildProtectionPlans: [CPPstartDate]}
reads: [CINdetails]
optional: [Section47]
---*/
-- A conference stands with its enquiry, or with the episode of need where the plan moved in.
with
    conference as (
        select DateOfInitialCPC_on as held_on
        from Section47
        union all
        select DateOfInitialCPC_on
        from CINdetails
    ),
    figures as (
        select
            (
                select count(*)
                from ChildProtectionPlans
                where CPPstartDate_on between $collection_start and $collection_end
            ) as plans,
            (
                select count(*)
                from conference
                where held_on between $collection_start and $collection_end
            ) as conferences
    )
select 'Plans: ' || plans || ', conferences: ' || conferences as value
from figures
where plans > conferences
