-- Points of what is known, of 100, and the grade they fall in. No grade without enough history: it says so.
{%- set codes = [
    'payment_days', 'payment_trend', 'utilisation', 'overdue', 'disputes', 'promises', 'account_age', 'concentration',
] %}
{%- set reasons, moves, unknown = [], [], [] %}
{%- for code in codes %}
    {%- set change = 'coalesce(' ~ code ~ '_points, 0) - coalesce(' ~ code ~ '_previous_points, 0)' %}
    {%- set order = code ~ '_order' %}
    {%- set points = code ~ '_points' %}
    {%- do reasons.append(("'" ~ code ~ "'", ['case when ' ~ points ~ ' > 0 then -' ~ points ~ ' end', order])) %}
    {%- do moves.append((
        "'" ~ code ~ ":' || cast(" ~ change ~ ' as varchar)',
        ['case when ' ~ change ~ ' <> 0 then -abs(' ~ change ~ ') end', order],
    )) %}
    {%- do unknown.append(("'" ~ code ~ "'", ['case when ' ~ code ~ '_points is null then ' ~ order ~ ' end'])) %}
{%- endfor %}
with pivoted as (
    select
        period_month,
        legal_entity_id,
        {% for code in codes -%}
            max(case when feature_code = '{{ code }}' then points end) as {{ code }}_points,
            max(case when feature_code = '{{ code }}' then previous_points end) as {{ code }}_previous_points,
            max(case when feature_code = '{{ code }}' then feature_order end) as {{ code }}_order,
        {% endfor -%}
        sum(case when points is not null then weight_points end) as known_weight_points,
        sum(points) as points
    from {{ ref('fct_risk_points_monthly') }}
    group by period_month, legal_entity_id
),

summed as (
    select
        period_month,
        legal_entity_id,
        known_weight_points,
        points,
        {{ codes_in_order(reasons) }} as reason_codes,
        {{ codes_in_order(moves) }} as move_codes,
        {{ codes_in_order(unknown) }} as unknown_codes
    from pivoted
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
