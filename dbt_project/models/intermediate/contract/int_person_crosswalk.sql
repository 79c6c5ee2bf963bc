with recursive
    person as (select * from {{ ref("int_contract_typed__person") }} where row_status = 'loaded'),
    link as (
        select
            given.authority,
            given.source_system,
            given.snapshot_id,
            given.pers_person_id as person_id,
            given.pers_merged_into_id as merged_into_id
        from person as given
        inner join
            person as target
            on given.authority = target.authority
            and given.source_system = target.source_system
            and given.pers_merged_into_id = target.pers_person_id
        where given.pers_merged_into_id <> given.pers_person_id
    ),
    chain as (
        select
            authority,
            source_system,
            snapshot_id,
            person_id,
            merged_into_id as reached_id,
            1 as steps,
            [person_id] as passed
        from link
        union all
        select
            chain.authority,
            chain.source_system,
            chain.snapshot_id,
            chain.person_id,
            link.merged_into_id as reached_id,
            chain.steps + 1 as steps,
            list_append(chain.passed, chain.reached_id) as passed
        from chain
        inner join
            link
            on chain.authority = link.authority
            and chain.source_system = link.source_system
            and chain.reached_id = link.person_id
        where not list_contains(chain.passed, chain.reached_id)
    ),
    furthest as (
        select *
        from chain
        qualify
            row_number() over (partition by authority, source_system, person_id order by steps desc)
            = 1
    )

select
    authority,
    source_system,
    snapshot_id,
    person_id,
    case
        when list_contains(passed, reached_id) then person_id else reached_id
    end as surviving_person_id,
    steps,
    list_contains(passed, reached_id) as is_in_circle
from furthest
