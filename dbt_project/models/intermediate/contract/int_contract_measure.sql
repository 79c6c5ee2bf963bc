with
    landed as (select distinct authority, source_system from {{ ref("int_contract_landed") }}),
    given as (
        select *
        from
            (
                values
                    ('cin', 'referral__no_further_action'),
                    ('cin', 'referral__repeat_within_12_months'),
                    ('cin', 'assessment__within_45_working_days'),
                    ('cin', 'section_47__conference_within_15_working_days'),
                    ('cin', 'child_in_need__rate_per_10k'),
                    ('cin', 'child_protection__rate_per_10k'),
                    ('cin', 'child_protection__second_or_subsequent_plan'),
                    ('cin', 'child_protection__two_years_or_more'),
                    ('cin', 'child_protection__reviews_in_time'),
                    ('ssda903', 'looked_after__rate_per_10k'),
                    ('ssda903', 'looked_after__reviews_in_time'),
                    ('ssda903', 'looked_after__health_assessment_in_year'),
                    ('ssda903', 'placement__three_or_more_in_year'),
                    ('ssda903', 'placement__long_term_stability'),
                    ('ssda903', 'care_leaver__in_touch'),
                    ('ssda903', 'care_leaver__in_education_employment_training'),
                    ('ssda903', 'care_leaver__suitable_accommodation'),
                    ('annex_a', 'referral__no_further_action'),
                    ('annex_a', 'assessment__within_45_working_days'),
                    ('annex_a', 'section_47__conference_within_15_working_days'),
                    ('annex_a', 'child_in_need__rate_per_10k'),
                    ('annex_a', 'child_protection__rate_per_10k'),
                    ('annex_a', 'child_protection__second_or_subsequent_plan'),
                    ('annex_a', 'child_protection__two_years_or_more'),
                    ('annex_a', 'looked_after__rate_per_10k'),
                    ('annex_a', 'looked_after__visits_in_time')
            ) as stated(source_system, measure_id)
    )

select authority, source_system, given.measure_id
from landed
inner join given using (source_system)
union all
select authority, source_system, null as measure_id
from landed
where source_system not in ('cin', 'ssda903', 'annex_a')
