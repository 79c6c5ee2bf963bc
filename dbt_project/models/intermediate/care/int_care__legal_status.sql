with
    legal_status as (select * from {{ ref("int_contract__legal_status") }}),

    begun as (
        select
            authority,
            lega_person_id as child_id,
            lega_legal_status as legal_status_code,
            lega_legal_status_start_date as started_on,
            -- A placement order stands beside the care order; the SSDA903 wants the placement
            -- order.
            row_number() over (
                partition by authority, lega_person_id, lega_legal_status_start_date
                order by
                    case
                        when lega_legal_status = 'E1'
                        then 0
                        when lega_legal_status in ('C1', 'C2')
                        then 1
                        else 2
                    end,
                    lega_legal_status_id
            ) as precedence,
        from legal_status
        where lega_legal_status is not null and lega_legal_status_start_date <= {{ as_at() }}
    )

-- A child in care always has a legal status, so each stands until the next begins, whatever its
-- own end says: systems end statuses on the day before the next, on the same day, or not at all.
select
    authority,
    child_id,
    legal_status_code,
    started_on,
    lead(started_on) over (partition by authority, child_id order by started_on) as ended_on,
from begun
where precedence = 1
