/*---
code: "632"
message: The date of the earlier permanence is no date, or is not before the child's first episode
severity: error
kind: join
tables: {PrevPerm: [DATE_PERM], Episodes: [DECOM]}
---*/
-- Each part may be zz where it is not known. The earliest day that is meant then decides, and where
-- the year is not known any day before.
with
    dated as (
        select
            row_number,
            CHILD,
            case
                when regexp_full_match(DATE_PERM, '(\d\d|zz)/(\d\d|zz)/(\d{4}|zzzz)', 'i')
                then
                    try_strptime(
                        replace(replace(lower(DATE_PERM), 'zzzz', '1904'), 'zz', '01'), '%d/%m/%Y'
                    )::date
            end as earliest_on
        from PrevPerm
        where DATE_PERM is not null
    ),
    first_episode as (
        select CHILD, row_number, DECOM_on from episode_in_order where episode_number = 1
    )
select dated.row_number as PrevPerm, first_episode.row_number as Episodes
from dated
inner join first_episode using (CHILD)
where dated.earliest_on is null or dated.earliest_on >= first_episode.DECOM_on
