/*---
code: CHK_PLAN_LOST
message: A child protection plan open at the end of last year's return is not in this one
severity: check
kind: previous_year
tables: {ChildProtectionPlans: [CPPstartDate]}
reads: [ChildProtectionPlans_previous]
needs: [previous]
---*/
-- Ours: the census has no rule that looks back. There is no row of this year to flag, so the finding
-- has no row: it names the child and last year's start.
select before.child_id, before.CPPstartDate as value
from ChildProtectionPlans_previous as before
anti join ChildProtectionPlans as this
    on this.child_id = before.child_id
    and this.CPPstartDate_on = before.CPPstartDate_on
where before.CPPendDate is null and before.CPPstartDate_on is not null
