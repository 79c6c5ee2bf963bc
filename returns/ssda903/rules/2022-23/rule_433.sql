/*---
code: "433"
message: >-
  The episode goes on from the one before by its reason, and does not start on the day on which that
  ended
severity: error
kind: sequence
tables: {Episodes: [RNE, DECOM]}
---*/
-- A start that is blank is not that day; a start or an end that cannot be read may be.
with
    counted as (
        select row_number, RNE, DECOM, count(*) over (partition by CHILD) as episodes_of_child
        from Episodes
        where CHILD is not null
    )
select row_number
from episode_and_the_one_before
where
    RNE in ('P', 'L', 'T', 'U', 'B')
    and (before_DEC is null or before_DEC_on <> DECOM_on)
union all
select row_number
from counted
where RNE in ('P', 'L', 'T', 'U', 'B') and DECOM is null and episodes_of_child > 1
