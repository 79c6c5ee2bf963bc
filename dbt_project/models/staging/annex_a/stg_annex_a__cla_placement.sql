with
    care as (select * from {{ ref("stg_annex_a__care") }} where placement_since is not null),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id as clap_person_id,
            {{
                made_id(
                    "annex_a",
                    "child_id",
                    [
                        "coalesce(cast("
                        ~ as_date("placement_since")
                        ~ " as varchar), placement_since)"
                    ],
                )
            }} || coalesce(
                {{ place_in_key("child_id, placement_since", "care_id, placement_type") }}, ''
            ) as clap_cla_placement_id,
            placement_since as clap_cla_placement_start_date,
            {{ annex_a_code("placement_type", "placement") }} as clap_cla_placement_type,
            urn as clap_cla_placement_urn,
            care_id as clap_cla_id,
            {{ annex_a_code("provider", "placement_provider") }} as clap_cla_placement_provider,
            placement_postcode as clap_cla_placement_postcode,
            ended as clap_cla_placement_end_date
        from care
    )

    {{ in_contract_shape(source("raw", "ssd__cla_placement"), "mapped") }}
