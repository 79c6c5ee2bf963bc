-- Of its social workers the return has the number in the register and nothing else.
with
    given as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            {{ without_sentinels('"SW_ID"', "text") }} as worker
        from {{ source("raw", "ssda903__SWEpisodes") }}
    ),

    mapped as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            worker as prof_professional_id,
            worker as prof_social_worker_registration_no
        from given
        where worker is not null
        qualify
            row_number() over (
                partition by authority, source_system, snapshot_id, worker
                order by source_file, source_row
            )
            = 1
    )

    {{ in_contract_shape(source("raw", "ssd__professionals"), "mapped") }}
