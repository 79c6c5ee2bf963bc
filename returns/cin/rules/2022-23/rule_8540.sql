/*---
code: "8540"
message: A child who was born and is in need has no disability code, or one outside the code list
severity: error
kind: join
tables: {ChildIdentifiers: [PersonBirthDate], CINdetails: [ReferralNFA], Disabilities: [Disability]}
optional: [Disabilities]
---*/
-- NONE is a code too. Only where a referral led to something, and each code is judged for itself.
with
    disability as (
        select
            row_number,
            LAchildID,
            coalesce(
                Disability in (select code from collection_code where code_list = 'Disability'),
                false
            ) as is_code
        from Disabilities
    )
select
    ChildIdentifiers.row_number as ChildIdentifiers,
    CINdetails.row_number as CINdetails,
    disability.row_number as Disabilities
from ChildIdentifiers
inner join CINdetails using (LAchildID)
left join disability using (LAchildID)
where
    ChildIdentifiers.PersonBirthDate is not null
    and not CINdetails.ReferralNFA_is
    and disability.is_code is distinct from true
