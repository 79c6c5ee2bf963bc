-- From when to when each child was looked after without a break, by the dates of the episodes alone:
-- one that starts later than the one before ended begins anew. `ends_on` is null while the last is
-- open, or where its end cannot be read.
with
    marked as (
        select
            *,
            episode_number = 1
            or coalesce(DECOM_on > lag(DEC_on) over child_in_order, false) as begins_anew
        from episode_in_order
        window child_in_order as (partition by CHILD order by episode_number)
    ),
    numbered as (
        select
            *,
            count_if(begins_anew) over (
                partition by CHILD order by episode_number
            ) as spell_number
        from marked
    )
select
    CHILD,
    spell_number,
    min(DECOM_on) as starts_on,
    -- Not arg_max alone: it passes over nulls.
    case
        when not arg_max(DEC_on is null, episode_number) then arg_max(DEC_on, episode_number)
    end as ends_on
from numbered
group by CHILD, spell_number
