select
    predictions.period_month,
    predictions.as_of_date,
    predictions.charge_id,
    predictions.installment_number,
    items.document_number,
    predictions.customer_id,
    customers.customer_code,
    customers.customer_name,
    items.currency_code,
    items.open_amount,
    predictions.due_date,
    predictions.late_probability,
    predictions.over_30_probability,
    predictions.over_60_probability,
    predictions.over_90_probability,
    predictions.early_date,
    predictions.expected_date,
    predictions.late_date,
    predictions.predictor_code,
    predictions.fallback_reason_code,
    predictions.model_version_code,
    reasons_1.label_es as reason_1_label_es,
    reasons_1.label_en as reason_1_label_en,
    predictions.reason_1_points,
    reasons_2.label_es as reason_2_label_es,
    reasons_2.label_en as reason_2_label_en,
    predictions.reason_2_points,
    reasons_3.label_es as reason_3_label_es,
    reasons_3.label_en as reason_3_label_en,
    predictions.reason_3_points
from {{ ref('fct_item_predictions') }} as predictions
inner join {{ ref('fct_open_items_monthly') }} as items
    on
        predictions.as_of_date = items.as_of_date
        and predictions.charge_id = items.charge_id
        and predictions.installment_number = items.installment_number
left join {{ ref('dim_customers') }} as customers
    on predictions.customer_id = customers.customer_id
{% for place in (1, 2, 3) %}
    left join {{ ref('policy_prediction_reasons') }} as reasons_{{ place }}
        on predictions.reason_{{ place }}_code = reasons_{{ place }}.reason_code
{% endfor %}
where not predictions.is_backtest
