-- Weights are powers of two: how many times likelier what is found is for one person with two
-- records than for two people. A birth date is shared by one in 6,500 children (12.7), a surname
-- by one in 130; twins share all but the forename, so a forename that differs weighs most.
with
    persons as (select * from {{ ref("int_contract__person") }}),
    addresses as (select * from {{ ref("int_contract__address") }}),

    lived as (
        select
            authority,
            addr_person_id as child_id,
            list(
                distinct upper(replace(addr_address_postcode, ' ', ''))
                order by upper(replace(addr_address_postcode, ' ', ''))
            ) as postcodes,
        from addresses
        where addr_address_postcode is not null
        group by all
    ),

    named as (
        select
            authority,
            source_system,
            pers_person_id as child_id,
            -- Before birth nobody has a name.
            case when pers_dob is not null then {{ name_letters("pers_forename") }} end as forename,
            {{ name_letters("pers_surname") }} as surname,
            pers_dob as born_on,
            nullif(pers_sex, 'U') as sex,
            pers_upn as upn,
        from persons
    ),

    known as (
        select
            named.*,
            {{ name_sound("named.forename") }} as forename_sound,
            {{ name_sound("named.surname") }} as surname_sound,
            coalesce(lived.postcodes, []) as postcodes,
        from named
        left join lived on named.authority = lived.authority and named.child_id = lived.child_id
    ),

    at_home as (
        select
            authority,
            child_id,
            left(forename, 3) as forename_begins,
            unnest(postcodes) as postcode,
        from known
    ),

    -- Only pairs with something rare in common are looked at.
    pairs as (
        {% for alike in [
            "one.born_on = other.born_on",
            "one.forename_sound = other.forename_sound and one.surname_sound = other.surname_sound",
            "one.upn = other.upn",
        ] %}
            select one.authority, one.child_id, other.child_id as other_child_id
            from known as one
            inner join
                known as other
                on one.authority = other.authority
                and one.child_id < other.child_id
                and {{ alike }}
            union
        {% endfor %}
        select one.authority, one.child_id, other.child_id as other_child_id
        from at_home as one
        inner join
            at_home as other
            on one.authority = other.authority
            and one.child_id < other.child_id
            and one.postcode = other.postcode
            and one.forename_begins = other.forename_begins
    ),

    compared as (
        select
            pairs.authority,
            pairs.child_id,
            pairs.other_child_id,
            one.source_system,
            other.source_system as other_source_system,
            case
                when one.forename is null or other.forename is null
                then 'unknown'
                when one.forename = other.forename
                then 'same'
                when
                    least(length(one.forename), length(other.forename)) >= 3
                    and (
                        starts_with(one.forename, other.forename)
                        or starts_with(other.forename, one.forename)
                    )
                then 'begins alike'
                when
                    one.forename_sound = other.forename_sound
                    or jaro_winkler_similarity(one.forename, other.forename) >= 0.9
                then 'sounds alike'
                else 'differs'
            end as forename,
            case
                when one.surname is null or other.surname is null
                then 'unknown'
                when one.surname = other.surname
                then 'same'
                when
                    one.surname_sound = other.surname_sound
                    or jaro_winkler_similarity(one.surname, other.surname) >= 0.9
                then 'sounds alike'
                else 'differs'
            end as surname,
            case
                when one.born_on is null or other.born_on is null
                then 'unknown'
                when one.born_on = other.born_on
                then 'same'
                when
                    (year(one.born_on), month(one.born_on), day(one.born_on))
                    = (year(other.born_on), day(other.born_on), month(other.born_on))
                then 'day and month the other way round'
                when hamming(cast(one.born_on as varchar), cast(other.born_on as varchar)) = 1
                then 'differs by one figure'
                else 'differs'
            end as birth_date,
            case
                when one.sex is null or other.sex is null
                then 'unknown'
                when one.sex = other.sex
                then 'same'
                else 'differs'
            end as sex,
            case
                when one.postcodes = [] or other.postcodes = []
                then 'unknown'
                when list_has_any(one.postcodes, other.postcodes)
                then 'same'
                else 'differs'
            end as postcode,
            case
                when one.upn is null or other.upn is null
                then 'unknown'
                when one.upn = other.upn
                then 'same'
                else 'differs'
            end as upn,
        from pairs
        inner join known as one on pairs.authority = one.authority and pairs.child_id = one.child_id
        inner join
            known as other
            on pairs.authority = other.authority
            and pairs.other_child_id = other.child_id
    ),

    final as (
        select
            *,
            case
                forename
                when 'same'
                then 5
                when 'begins alike'
                then 4
                when 'sounds alike'
                then 3
                when 'differs'
                then -10
                else 0
            end + case
                surname when 'same' then 7 when 'sounds alike' then 5 when 'differs' then -2 else 0
            end
            + case
                birth_date
                when 'same'
                then 12
                when 'day and month the other way round'
                then 8
                when 'differs by one figure'
                then 7
                when 'differs'
                then -8
                else 0
            end
            + case sex when 'same' then 1 when 'differs' then -5 else 0 end
            + case postcode when 'same' then 8 when 'differs' then -1 else 0 end
            + case upn when 'same' then 16 when 'differs' then -8 else 0 end as score,
        from compared
    )

select *
from final
where score >= {{ var("suspected_duplicate_score") }}
order by authority, score desc, child_id, other_child_id
