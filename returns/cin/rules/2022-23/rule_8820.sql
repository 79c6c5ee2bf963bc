/*---
code: "8820"
message: Two episodes of need of the child run at the same time
severity: error
kind: sequence
tables: {CINdetails: [CINreferralDate, CINclosureDate]}
---*/
-- A referral that led to nothing is over on its day: it carries no closure date. An open episode
-- runs to the end of the collection. An episode may start on the day on which another closes.
with
    episode as (
        select
            row_number,
            child_id,
            CINreferralDate_on as starts_on,
            case
                when CINclosureDate is not null
                then CINclosureDate_on
                when ReferralNFA_is
                then CINreferralDate_on
                else $collection_end
            end as ends_on
        from CINdetails
    )
select this.row_number
from episode as this
inner join episode as other
    on this.child_id = other.child_id
    and this.row_number <> other.row_number
    and this.starts_on < other.ends_on
    and other.starts_on < this.ends_on
