-- Initial child protection conferences held in the year. One child and day is one conference: the
-- row of the latest enquiry that began by then stands for it. The conference of a child who moved
-- in on a plan of another authority stands in the episode, and has no enquiry here.
-- Source: DfE, Children in need census 2023 to 2024 guide, 4.8 and 4.12.3; the days are counted from
-- the strategy discussion, Working Together 2023.
select
    'Section47' as table_name,
    row_number,
    false as is_transfer_in,
    case
        when S47ActualStartDate_on <= DateOfInitialCPC_on
        then working_days_between(S47ActualStartDate_on, DateOfInitialCPC_on)
    end as working_days
from Section47
where in_year(DateOfInitialCPC_on)
qualify
    row_number() over (
        partition by LAchildID, DateOfInitialCPC_on
        order by
            coalesce(S47ActualStartDate_on <= DateOfInitialCPC_on, false) desc,
            S47ActualStartDate_on desc nulls last,
            row_number
    )
    = 1
union all
select
    'CINdetails' as table_name,
    row_number,
    true as is_transfer_in,
    null as working_days
from CINdetails
where in_year(DateOfInitialCPC_on)
