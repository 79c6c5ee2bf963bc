/*---
code: "435"
message: >-
  By the reason for the episode the placement alone has changed, and by the rest it has not, or
  the legal status has too
severity: error
kind: sequence
tables: {Episodes: [LS, PLACE, PL_POST, URN, PLACE_PROVIDER]}
---*/
-- What is blank in both episodes has not changed.
select row_number
from episode_and_the_one_before
where
    RNE in ('P', 'T')
    and (
        before_LS is distinct from LS
        or (
            before_PLACE is not distinct from PLACE
            and postcode_key(before_PL_POST) is not distinct from postcode_key(PL_POST)
            and before_URN is not distinct from URN
            and before_PLACE_PROVIDER is not distinct from PLACE_PROVIDER
        )
    )
