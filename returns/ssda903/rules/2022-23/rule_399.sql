/*---
code: "399"
message: >-
  The child has had nothing but short breaks (V3, V4), and whether she is a mother or a review is
  given
severity: error
kind: join
tables: {Header: [MOTHER], Episodes: [LS], Reviews: [REVIEW, REVIEW_CODE]}
---*/
with
    short_breaks_only as (
        select CHILD
        from Episodes
        where CHILD is not null
        group by CHILD
        having bool_and(coalesce(LS in ('V3', 'V4'), false))
    )
select header.row_number as Header, episode.row_number as Episodes, review.row_number as Reviews
from short_breaks_only
inner join Episodes as episode using (CHILD)
left join Header as header using (CHILD)
left join Reviews as review using (CHILD)
where
    header.MOTHER is not null or review.REVIEW is not null or review.REVIEW_CODE is not null
