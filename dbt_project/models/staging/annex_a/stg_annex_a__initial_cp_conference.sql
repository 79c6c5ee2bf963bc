with
    enquiries as (select * from {{ ref("stg_annex_a__enquiry") }} where conference is not null),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as icpc_person_id,
            {{
                made_id(
                    "annex_a",
                    "child_id",
                    ["coalesce(cast(conference_on as varchar), conference)"],
                )
            }} || coalesce(
                {{ place_in_key("child_id, conference", "enquiry_id") }}, ''
            ) as icpc_icpc_id,
            enquiry_id as icpc_s47_enquiry_id,
            conference as icpc_icpc_date,
            {{ annex_a_code("led_to_plan", "yes_no") }} as icpc_icpc_outcome_cp_flag
        from enquiries
    )

    {{ in_contract_shape(source("raw", "ssd__initial_cp_conference"), "mapped") }}
