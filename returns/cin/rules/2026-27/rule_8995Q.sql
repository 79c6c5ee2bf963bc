/*---
code: "8995Q"
message: No child has anything in the module of pre-proceedings and family group decision making
severity: query
kind: authority
tables: {PreProceedings: [PPStartDate]}
optional: [PreProceedings]
---*/
-- A record without any item in it is no answer.
select 'Records: ' || count(*) as value
from PreProceedings
having
    count(
        coalesce(
            PPStartDate,
            LBPSentDate,
            FGDMMeetingOffer,
            FGDMMeetingFac,
            InitialPPMeetingDate,
            ReviewMeetingsCount,
            StepDecisionDate,
            PPOutcome,
            CourtAppDate,
            LetterInitCPDate
        )
    )
    = 0
