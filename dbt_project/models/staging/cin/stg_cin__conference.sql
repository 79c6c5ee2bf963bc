-- Conferences: those that followed an enquiry, and with the episode those of children who came
-- with a
-- plan from another authority.
with
    enquiries as (select * from {{ ref("stg_cin__section_47") }} where conference is not null),

    episodes as (
        select *
        from {{ ref("stg_cin__episode") }}
        where transfer_conference is not null
        qualify {{ is_of_newest_return("child_id, referral_id") }}
    ),

    together as (
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id,
            referral_id,
            enquiry_id,
            conference_target,
            conference,
            conference_on,
            false as is_transfer
        from enquiries
        union all
        select
            authority,
            source_system,
            snapshot_id,
            as_at,
            source_file,
            source_row,
            child_id,
            referral_id,
            null,
            null,
            transfer_conference,
            transfer_conference_on,
            true
        from episodes
    )

select
    *,
    {{ made_id("cin", "child_id", ["coalesce(cast(conference_on as varchar), conference)"]) }}
    || coalesce(
        {{
            place_in_key(
                "child_id, conference_on",
                "is_transfer, enquiry_id, referral_id, conference_target",
            )
        }},
        ''
    ) as conference_id
from together
