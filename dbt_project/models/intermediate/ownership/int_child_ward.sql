with
    addresses as (select * from {{ ref("int_contract__address") }}),

    lookup as (select * from {{ ref("int_contract__ward_lookup") }}),

    -- Postcodes are written with and without the blank.
    wards as (
        select
            authority,
            upper(replace(ward_postcode, ' ', '')) as postcode,
            min(coalesce(ward_name, ward_code)) as ward,
        from lookup
        group by all
    ),

    -- Where a child in care was placed is not where the child comes from, and an address without a
    -- postcode does not say where it lies.
    homes as (
        select
            addresses.authority,
            addresses.addr_person_id as child_id,
            addresses.addr_table_id as address_id,
            wards.ward,
            coalesce(addresses.addr_address_start_date, date '1900-01-01') as started_on,
            addresses.addr_address_end_date as ended_on,
        from addresses
        left join
            wards
            on addresses.authority = wards.authority
            and upper(replace(addresses.addr_address_postcode, ' ', '')) = wards.postcode
        where
            addresses.addr_address_postcode is not null
            and not coalesce(lower(addresses.addr_address_type) like '%placement%', false)
            and coalesce(addresses.addr_address_start_date <= {{ as_at() }}, true)
            and coalesce(addresses.addr_address_end_date >= addresses.addr_address_start_date, true)
    ),

    -- Addresses overlap, and a child lives in one ward on a day. The days on which an address
    -- begins
    -- or has ended cut a child's life into pieces, and each piece has the address that began last.
    cuts as (
        select authority, child_id, started_on as cut_on
        from homes
        union
        select authority, child_id, ended_on + 1
        from homes
        where ended_on is not null
    ),

    pieces as (
        select
            authority,
            child_id,
            cut_on as valid_from,
            lead(cut_on) over (partition by authority, child_id order by cut_on) - 1 as valid_to,
        from cuts
    ),

    final as (
        select pieces.authority, pieces.child_id, homes.ward, pieces.valid_from, pieces.valid_to,
        from pieces
        inner join
            homes
            on pieces.authority = homes.authority
            and pieces.child_id = homes.child_id
            and homes.started_on <= pieces.valid_from
            and {{ end_or_open("homes.ended_on") }} >= pieces.valid_from
        qualify
            row_number() over (
                partition by pieces.authority, pieces.child_id, pieces.valid_from
                order by homes.started_on desc, homes.address_id desc
            )
            = 1
    )

select *
from final
