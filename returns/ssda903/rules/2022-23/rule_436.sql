/*---
code: "436"
message: >-
  By the reason for the episode legal status and placement have both changed, and by the rest one
  of them has not
severity: error
kind: sequence
tables: {Episodes: [RNE, LS, PLACE, PL_POST, URN, PLACE_PROVIDER]}
---*/
-- What is blank in both episodes has not changed.
select row_number
from episode_and_the_one_before
where
    RNE in ('U', 'B')
    and (
        before_LS is not distinct from LS
        or (
            before_PLACE is not distinct from PLACE
            and postcode_key(before_PL_POST) is not distinct from postcode_key(PL_POST)
            and before_URN is not distinct from URN
            and before_PLACE_PROVIDER is not distinct from PLACE_PROVIDER
        )
    )
