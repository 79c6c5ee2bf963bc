-- Each child's first episode beside the last of last year's return, where that one was open: what
-- stands in both must be the same. A code that was renamed between the years, and an authority that
-- is written in two ways, are the same in both.
select
    this.row_number,
    this.CHILD,
    this.RNE,
    before.RNE as RNE_before,
    this.LS,
    before.LS as LS_before,
    this.CIN,
    before.CIN as CIN_before,
    this.PLACE,
    coalesce(renamed.code, before.PLACE) as PLACE_before,
    this.PLACE_PROVIDER,
    before.PLACE_PROVIDER as PLACE_PROVIDER_before,
    this.URN,
    before.URN as URN_before,
    coalesce(this_authority.la_code, upper(this.PL_LA)) as PL_LA,
    coalesce(authority_before.la_code, upper(before.PL_LA)) as PL_LA_before,
    this.PL_LOCATION,
    before.PL_LOCATION as PL_LOCATION_before,
    -- To a tenth of a mile, as it is given: 10.2 less 10.0 is less than 0.2 in binary.
    round(abs(this.PL_DISTANCE_n - before.PL_DISTANCE_n), 3) as distance_changed_by,
    (this.PL_DISTANCE is null) <> (before.PL_DISTANCE is null) as distance_in_one_year
from episode_in_order as this
inner join open_at_end_of_last_year as before on before.CHILD = this.CHILD
left join renamed_code as renamed
    on renamed.code_list = 'PLACE'
    and renamed.code_before = before.PLACE
    and renamed.code = this.PLACE
left join authority_code as this_authority on this_authority.ons_code = upper(this.PL_LA)
left join authority_code as authority_before on authority_before.ons_code = upper(before.PL_LA)
where this.episode_number = 1
