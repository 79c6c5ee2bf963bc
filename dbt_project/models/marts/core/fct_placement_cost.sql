with
    costs as (select * from {{ ref("int_contract__placement_cost") }}),

    placements as (select * from {{ ref("int_contract__cla_placement") }}),

    providers as (select * from {{ ref("int_contract__provider") }}),

    months as (select * from {{ ref("int_period_end") }}),

    held as (select * from {{ ref("int_child_team") }}),

    lines as (
        select
            costs.authority,
            costs.plco_placement_cost_id as cost_line_id,
            costs.plco_person_id as child_id,
            costs.plco_placement_id as placement_id,
            coalesce(
                costs.plco_placement_id, 'line ' || costs.plco_placement_cost_id
            ) as paid_placement,
            costs.plco_provider_id as provider_id,
            costs.plco_start_date as paid_from,
            costs.plco_end_date as recorded_end_on,
            placements.clap_cla_placement_end_date as placement_ended_on,
            placements.clap_cla_placement_type as placement_type_code,
            placements.clap_cla_placement_provider as placement_provider_code,
            costs.plco_weekly_cost_gbp as weekly_cost_gbp,
            {{
                social_care_share(
                    "costs.plco_weekly_cost_gbp",
                    "costs.plco_social_care_share_gbp",
                    "costs.plco_education_share_gbp",
                    "costs.plco_health_share_gbp",
                )
            }} as weekly_social_care_gbp,
            costs.plco_education_share_gbp as weekly_education_gbp,
            costs.plco_health_share_gbp as weekly_health_gbp,
            costs.source_system,
            costs.source_table,
            costs.source_file,
            costs.source_row,
        from costs
        left join
            placements
            on costs.authority = placements.authority
            and costs.plco_person_id = placements.clap_person_id
            and costs.plco_placement_id = placements.clap_cla_placement_id
    ),

    -- The night is what is paid. The last day of a line is paid with the rest, unless the next line
    -- of the placement begins on it. No line is paid beyond the placement itself: an end that
    -- nobody entered would cost for ever.
    paid as (
        select
            *,
            least(
                {{ end_or_open("placement_ended_on") }},
                case
                    when recorded_end_on is null
                    then {{ end_or_open("recorded_end_on") }}
                    when lead(paid_from) over placement = recorded_end_on
                    then recorded_end_on
                    else recorded_end_on + 1
                end
            ) as paid_until,
        from lines
        window
            placement as (
                partition by authority, child_id, paid_placement order by paid_from, cost_line_id
            )
    ),

    -- Two lines for the same nights (a price and what is paid on top) are one placement: the nights
    -- are counted with the line that began first.
    counted as (
        select
            *,
            greatest(
                paid_from,
                coalesce(
                    max(paid_until) over (
                        partition by authority, child_id, paid_placement
                        order by paid_from, cost_line_id
                        rows between unbounded preceding and 1 preceding
                    ),
                    paid_from
                )
            ) as nights_count_from,
        from paid
    ),

    in_month as (
        select
            counted.*,
            months.period_end,
            least(counted.paid_until, months.period_end + 1)
            - greatest(counted.paid_from, months.period_start) as days_paid,
            greatest(
                least(counted.paid_until, months.period_end + 1)
                - greatest(counted.nights_count_from, months.period_start),
                0
            ) as placement_nights,
            least(counted.paid_until - 1, months.period_end) as last_night,
        from counted
        inner join
            months
            on counted.paid_from <= months.period_end
            and counted.paid_until > months.period_start
            and counted.paid_until > counted.paid_from
    ),

    final as (
        select
            in_month.authority,
            in_month.cost_line_id,
            in_month.period_end,
            in_month.child_id,
            in_month.placement_id,
            in_month.placement_type_code,
            in_month.placement_provider_code,
            in_month.provider_id,
            providers.prvd_provider_name as provider_name,
            providers.prvd_sector as sector,
            in_month.weekly_cost_gbp,
            cast(in_month.days_paid as integer) as days_paid,
            cast(in_month.placement_nights as integer) as placement_nights,
            {{ cost_of_days("in_month.weekly_cost_gbp", "in_month.days_paid") }} as cost_gbp,
            {{ cost_of_days("in_month.weekly_social_care_gbp", "in_month.days_paid") }}
            as social_care_gbp,
            {{ cost_of_days("in_month.weekly_education_gbp", "in_month.days_paid") }}
            as education_gbp,
            {{ cost_of_days("in_month.weekly_health_gbp", "in_month.days_paid") }} as health_gbp,
            held.team,
            in_month.source_system,
            in_month.source_table,
            in_month.source_file,
            in_month.source_row,
        from in_month
        left join
            providers
            on in_month.authority = providers.authority
            and in_month.provider_id = providers.prvd_provider_id
        left join held on {{ held_on("held", "in_month", "in_month.last_night") }}
    )

select *
from final
