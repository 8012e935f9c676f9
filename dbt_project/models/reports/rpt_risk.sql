select
    scores.period_month,
    scores.as_of_date,
    scores.legal_entity_id,
    entities.customer_codes,
    entities.legal_entity_name,
    entities.salesperson_names,
    scores.balance_amount_mxn,
    scores.grade_code,
    scores.previous_grade_code,
    scores.migration_code,
    scores.risk_score,
    scores.previous_risk_score,
    scores.ungraded_reason_code,
    scores.move_codes,
    scores.reason_codes,
    scores.unknown_codes,
    scores.history_count,
    features.payment_days,
    features.payment_trend_days,
    features.utilisation_percent,
    features.overdue_percent,
    features.disputed_percent,
    features.broken_promise_count,
    features.account_age_months,
    features.concentration_percent
from {{ ref('fct_risk_scores_monthly') }} as scores
inner join {{ ref('fct_risk_features_monthly') }} as features
    on scores.period_month = features.period_month and scores.legal_entity_id = features.legal_entity_id
inner join {{ ref('dim_legal_entities') }} as entities
    on scores.legal_entity_id = entities.legal_entity_id
