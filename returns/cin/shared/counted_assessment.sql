-- Assessments, with their working days to the authorisation: from the referral of their episode
-- (the clock of Working Together 2023) and from their own start. Null where a day is not known or
-- the authorisation comes first.
with
    referred as (
        select LAchildID, CINdetailsID, min(CINreferralDate_on) as referred_on
        from CINdetails
        group by LAchildID, CINdetailsID
    )

select
    Assessments.*,
    referred.referred_on,
    in_year(Assessments.AssessmentAuthorisationDate_on) as is_completed_in_year,
    case
        when referred.referred_on <= Assessments.AssessmentAuthorisationDate_on
        then
            working_days_between(referred.referred_on, Assessments.AssessmentAuthorisationDate_on)
    end as days_from_referral,
    case
        when Assessments.AssessmentActualStartDate_on <= Assessments.AssessmentAuthorisationDate_on
        then
            working_days_between(
                Assessments.AssessmentActualStartDate_on, Assessments.AssessmentAuthorisationDate_on
            )
    end as days_from_start,
    is_open_on(
        Assessments.AssessmentActualStartDate_on,
        Assessments.AssessmentAuthorisationDate,
        Assessments.AssessmentAuthorisationDate_on,
        $collection_end
    ) as is_open_at_end
from Assessments
left join referred using (LAchildID, CINdetailsID)
