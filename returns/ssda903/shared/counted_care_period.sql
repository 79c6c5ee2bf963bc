-- Periods of care with the first and last of their episodes, without series of short breaks, and
-- whether they started or ceased in the year. A period that began before the year does not start
-- in this one.
select
    first_episode.row_number as first_row,
    last_episode.row_number as last_row,
    first_episode.CHILD,
    first_episode.LS as first_legal_status,
    first_episode.CIN as first_need,
    first_episode.PLACE as first_placement,
    last_episode.REC as last_reason,
    period_of_care.starts_on,
    period_of_care.ends_on,
    in_year(period_of_care.starts_on) and first_episode.RNE = 'S' as is_started_in_year,
    in_year(period_of_care.ends_on)
    and coalesce(last_episode.REC <> 'X1', true) as is_ceased_in_year,
    (
        select min(Header.DOB_on) from Header where Header.CHILD = first_episode.CHILD
    ) as born_on
from period_of_care
inner join Episodes as first_episode on period_of_care.first_row = first_episode.row_number
inner join Episodes as last_episode on period_of_care.last_row = last_episode.row_number
where
    not coalesce(first_episode.LS in ('V3', 'V4'), false)
    and not coalesce(last_episode.LS in ('V3', 'V4'), false)
