/*---
report: pre_proceedings
order: 260
title: Pre-proceedings and family group decision making
definition: Pre-proceedings by the dates of their steps, each step counted in the year in which it was taken.
source: "Children in need census 2026 to 2027, module 5"
first_year: 2026-27
table: PreProceedings
fields:
  PreProceedings: [PPStartDate, LBPSentDate, FGDMMeetingOffer, FGDMMeetingFac, InitialPPMeetingDate, StepDecisionDate, CourtAppDate]
lines:
  - {line: all, label: Records of pre-proceedings}
  - {line: started, label: Started in the year}
  - {line: letters, label: Letters before proceedings sent in the year}
  - {line: offered, label: "Of those started, a family group meeting was offered"}
  - {line: offered_percent, label: Share to whom a meeting was offered, percent: [offered, started]}
  - {line: facilitated, label: "Of those started, a family group meeting was held"}
  - {line: met, label: First meetings held in the year}
  - {line: decided, label: Decisions to step up or down in the year}
  - {codes: PPOutcome}
  - {line: unknown, label: "Decided, with an outcome that is blank or not in the code list"}
  - {line: court, label: Applications to court in the year}
---*/
select 'all' as line, row_number
from PreProceedings
union all
select 'started' as line, row_number
from PreProceedings
where in_year(PPStartDate_on)
union all
select 'letters' as line, row_number
from PreProceedings
where in_year(LBPSentDate_on)
union all
select 'offered' as line, row_number
from PreProceedings
where in_year(PPStartDate_on) and FGDMMeetingOffer_is
union all
select 'facilitated' as line, row_number
from PreProceedings
where in_year(PPStartDate_on) and FGDMMeetingFac_is
union all
select 'met' as line, row_number
from PreProceedings
where in_year(InitialPPMeetingDate_on)
union all
select 'decided' as line, row_number
from PreProceedings
where in_year(StepDecisionDate_on)
union all
select listed_or_unknown('PPOutcome', PPOutcome) as line, row_number
from PreProceedings
where in_year(StepDecisionDate_on)
union all
select 'court' as line, row_number
from PreProceedings
where in_year(CourtAppDate_on)
