with
    children as (
        select
            *,
            {{ add_months("date_of_birth", 48) }} <= reference_date
            and {{ add_months("date_of_birth", 204) }} >= year_start as is_sdq_asked,
            {{ add_months("date_of_birth", 60) }} > reference_date as is_under_5,
            {{ add_months("date_of_birth", 120) }} <= reference_date as is_10_or_over,
        from {{ ref("int_ssda903__child") }}
        where is_looked_after_12_months
    ),

    questionnaires as (select * from {{ ref("int_contract__sdq_scores") }}),

    convictions as (select * from {{ ref("int_contract__cla_convictions") }}),

    checks as (
        select *
        from {{ ref("fct_health_event") }}
        where
            event_kind in ('dental_check', 'health_assessment', 'development_check', 'other_check')
            and is_done
    ),

    immunisations as (select * from {{ ref("int_contract__cla_immunisations") }}),

    misuse as (select * from {{ ref("int_contract__cla_substance_misuse") }}),

    sdq as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            questionnaires.csdq_sdq_score as score,
            questionnaires.csdq_sdq_reason as reason_code,
        from children
        inner join
            questionnaires
            on children.authority = questionnaires.authority
            and children.child_id = questionnaires.csdq_person_id
            and coalesce(questionnaires.csdq_sdq_completed_date >= children.year_start, true)
            and coalesce(questionnaires.csdq_sdq_completed_date <= children.year_end, true)
        qualify
            row_number() over (
                partition by children.authority, children.collection_year, children.child_id
                order by
                    questionnaires.csdq_sdq_score is null,
                    questionnaires.csdq_sdq_completed_date desc nulls last,
                    questionnaires.csdq_table_id
            )
            = 1
    ),

    convicted as (
        select distinct children.authority, children.collection_year, children.child_id,
        from children
        inner join
            convictions
            on children.authority = convictions.authority
            and children.child_id = convictions.clac_person_id
            and convictions.clac_cla_conviction_date
            between children.year_start and children.year_end
    ),

    checked as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            bool_or(checks.event_kind = 'dental_check') as had_dental_check,
            count_if(checks.event_kind = 'health_assessment') >= any_value(
                {{ health_assessments_due("children.date_of_birth", "children.reference_date") }}
            ) as had_health_assessment,
            bool_or(checks.event_kind = 'development_check') as had_development_check,
        from children
        inner join
            checks
            on children.authority = checks.authority
            and children.child_id = checks.child_id
            and checks.event_on between children.year_start and children.year_end
        group by children.authority, children.collection_year, children.child_id
    ),

    immunised as (
        select
            authority,
            clai_person_id as child_id,
            bool_or(clai_immunisations_status) as is_up_to_date,
        from immunisations
        group by authority, clai_person_id
    ),

    misused as (
        select
            children.authority,
            children.collection_year,
            children.child_id,
            bool_or(misuse.clas_intervention_received) as had_intervention,
            bool_or(misuse.clas_intervention_offered) as was_offered_intervention,
        from children
        inner join
            misuse
            on children.authority = misuse.authority
            and children.child_id = misuse.clas_person_id
            and misuse.clas_substance_misuse_date between children.year_start and children.year_end
            and coalesce(misuse.clas_substance_misused, true)
        group by children.authority, children.collection_year, children.child_id
    ),

    -- "No record" means "no" only where the council gives the table at all.
    given as (
        select distinct authority, 'convictions' as what,
        from convictions
        union
        select distinct authority, 'checks',
        from checks
        union
        select distinct authority, 'immunisations',
        from immunisations
        union
        select distinct authority, 'misuse',
        from misuse
    ),

    joined as (
        select
            children.*,
            sdq.score,
            sdq.reason_code,
            case
                when convicted.child_id is not null
                then '1'
                when given_convictions.authority is not null
                then '0'
            end as convicted,
            case
                when checked.had_development_check
                then '1'
                when given_checks.authority is not null
                then '0'
            end as health_check,
            case
                when immunised.is_up_to_date
                then '1'
                when given_immunisations.authority is not null
                then '0'
            end as immunised,
            case
                when checked.had_dental_check
                then '1'
                when given_checks.authority is not null
                then '0'
            end as teeth_check,
            case
                when checked.had_health_assessment
                then '1'
                when given_checks.authority is not null
                then '0'
            end as health_assessment,
            case
                when misused.child_id is not null
                then '1'
                when given_misuse.authority is not null
                then '0'
            end as misuse,
            case
                when misused.child_id is not null
                then case when coalesce(misused.had_intervention, false) then '1' else '0' end
            end as intervention_received,
            -- Asked of those alone who received none (rules 158, 159 and 193).
            case
                when misused.child_id is not null and not coalesce(misused.had_intervention, false)
                then
                    case misused.was_offered_intervention when true then '1' when false then '0' end
            end as intervention_offered,
        from children
        left join sdq using (authority, collection_year, child_id)
        left join convicted using (authority, collection_year, child_id)
        left join checked using (authority, collection_year, child_id)
        left join immunised using (authority, child_id)
        left join misused using (authority, collection_year, child_id)
        left join
            given as given_convictions
            on children.authority = given_convictions.authority
            and given_convictions.what = 'convictions'
        left join
            given as given_checks
            on children.authority = given_checks.authority
            and given_checks.what = 'checks'
        left join
            given as given_immunisations
            on children.authority = given_immunisations.authority
            and given_immunisations.what = 'immunisations'
        left join
            given as given_misuse
            on children.authority = given_misuse.authority
            and given_misuse.what = 'misuse'
    ),

    final as (
        select
            authority,
            collection_year,
            child_id as "CHILD",
            strftime(date_of_birth, '%d/%m/%Y') as "DOB",
            case when is_sdq_asked then cast(score as varchar) end as "SDQ_SCORE",
            case when is_sdq_asked and score is null then reason_code end as "SDQ_REASON",
            case when is_10_or_over then convicted end as "CONVICTED",
            case when is_under_5 then health_check end as "HEALTH_CHECK",
            immunised as "IMMUNISATIONS",
            teeth_check as "TEETH_CHECK",
            health_assessment as "HEALTH_ASSESSMENT",
            misuse as "SUBSTANCE_MISUSE",
            intervention_received as "INTERVENTION_RECEIVED",
            intervention_offered as "INTERVENTION_OFFERED",
            source_table,
            source_row,
        from joined
    )

select *
from final
order by collection_year, authority, "CHILD"
