/*---
report: continuity
order: 200
title: Continuity with last year's return
definition: >-
  What was open at the close of 31 March in last year's return must be in this one. The same episode has the same child and referral
  date, the same plan the same child and start. A child who was adopted has a new record, and is among the missing.
source: "DfE, Children in need census 2023 to 2024 guide, 1.2.3 and 5; COLLECT report of continuity"
needs: [previous]
table: CINdetails
fields:
  CINdetails: [CINreferralDate, CINclosureDate]
  ChildProtectionPlans: [CPPstartDate, CPPendDate]
lines:
  - {line: episodes_before, label: Episodes open at the end of last year's return}
  - {line: episodes_now, label: Episodes open on 1 April in this return}
  - {line: episodes_missing, label: "Missing: open then, and not in this return as open on 1 April"}
  - {line: episodes_new, label: "New: open on 1 April, and not in last year's return as open"}
  - {line: plans_before, label: Plans open at the end of last year's return}
  - {line: plans_now, label: Plans open on 1 April in this return}
  - {line: plans_missing, label: "Missing: open then, and not in this return as open on 1 April"}
  - {line: plans_new, label: "New: open on 1 April, and not in last year's return as open"}
---*/
with
    episode_before as (
        select row_number, LAchildID, CINreferralDate_on as started_on
        from CINdetails_previous
        where
            not coalesce(ReferralNFA_is, false)
            and is_open_on(
                CINreferralDate_on, CINclosureDate, CINclosureDate_on, $collection_start - 1
            )
    ),

    episode_now as (
        select row_number, LAchildID, CINreferralDate_on as started_on
        from counted_episode
        where is_open_at_start
    ),

    plan_before as (
        select row_number, LAchildID, CPPstartDate_on as started_on
        from ChildProtectionPlans_previous
        where is_open_on(CPPstartDate_on, CPPendDate, CPPendDate_on, $collection_start - 1)
    ),

    plan_now as (
        select row_number, LAchildID, CPPstartDate_on as started_on
        from counted_plan
        where is_open_at_start
    )

select 'episodes_before' as line, 'CINdetails_previous' as table_name, row_number
from episode_before
union all
select 'episodes_now' as line, 'CINdetails' as table_name, row_number
from episode_now
union all
select 'episodes_missing' as line, 'CINdetails_previous' as table_name, row_number
from episode_before
anti join episode_now using (LAchildID, started_on)
union all
select 'episodes_new' as line, 'CINdetails' as table_name, row_number
from episode_now
anti join episode_before using (LAchildID, started_on)
union all
select
    'plans_before' as line, 'ChildProtectionPlans_previous' as table_name, row_number
from plan_before
union all
select 'plans_now' as line, 'ChildProtectionPlans' as table_name, row_number
from plan_now
union all
select
    'plans_missing' as line, 'ChildProtectionPlans_previous' as table_name, row_number
from plan_before
anti join plan_now using (LAchildID, started_on)
union all
select 'plans_new' as line, 'ChildProtectionPlans' as table_name, row_number
from plan_now
anti join plan_before using (LAchildID, started_on)
