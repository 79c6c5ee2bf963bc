with
    care as (select * from {{ ref("stg_annex_a__care") }} where status_since is not null),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as lega_person_id,
            {{
                made_id(
                    "annex_a",
                    "child_id",
                    ["coalesce(cast(" ~ as_date("status_since") ~ " as varchar), status_since)"],
                )
            }} || coalesce(
                {{ place_in_key("child_id, status_since", "care_id, legal_status") }}, ''
            ) as lega_legal_status_id,
            {{ annex_a_code("legal_status", "legal_status") }} as lega_legal_status,
            status_since as lega_legal_status_start_date,
            ended as lega_legal_status_end_date
        from care
    )

    {{ in_contract_shape(source("raw", "ssd__legal_status"), "mapped") }}
