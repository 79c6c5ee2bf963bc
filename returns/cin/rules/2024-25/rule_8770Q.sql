/*---
code: "8770Q"
message: A child of school age has no pupil number, nor a fitting reason for having none
severity: query
kind: join
tables: {ChildIdentifiers: [UPN, UPNunknown, PersonBirthDate]}
reads: [CINdetails]
---*/
-- Asked of the children with a referral that led to further action. UN1 (not of school age) does
-- not fit. Of school age: six by 31 August after the end of the year.
select row_number
from ChildIdentifiers
where
    UPN is null
    and PersonBirthDate_on <= make_date(year($collection_end) - 6, 8, 31)
    and coalesce(
        upper(UPNunknown) = 'UN1'
        or upper(UPNunknown)
        not in (select code from collection_code where code_list = 'UPNunknown'),
        true
    )
    and LAchildID in (select LAchildID from CINdetails where not ReferralNFA_is)
