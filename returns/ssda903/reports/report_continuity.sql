/*---
report: continuity
order: 220
title: Continuity with last year's return
definition: >-
  What was open at the close of 31 March in last year's return must be in this one: the same child, and an episode that started on the same day.
source: "DfE, SSDA903 guide to the collection: episodes that run over the year end"
table: Episodes
fields: {Episodes: [DECOM, DEC]}
needs: [previous]
lines:
  - {line: episodes_before, label: Episodes open at the end of last year's return}
  - {line: episodes_now, label: Episodes open on 1 April in this return}
  - {line: episodes_missing, label: "Missing: open then, and not in this return as open on 1 April"}
  - {line: episodes_new, label: "New: open on 1 April, and not in last year's return as open"}
---*/
with
    episode_before as (
        select row_number, CHILD, DECOM_on
        from Episodes_previous
        where is_open_on(DECOM_on, DEC, DEC_on, $collection_start - 1)
    ),

    episode_now as (
        select row_number, CHILD, DECOM_on
        from Episodes
        where is_open_on(DECOM_on, DEC, DEC_on, $collection_start - 1)
    )

select 'episodes_before' as line, 'Episodes_previous' as table_name, row_number
from episode_before
union all
select 'episodes_now' as line, 'Episodes' as table_name, row_number
from episode_now
union all
select 'episodes_missing' as line, 'Episodes_previous' as table_name, row_number
from episode_before
anti join episode_now using (CHILD, DECOM_on)
union all
select 'episodes_new' as line, 'Episodes' as table_name, row_number
from episode_now
anti join episode_before using (CHILD, DECOM_on)
