/*---
code: "229"
message: >-
  Own provision is with a provider of another authority, or another authority's with one of ours
severity: error
kind: join
tables: {Episodes: [URN, PLACE_PROVIDER]}
needs: [authority, providers]
---*/
-- A URN that is in no list, or there without an authority, is of none.
with
    placed as (
        select
            Episodes.row_number,
            Episodes.PLACE,
            Episodes.PLACE_PROVIDER,
            coalesce(
                list_has_any(
                    provider.la_codes, (select list(upper(code)) from own_authority_code)
                ),
                false
            ) as is_with_own_provider
        from Episodes
        left join registered_provider as provider on provider.URN = upper(Episodes.URN)
        where Episodes.URN is not null and upper(Episodes.URN) <> 'XXXXXXX'
    )
select row_number
from placed
where
    (
        (PLACE_PROVIDER = 'PR1' and not is_with_own_provider)
        or (PLACE_PROVIDER = 'PR2' and is_with_own_provider)
    )
