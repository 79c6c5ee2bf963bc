{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with recursive
    person as (
        select *
        from
            (
                select *
                from {{ ref("stg_ssd__person") }}
                {% if "cin" in landed_systems %}
                    union all by name
                    select *
                    from {{ ref("stg_cin__person") }}
                {% endif %}
                {% if "ssda903" in landed_systems %}
                    union all by name
                    select *
                    from {{ ref("stg_ssda903__person") }}
                {% endif %}
                {% if "annex_a" in landed_systems %}
                    union all by name
                    select *
                    from {{ ref("stg_annex_a__person") }}
                {% endif %}
            )
        where pers_person_id is not null
        qualify
            row_number() over (
                partition by authority, source_system, snapshot_id, pers_person_id
                order by source_file desc, source_row desc
            )
            = 1
    ),
    identifier as (
        select *
        from {{ ref("stg_ssd__linked_identifiers") }}
        {% if "cin" in landed_systems %}
            union all by name
            select *
            from {{ ref("stg_cin__linked_identifiers") }}
        {% endif %}
    ),
    numbering(named_system, id_prefix, kind) as (
        values
            ('ssd', '', 'former id'),
            ('ssd', '', 'previous id'),
            ('ssd', '', 'id before adoption'),
            ('cin', '', 'former id'),
            ('cin', '', 'previous id'),
            ('cin', '', 'id before adoption'),
            ('ssda903', '', 'former id'),
            ('ssda903', '', 'previous id'),
            ('ssda903', '', 'id before adoption'),
            ('annex_a', '', 'former id'),
            ('annex_a', '', 'previous id'),
            ('annex_a', '', 'id before adoption'),
            ('northgate', 'NG', 'northgate'),
            ('northgate', 'NG', 'northgate id'),
            ('northgate', 'NG', 'northgate number'),
            ('northgate', 'NG', 'case number'),
            ('northgate', 'NG', 'legacy id'),
            ('frameworki', 'FI', 'frameworki'),
            ('frameworki', 'FI', 'frameworki id'),
            ('frameworki', 'FI', 'frameworki number'),
            ('frameworki', 'FI', 'case number'),
            ('frameworki', 'FI', 'legacy id')
    ),
    claim as (
        select authority, pers_person_id as to_id, 'legacy id' as kind, pers_legacy_id as given_id
        from person
        union all
        select
            authority,
            link_person_id as to_id,
            lower(link_identifier_type) as kind,
            link_identifier_value as given_id
        from identifier
    ),
    claimed as (
        select claim.authority, person.pers_person_id as from_id, claim.to_id
        from claim
        inner join numbering on claim.kind = numbering.kind
        inner join
            person
            on claim.authority = person.authority
            and numbering.named_system = person.source_system
            and numbering.id_prefix || claim.given_id = person.pers_person_id
        qualify
            count(distinct person.pers_person_id) over (
                partition by claim.authority, claim.to_id, claim.kind, claim.given_id
            )
            = 1
    ),
    told as (
        select authority, pers_person_id as from_id, pers_merged_into_id as to_id
        from person
        union
        select authority, from_id, to_id
        from claimed
    ),
    link as (
        select told.authority, told.from_id, told.to_id
        from told
        where
            told.from_id <> told.to_id
            and exists (
                select 1
                from person
                where person.authority = told.authority and person.pers_person_id = told.to_id
            )
    ),
    chain as (
        select authority, from_id as person_id, to_id as reached_id, 1 as steps, [from_id] as passed
        from link
        union all
        select
            chain.authority,
            chain.person_id,
            link.to_id as reached_id,
            chain.steps + 1 as steps,
            list_append(chain.passed, chain.reached_id) as passed
        from chain
        inner join link on chain.authority = link.authority and chain.reached_id = link.from_id
        where not list_contains(chain.passed, chain.reached_id)
    ),
    reached as (
        select
            chain.authority,
            chain.person_id,
            count(distinct chain.reached_id) filter (where link.from_id is null) as ends,
            min(chain.reached_id) filter (where link.from_id is null) as end_id,
            min(chain.steps) filter (where link.from_id is null) as steps
        from chain
        left join link on chain.authority = link.authority and chain.reached_id = link.from_id
        group by all
    )

select
    authority,
    person_id,
    case when ends = 1 then end_id else person_id end as surviving_person_id,
    steps,
    ends = 0 as is_in_circle,
    ends > 1 as is_in_two_minds
from reached
