with
    assessments as (select * from {{ ref("stg_cin__assessment") }}),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cina_person_id,
            assessment_id as cina_assessment_id,
            referral_id as cina_referral_id,
            started as cina_assessment_start_date,
            authorised as cina_assessment_auth_date,
            reviewed as cina_assessment_internal_review_date
        from assessments
    )

    {{ in_contract_shape(source("raw", "ssd__cin_assessments"), "mapped") }}
