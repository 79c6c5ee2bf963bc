with
    activities as (
        select *
        from {{ ref("int_in_need__activity") }}
        where activity = 'assessment' and episode_id is not null
    ),

    assessments as (select * from {{ ref("fct_assessment") }}),

    scope as (select * from {{ ref("int_in_need__scope") }}),

    final as (
        select
            activities.authority,
            activities.collection_year,
            activities.la_child_id as "LAchildID",
            cast(activities.episode_number as varchar) as "CINdetailsID",
            cast(
                row_number() over (
                    partition by activities.authority, activities.collection_year
                    order by
                        activities.episode_number, assessments.started_on, assessments.assessment_id
                ) as varchar
            ) as "AssessmentID",
            strftime(assessments.started_on, '%Y-%m-%d') as "AssessmentActualStartDate",
            strftime(assessments.internal_review_on, '%Y-%m-%d') as "AssessmentInternalReviewDate",
            case
                when assessments.authorised_on <= activities.year_end
                then strftime(assessments.authorised_on, '%Y-%m-%d')
            end as "AssessmentAuthorisationDate",
            -- Factors are those found at the end, so an assessment under way has none. 21 says that
            -- none was found, which is not said of a child whose harm was enquired into.
            case
                when assessments.authorised_on <= activities.year_end
                then
                    list_sort(
                        list_distinct(
                            list_filter(
                                assessments.factor_codes,
                                lambda code:code <> '21' or not scope.has_section_47
                            )
                        )
                    )
                else cast([] as varchar[])
            end as "AssessmentFactors",
            activities.source_table,
            activities.source_row,
        from activities
        inner join
            assessments
            on activities.authority = assessments.authority
            and activities.child_id = assessments.child_id
            and activities.activity_id = assessments.assessment_id
        inner join
            scope
            on activities.authority = scope.authority
            and activities.collection_year = scope.collection_year
            and activities.episode_id = scope.episode_id
            and activities.child_id = scope.child_id
    )

select *
from final
order by collection_year, authority, cast("AssessmentID" as integer)
