/*---
code: "434"
message: >-
  By the reason for the episode the legal status alone has changed, and by the rest it has not, or
  the placement has too
severity: error
kind: sequence
tables: {Episodes: [RNE, LS, PLACE, PL_POST, URN, PLACE_PROVIDER]}
---*/
select row_number
from episode_and_the_one_before
where
    RNE = 'L'
    and (
        before_LS = LS
        or before_PLACE is distinct from PLACE
        or postcode_key(before_PL_POST) is distinct from postcode_key(PL_POST)
        or before_URN is distinct from URN
        or before_PLACE_PROVIDER is distinct from PLACE_PROVIDER
    )
