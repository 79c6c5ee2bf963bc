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
            {{ without_sentinels("contact", "date") }} as contact,
            {{ without_sentinels("source", "text") }} as source
        from {{ source("raw", "annex_a__contacts") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as cont_person_id,
            {{
                made_id(
                    "annex_a",
                    "child_id",
                    ["coalesce(cast(" ~ as_date("contact") ~ " as varchar), contact)"],
                )
            }}
            || coalesce({{ place_in_key("child_id, contact", "source") }}, '') as cont_contact_id,
            contact as cont_contact_date,
            {{ annex_a_code("source", "source") }} as cont_contact_source_code,
            source as cont_contact_source_desc
        from given
    )

    {{ in_contract_shape(source("raw", "ssd__contacts"), "mapped") }}
