with
    months as (select * from {{ ref("int_period_end") }}),

    authorities as (select * from {{ ref("dim_authority") }}),

    providers as (select * from {{ ref("int_contract__provider") }}),

    placements as (select * from {{ ref("fct_placement") }}),

    records as (select * from {{ ref("int_care__placement") }}),

    care_periods as (select * from {{ ref("fct_care_period") }}),

    cost_lines as (select * from {{ ref("int_contract__placement_cost") }}),

    costs as (select * from {{ ref("fct_placement_cost") }}),

    years as (
        select
            {{ financial_year("period_end") }} as financial_year,
            min(period_start) as year_start,
            max(period_end) as counted_until,
            count(*) = 12 as is_whole_year,
        from months
        group by all
    ),

    -- Where two systems list one provider, it is one.
    listed as (
        select
            authority,
            prvd_provider_id as provider_id,
            any_value(prvd_provider_name) as provider_name,
            any_value(prvd_sector) as sector,
            any_value(upper(prvd_urn)) as urn,
            any_value(prvd_ofsted_grade) as ofsted_grade,
            max(prvd_ofsted_inspected_on) as ofsted_inspected_on,
        from providers
        group by authority, prvd_provider_id
    ),

    -- An Ofsted number that two providers share tells nothing.
    by_urn as (
        select authority, urn, any_value(provider_id) as provider_id,
        from listed
        where urn is not null
        group by authority, urn
        having count(*) = 1
    ),

    paid_to as (
        select
            authority,
            plco_person_id as child_id,
            plco_placement_id as placement_id,
            min_by(plco_provider_id, (plco_start_date, plco_placement_cost_id)) as provider_id,
        from cost_lines
        where plco_provider_id is not null and plco_placement_id is not null
        group by authority, plco_person_id, plco_placement_id
    ),

    -- The reason is on the record that ended; a placement to which the child returned has several.
    reasons as (
        select
            authority,
            child_id,
            ended_on,
            placement_type_code,
            any_value(change_reason_code) as change_reason_code,
        from records
        where ended_on is not null
        group by authority, child_id, ended_on, placement_type_code
    ),

    lasting as (
        select
            *,
            row_number() over (partition by authority, child_id order by started_on, placement_id)
            - 1 as placements_before,
        from placements
        where not is_temporary and not is_short_break_series
    ),

    placed as (
        select
            lasting.authority,
            -- Who is paid, or else whose number the placement bears.
            coalesce(named.provider_id, by_urn.provider_id, 'Unknown') as provider_id,
            lasting.started_on,
            lasting.placements_before,
            -- Only the status of the placement changed, and the child stayed where it was.
            case
                when reasons.change_reason_code = 'PLACE' and care_periods.care_period_id is null
                then null
                else lasting.ended_on
            end as ended_on,
            case
                when care_periods.care_period_id is not null
                then
                    case
                        when care_periods.reason_ceased_code in ('E4B', 'E9')
                        then 'unplanned'
                        when
                            coalesce(care_periods.reason_ceased_code, 'X1')
                            not in ('X1', 'E2', 'E8', 'E15')
                        then 'planned'
                    end
                when reasons.change_reason_code in ('CARPL', 'LAREQ')
                then 'planned'
                when
                    reasons.change_reason_code
                    in ('ALLEG', 'APPRR', 'CHILD', 'CLOSE', 'CREQB', 'CREQO', 'CUSTOD', 'STAND')
                then 'unplanned'
            end as ending,
        from lasting
        left join
            paid_to
            on lasting.authority = paid_to.authority
            and lasting.child_id = paid_to.child_id
            and lasting.placement_id = paid_to.placement_id
        left join
            listed as named
            on paid_to.authority = named.authority
            and paid_to.provider_id = named.provider_id
        left join
            by_urn on lasting.authority = by_urn.authority and lasting.placement_urn = by_urn.urn
        left join
            reasons
            on lasting.authority = reasons.authority
            and lasting.child_id = reasons.child_id
            and lasting.ended_on = reasons.ended_on
            and lasting.placement_type_code = reasons.placement_type_code
        left join
            care_periods
            on lasting.authority = care_periods.authority
            and lasting.care_period_id = care_periods.care_period_id
            and lasting.ended_on = care_periods.ended_on
    ),

    started as (
        select
            placed.authority,
            placed.provider_id,
            years.financial_year,
            count(*) as placements_started,
            sum(placed.placements_before) as placements_before,
        from placed
        inner join years on placed.started_on between years.year_start and years.counted_until
        group by placed.authority, placed.provider_id, years.financial_year
    ),

    ended as (
        select
            placed.authority,
            placed.provider_id,
            years.financial_year,
            count(*) as placements_ended,
            count(*) filter (placed.ending = 'unplanned') as ended_unplanned,
            count(*) filter (placed.ending is null) as ended_not_known,
        from placed
        inner join years on placed.ended_on between years.year_start and years.counted_until
        group by placed.authority, placed.provider_id, years.financial_year
    ),

    paid as (
        select
            costs.authority,
            coalesce(listed.provider_id, 'Unknown') as provider_id,
            {{ financial_year("costs.period_end") }} as financial_year,
            sum(costs.cost_gbp) as cost_gbp,
            sum(costs.placement_nights) filter (costs.cost_gbp is not null)
            / 7.0 as placement_weeks,
        from costs
        left join
            listed on costs.authority = listed.authority and costs.provider_id = listed.provider_id
        group by all
    ),

    framed as (
        select listed.*, years.*,
        from
            (
                select *
                from listed
                union all by name
                select authority, 'Unknown' as provider_id, 'Unknown' as provider_name,
                from authorities
            ) as listed
        cross join years
    ),

    final as (
        select
            framed.authority,
            framed.provider_id,
            framed.financial_year,
            framed.provider_name,
            framed.sector,
            framed.ofsted_grade,
            framed.ofsted_inspected_on,
            framed.counted_until,
            framed.is_whole_year,
            cast(coalesce(started.placements_started, 0) as integer) as placements_started,
            cast(coalesce(started.placements_before, 0) as integer) as placements_before,
            cast(started.placements_before as double)
            / started.placements_started as mean_placements_before,
            cast(coalesce(ended.placements_ended, 0) as integer) as placements_ended,
            cast(coalesce(ended.ended_unplanned, 0) as integer) as ended_unplanned,
            cast(coalesce(ended.ended_not_known, 0) as integer) as ended_not_known,
            cast(coalesce(paid.cost_gbp, 0) as decimal(18, 2)) as cost_gbp,
            cast(coalesce(paid.placement_weeks, 0) as double) as placement_weeks,
            cast(paid.cost_gbp / nullif(paid.placement_weeks, 0) as double) as weekly_cost_gbp,
        from framed
        left join
            started
            on framed.authority = started.authority
            and framed.provider_id = started.provider_id
            and framed.financial_year = started.financial_year
        left join
            ended
            on framed.authority = ended.authority
            and framed.provider_id = ended.provider_id
            and framed.financial_year = ended.financial_year
        left join
            paid
            on framed.authority = paid.authority
            and framed.provider_id = paid.provider_id
            and framed.financial_year = paid.financial_year
    )

select *
from final
