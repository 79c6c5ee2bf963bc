/*---
code: "234"
message: The child changed placement because of custody before turning 10
severity: error
kind: sequence
tables: {Episodes: [REASON_PLACE_CHANGE], Header: [DOB]}
---*/
-- The reason stands on the episode that ends, and the change comes with the start of the next. Where
-- none follows the end counts, and where there is no end the start.
with
    changed as (
        select
            this.row_number,
            this.CHILD,
            coalesce(next.DECOM_on, this.DEC_on, this.DECOM_on) as day
        from episode_in_order as this
        left join episode_in_order as next
            on next.CHILD = this.CHILD and next.episode_number = this.episode_number + 1
        where this.REASON_PLACE_CHANGE = 'CUSTOD'
    )
select changed.row_number as Episodes, Header.row_number as Header
from changed
inner join Header using (CHILD)
where age_on(Header.DOB_on, changed.day) < 10
