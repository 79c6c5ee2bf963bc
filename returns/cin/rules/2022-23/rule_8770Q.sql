/*---
code: "8770Q"
message: A child more than five years old has no pupil number, nor a fitting reason for having none
severity: query
kind: join
tables: {ChildIdentifiers: [UPN, UPNunknown, PersonBirthDate]}
reads: [CINdetails]
---*/
-- Asked of the children with a referral that led to further action. UN1 (not of school age) does
-- not fit. The sixth birthday came before the last day of the year.
select row_number
from ChildIdentifiers
where
    UPN is null
    and PersonBirthDate_on < $collection_end - interval 6 year
    and coalesce(
        upper(UPNunknown) = 'UN1'
        or upper(UPNunknown)
        not in (select code from collection_code where code_list = 'UPNunknown'),
        true
    )
    and LAchildID in (select LAchildID from CINdetails where not ReferralNFA_is)
