-- Points of what is known, of 100, and the grade they fall in. No grade without enough history: it says so.
with summed as (
    select
        period_month,
        legal_entity_id,
        sum(case when points is not null then weight_points end) as known_weight_points,
        sum(points) as points,
        {{ dbt.listagg(
            "case when points > 0 then feature_code end", "','", "order by points desc, feature_order"
        ) }} as reason_codes,
        {{ dbt.listagg(
            "case when coalesce(points, 0) <> coalesce(previous_points, 0)"
            ~ " then feature_code || ':' || cast(coalesce(points, 0) - coalesce(previous_points, 0) as varchar) end",
            "','",
            "order by abs(coalesce(points, 0) - coalesce(previous_points, 0)) desc, feature_order"
        ) }} as move_codes,
        {{ dbt.listagg("case when points is null then feature_code end", "','", "order by feature_order") }}
            as unknown_codes
    from {{ ref('fct_risk_points_monthly') }}
    group by period_month, legal_entity_id
),

scored as (
    select
        features.as_of_date,
        features.period_month,
        features.month_number,
        features.legal_entity_id,
        features.history_count,
        features.balance_amount_mxn,
        cast({{ ratio('100 * summed.points', 'summed.known_weight_points', 2) }} as decimal(9, 2)) as risk_score,
        cast(coalesce(summed.known_weight_points, 0) as decimal(9, 2)) as known_weight_points,
        summed.reason_codes,
        summed.move_codes,
        summed.unknown_codes,
        case when features.history_count < {{ credit_parameter('risk_history_count') }} then 'thin_history' end
            as ungraded_reason_code
    from {{ ref('fct_risk_features_monthly') }} as features
    inner join summed
        on features.period_month = summed.period_month and features.legal_entity_id = summed.legal_entity_id
),

grades as (
    select
        grade_code,
        grade_order,
        from_score,
        lead(from_score) over (order by from_score) as until_score
    from {{ ref('policy_risk_grades') }}
),

graded as (
    select
        scored.*,
        case when scored.ungraded_reason_code is null then grades.grade_code end as grade_code,
        case when scored.ungraded_reason_code is null then grades.grade_order end as grade_order,
        lag(scored.month_number) over (
            partition by scored.legal_entity_id
            order by scored.month_number
        ) = scored.month_number - 1 as has_previous_month
    from scored
    left join grades
        on
            scored.risk_score >= grades.from_score
            and (grades.until_score is null or scored.risk_score < grades.until_score)
),

compared as (
    select
        graded.*,
        lag(graded.risk_score) over (partition by graded.legal_entity_id order by graded.month_number)
            as last_risk_score,
        lag(graded.grade_code) over (partition by graded.legal_entity_id order by graded.month_number)
            as last_grade_code,
        lag(graded.grade_order) over (partition by graded.legal_entity_id order by graded.month_number)
            as last_grade_order
    from graded
)

select
    as_of_date,
    period_month,
    legal_entity_id,
    history_count,
    balance_amount_mxn,
    risk_score,
    grade_code,
    ungraded_reason_code,
    known_weight_points,
    unknown_codes,
    reason_codes,
    coalesce(has_previous_month, false) as has_previous_month,
    case when has_previous_month then last_risk_score end as previous_risk_score,
    case when has_previous_month then last_grade_code end as previous_grade_code,
    case when has_previous_month then move_codes end as move_codes,
    case
        when not coalesce(has_previous_month, false) then 'new'
        when grade_order > last_grade_order then 'worse'
        when grade_order < last_grade_order then 'better'
        when grade_order = last_grade_order then 'same'
        when last_grade_order is null and grade_order is not null then 'first_grade'
        else 'ungraded'
    end as migration_code
from compared
