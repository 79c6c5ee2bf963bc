/*---
code: "1001"
message: >-
  Care leaver data are given for somebody who was adopted, or who was looked after for less than 13
  weeks from the age of 14 or not at all from 16
severity: error
kind: previous_year
tables: {OC3: [IN_TOUCH, ACTIV, ACCOM]}
reads: [Header, Episodes, Episodes_previous]
needs: [previous]
---*/
-- Who was 18 before last year began is asked for no days: their care may have ended before either
-- return. Nor is anybody whose date of birth is not known. Short breaks (V3, V4) are no such care.
with
    known as (
        select CHILD, DECOM_on, DEC_on, LS, REC, 0 as years_ago from Episodes
        union all
        select CHILD, DECOM_on, DEC_on, LS, REC, 1 as years_ago from Episodes_previous
    ),
    -- One that is in both returns counts once, with the end that is known.
    episode as (
        select *
        from known
        semi join OC3 using (CHILD)
        where DECOM_on is not null
        qualify
            row_number() over (
                partition by CHILD, DECOM_on order by DEC_on nulls last, years_ago, LS, REC
            )
            = 1
    ),
    -- Only the last can be open; an end that cannot be read leaves it so.
    ended as (
        select
            *,
            lead(DECOM_on) over child_in_order is null as is_last,
            coalesce(DEC_on, if(is_last, $collection_end, null)) as ends_on
        from episode
        window child_in_order as (partition by CHILD order by DECOM_on)
    ),
    born as (select CHILD, min(DOB_on) as DOB_on from Header group by CHILD),
    young_person as (
        select OC3.row_number, OC3.CHILD, coalesce(born.DOB_on, OC3.DOB_on) as DOB_on
        from OC3
        left join born using (CHILD)
    ),
    days_of_care as (
        select
            young_person.row_number,
            young_person.DOB_on,
            ended.is_last and ended.REC in ('E11', 'E12') as is_adopted,
            if(
                ended.LS in ('V3', 'V4'),
                0,
                ended.ends_on
                - greatest(ended.DECOM_on, months_after(young_person.DOB_on, 12 * 14))
            ) as days_from_14,
            if(
                ended.LS in ('V3', 'V4'),
                0,
                ended.ends_on
                - greatest(ended.DECOM_on, months_after(young_person.DOB_on, 12 * 16))
            ) as days_from_16
        from young_person
        left join ended using (CHILD)
    )
select row_number
from days_of_care
group by row_number, DOB_on
having
    coalesce(bool_or(is_adopted), false)
    or (
        age_on(DOB_on, $collection_end) < 20
        and (
            coalesce(sum(greatest(days_from_14, 0)), 0) < 91
            or coalesce(sum(greatest(days_from_16, 0)), 0) < 1
        )
    )
