-- The providers, one row for each URN. A URN may stand in the list several times, for one place or
-- kind of provision each: what any of its rows allows is allowed. `closed_on` is the day on which
-- the registration ended, null where one of the rows has no end. XXXXXXX stands for no provider. Only
-- the providers of the return's own placements: a list has tens of thousands.
with
    listed as (
        select
            upper(providers.URN) as URN,
            -- Lists of codes come with commas, slashes and spaces between them.
            string_split(translate(upper(providers.PLACE_CODES), '/; ', ',,,'), ',') as place_codes,
            string_split(translate(upper(providers.PROVIDER_CODES), '/; ', ',,,'), ',')
                as provider_codes,
            postcode_key(providers.POSTCODE) as postcode,
            -- Its code as in the list and the three digits of the same authority.
            [upper(providers.LA_CODE_INFERRED), authority_code.la_code] as la_codes,
            case
                when regexp_matches(providers.REG_END, '^\d{4}-')
                then try_cast(providers.REG_END[1:10] as date)
                else try_strptime(providers.REG_END[1:10], '%d/%m/%Y')::date
            end as closed_on
        from providers
        semi join (
            select upper(Episodes.URN) as URN from Episodes
        ) as placed on placed.URN = upper(providers.URN)
        left join authority_code on authority_code.ons_code = upper(providers.LA_CODE_INFERRED)
        where upper(providers.URN) <> 'XXXXXXX'
    )
select
    URN,
    flatten(list(place_codes)) as place_codes,
    flatten(list(provider_codes)) as provider_codes,
    list(postcode) as postcodes,
    flatten(list(la_codes)) as la_codes,
    case when count(closed_on) = count(*) then max(closed_on) end as closed_on
from listed
group by URN
