/*---
report: social_workers
order: 230
title: Social workers
definition: >-
  Social workers of children looked after on 31 March, by the episodes open that day and those of the year.
source: "DfE, Children looked after in England including adoptions: social worker stability"
table: SWEpisodes
fields: {SWEpisodes: [SW_DECOM, SW_DEC]}
first_year: 2023-24
lines:
  - {line: with_worker, label: Children looked after on 31 March with a social worker, counts: children}
  - {line: three_or_more, label: Children with three or more social workers in the year, counts: children}
---*/
with
    in_year_or_open as (
        select SWEpisodes.*
        from SWEpisodes
        semi join (select CHILD from counted_child_in_care where not is_short_breaks) using (CHILD)
        where
            in_year(SW_DECOM_on)
            or is_open_on(SW_DECOM_on, SW_DEC, SW_DEC_on, $collection_start - 1)
    ),

    many as (
        select CHILD
        from in_year_or_open
        group by CHILD
        having count(distinct SW_ID) >= 3
    )

select 'with_worker' as line, row_number
from in_year_or_open
where is_open_on(SW_DECOM_on, SW_DEC, SW_DEC_on, $collection_end)
union all
select 'three_or_more' as line, row_number
from in_year_or_open
semi join many using (CHILD)
