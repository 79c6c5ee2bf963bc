with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ without_sentinels("child_id", "id") }} as child_id,
            {{ without_sentinels("adviser", "text") }} as adviser,
            {{ without_sentinels("eligibility", "text") }} as eligibility,
            {{ without_sentinels("pathway_plan", "date") }} as pathway_plan,
            {{ without_sentinels("in_touch", "text") }} as in_touch,
            {{ without_sentinels("last_contact", "date") }} as last_contact,
            {{ without_sentinels("accommodation", "text") }} as accommodation,
            {{ without_sentinels("suitability", "text") }} as suitability,
            {{ without_sentinels("activity", "text") }} as activity,
            {{ without_sentinels("team", "text") }} as team,
            {{ without_sentinels("worker", "text") }} as worker
        from {{ source("raw", "annex_a__care_leavers") }}
    ),

    read_as as (
        select
            *,
            {{ annex_a_reading("accommodation", "accommodation", "code") }} as accommodation_letter,
            {{ annex_a_reading("suitability", "suitability", "code") }} as suitability_digit
        from given
    ),

    -- The contract's codes say both, U1 and U2; a letter without a word on suitability is no code.
    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ made_id("annex_a", "child_id", []) }} as clea_table_id,
            child_id as clea_person_id,
            eligibility as clea_care_leaver_eligibility,
            {{ annex_a_code("in_touch", "in_touch") }} as clea_care_leaver_in_touch,
            last_contact as clea_care_leaver_latest_contact,
            case
                when regexp_matches(accommodation, '^[A-Z][12]$')
                then accommodation
                when accommodation_letter is null
                then accommodation
                else accommodation_letter || suitability_digit
            end as clea_care_leaver_accommodation,
            suitability as clea_care_leaver_accom_suitable,
            {{ annex_a_code("activity", "activity") }} as clea_care_leaver_activity,
            pathway_plan as clea_pathway_plan_review_date,
            adviser as clea_care_leaver_personal_advisor,
            case
                when team is not null then {{ made_id("annex_a", "team", []) }}
            end as clea_care_leaver_allocated_team,
            case
                when worker is not null then {{ made_id("annex_a", "worker", []) }}
            end as clea_care_leaver_worker_id
        from read_as
    )

    {{ in_contract_shape(source("raw", "ssd__care_leavers"), "mapped") }}
