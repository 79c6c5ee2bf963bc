/*---
code: "383"
message: >-
  After a temporary placement the child does not go back to the one that it interrupted, by its
  reason, placement type or postcode
severity: error
kind: sequence
tables: {Episodes: [PLACE, RNE, PL_POST]}
---*/
select this.row_number
from episode_and_the_one_before as this
inner join episode_in_order as interrupted
    on interrupted.CHILD = this.CHILD and interrupted.episode_number = this.episode_number - 2
where
    this.before_PLACE in ('T0', 'T1', 'T2', 'T3', 'T4')
    and (
        this.RNE is distinct from 'P'
        or this.PLACE is distinct from interrupted.PLACE
        or postcode_key(this.PL_POST) is distinct from postcode_key(interrupted.PL_POST)
    )
