with
    activities as (
        select *
        from {{ ref("int_in_need__activity") }}
        where activity = 'pre_proceedings' and episode_id is not null
    ),

    pre_proceedings as (select * from {{ ref("int_contract__pre_proceedings") }}),

    -- What came after the year end was not known then.
    final as (
        select
            activities.authority,
            activities.collection_year,
            activities.la_child_id as "LAchildID",
            cast(activities.episode_number as varchar) as "CINdetailsID",
            case
                when pre_proceedings.prep_pre_pro_decision_date <= activities.year_end
                then strftime(pre_proceedings.prep_pre_pro_decision_date, '%Y-%m-%d')
            end as "PPStartDate",
            case
                when pre_proceedings.prep_pre_pro_letter_date <= activities.year_end
                then strftime(pre_proceedings.prep_pre_pro_letter_date, '%Y-%m-%d')
            end as "LBPSentDate",
            -- The offer stands in the letter.
            {% for flag, element in [
                ("prep_fgdm_offered", "FGDMMeetingOffer"),
                ("prep_fgdm_facilitated", "FGDMMeetingFac"),
            ] -%}
                case
                    when pre_proceedings.prep_pre_pro_letter_date > activities.year_end
                    then null
                    when pre_proceedings.{{ flag }}
                    then '1'
                    when not pre_proceedings.{{ flag }}
                    then '0'
                end as "{{ element }}",
            {% endfor -%}
            case
                when pre_proceedings.prep_initial_pre_pro_meeting_date <= activities.year_end
                then strftime(pre_proceedings.prep_initial_pre_pro_meeting_date, '%Y-%m-%d')
            end as "InitialPPMeetingDate",
            cast(pre_proceedings.prep_pre_pro_meetings_num as varchar) as "ReviewMeetingsCount",
            case
                when pre_proceedings.prep_agree_stepdown_issue_date <= activities.year_end
                then strftime(pre_proceedings.prep_agree_stepdown_issue_date, '%Y-%m-%d')
            end as "StepDecisionDate",
            -- The outcome is that of the decision.
            case
                when
                    coalesce(
                        pre_proceedings.prep_agree_stepdown_issue_date <= activities.year_end, true
                    )
                then pre_proceedings.prep_pre_pro_outcome
            end as "PPOutcome",
            case
                when pre_proceedings.prep_court_application_date <= activities.year_end
                then strftime(pre_proceedings.prep_court_application_date, '%Y-%m-%d')
            end as "CourtAppDate",
            case
                when pre_proceedings.prep_care_pro_letter_date <= activities.year_end
                then strftime(pre_proceedings.prep_care_pro_letter_date, '%Y-%m-%d')
            end as "LetterInitCPDate",
            activities.source_table,
            activities.source_row,
        from activities
        inner join
            pre_proceedings
            on activities.authority = pre_proceedings.authority
            and activities.child_id = pre_proceedings.prep_person_id
            and activities.activity_id = pre_proceedings.prep_table_id
    )

select *
from final
order by collection_year, authority, cast("CINdetailsID" as integer), "PPStartDate", source_row
