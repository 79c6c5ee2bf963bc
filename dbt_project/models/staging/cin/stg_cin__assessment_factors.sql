with
    assessments as (select * from {{ ref("stg_cin__assessment") }} where factors is not null),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            assessment_id as cinf_assessment_id,
            assessment_id as cinf_table_id,
            factors as cinf_assessment_factors_json
        from assessments
    )

    {{ in_contract_shape(source("raw", "ssd__assessment_factors"), "mapped") }}
