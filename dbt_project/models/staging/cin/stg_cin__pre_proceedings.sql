with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            collection_year,
            {{ without_sentinels('"LAchildID"', "id") }} as child_id,
            {{ without_sentinels('"PPStartDate"', "date") }} as decided,
            {{ without_sentinels('"LBPSentDate"', "date") }} as letter_sent,
            {{ without_sentinels('"FGDMMeetingOffer"', "text") }} as meeting_offered,
            {{ without_sentinels('"FGDMMeetingFac"', "text") }} as meeting_facilitated,
            {{ without_sentinels('"InitialPPMeetingDate"', "date") }} as first_met,
            {{ without_sentinels('"ReviewMeetingsCount"', "text") }} as meetings,
            {{ without_sentinels('"StepDecisionDate"', "date") }} as stepped,
            {{ without_sentinels('"PPOutcome"', "text") }} as outcome,
            {{ without_sentinels('"CourtAppDate"', "date") }} as applied,
            {{ without_sentinels('"LetterInitCPDate"', "date") }} as care_letter_sent,
            -- Where nobody entered the decision, what was entered first stands in.
            coalesce(
                decided, letter_sent, first_met, stepped, applied, care_letter_sent
            ) as known_by
        from {{ source("raw", "cin__PreProceedings") }}
        qualify {{ is_of_newest_return("child_id, known_by") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ made_id("cin", "child_id", ["known_by"]) }} || coalesce(
                {{
                    place_in_key(
                        "child_id, known_by",
                        "letter_sent, first_met, stepped, applied, care_letter_sent, outcome",
                    )
                }},
                ''
            ) as prep_table_id,
            child_id as prep_person_id,
            decided as prep_pre_pro_decision_date,
            first_met as prep_initial_pre_pro_meeting_date,
            outcome as prep_pre_pro_outcome,
            stepped as prep_agree_stepdown_issue_date,
            letter_sent as prep_pre_pro_letter_date,
            care_letter_sent as prep_care_pro_letter_date,
            meetings as prep_pre_pro_meetings_num,
            meeting_offered as prep_fgdm_offered,
            meeting_facilitated as prep_fgdm_facilitated,
            applied as prep_court_application_date
        from given
    )

    {{ in_contract_shape(source("raw", "ssd__pre_proceedings"), "mapped") }}
