/*---
code: "8866"
message: The source of the referral is blank or not in the code list
severity: error
kind: code_list
tables: {CINdetails: [ReferralSource]}
---*/
-- The source has been asked for since 1 April 2013; need may have begun before that.
select row_number
from cindetails
where
    cinreferraldate_on >= date '2013-04-01'
    and coalesce(
        referralsource not in (select code from collection_code where code_list = 'ReferralSource'),
        true
    )
