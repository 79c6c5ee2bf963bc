with
    episodes as (select * from {{ ref("int_ssda903__episode") }}),

    unaccompanied as (select * from {{ ref("int_ssda903__unaccompanied") }}),

    known as (
        select episodes.*, unaccompanied.child_id is not null as is_unaccompanied,
        from episodes
        left join unaccompanied using (authority, collection_year, child_id)
    ),

    final as (
        select
            authority,
            collection_year,
            child_id as "CHILD",
            strftime(started_on, '%d/%m/%Y') as "DECOM",
            reason_new_episode_code as "RNE",
            legal_status_code as "LS",
            primary_need_code as "CIN",
            placement_type_code as "PLACE",
            -- Not asked of temporary and other placements (rule 213).
            case
                when not regexp_matches(coalesce(placement_type_code, ''), '^(T[0-4]|Z1.?)$')
                then placement_provider_code
            end as "PLACE_PROVIDER",
            strftime(ended_on, '%d/%m/%Y') as "DEC",
            reason_ceased_code as "REC",
            placement_change_reason_code as "REASON_PLACE_CHANGE",
            -- No place is asked of children in short breaks (rules 214 and 398).
            -- No home is known of an unaccompanied child, and no distance from it is taken (rule
            -- 406), in the year after either.
            case
                when not is_short_break_series and not is_unaccompanied then home_postcode
            end as "HOME_POST",
            case when not is_short_break_series then placement_postcode end as "PL_POST",
            -- Nor a registration of places that Ofsted does not register (rule 222); it registers
            -- semi-independent living since 2023-24.
            case
                when
                    not is_short_break_series
                    and not regexp_matches(
                        coalesce(placement_type_code, ''), '^(P[1-3]|R1|R2|R5|T[0-4]|Z1.?)$'
                    )
                    and not (
                        coalesce(placement_type_code = 'H5', false) and collection_year < '2023-24'
                    )
                then placement_urn
            end as "URN",
            source_table,
            source_row,
            started_on,
        from known
    )

select * exclude (started_on)
from final
order by collection_year, authority, "CHILD", started_on
