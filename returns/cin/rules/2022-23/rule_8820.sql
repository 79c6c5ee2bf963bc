/*---
code: "8820"
message: Two episodes of need of the child run at the same time
severity: error
kind: sequence
tables: {CINdetails: [CINreferralDate, CINclosureDate]}
---*/
-- Both are flagged: the one that is under way, and the one referred from its first day to the day
-- before it closes. An open episode runs to the end of the collection. One that led to nothing, or
-- does not say, and has no closure date runs over no other; its referral may fall into one.
with
    episode as (
        select
            row_number,
            child_id,
            cinreferraldate_on as starts_on,
            case
                when cinclosuredate is not null
                then cinclosuredate_on
                when not referralnfa_is
                then $collection_end
            end as ends_on
        from cindetails
    )
select unnest([this.row_number, other.row_number]) as row_number
from episode as this
inner join
    episode as other
    on this.child_id = other.child_id
    and this.row_number <> other.row_number
    and this.starts_on >= other.starts_on
    and this.starts_on < other.ends_on
