-- What a month's report says of the months closed before it.
select
    periods.period_month,
    changes.closed_month,
    changes.reason_code,
    reasons.reason_order,
    changes.customer_id,
    customers.customer_code,
    customers.customer_name,
    changes.document_id,
    changes.document_number,
    changes.document_date,
    changes.currency_code,
    changes.change_amount,
    changes.change_amount_mxn,
    changes.closing_change_amount_mxn,
    changes.moved_amount,
    changes.learned_at,
    deliveries.file_name as evidence_file_name
from {{ ref('fct_closed_month_changes') }} as changes
inner join {{ ref('dim_periods') }} as periods
    on changes.closed_month < periods.period_month
inner join {{ ref('policy_change_reasons') }} as reasons
    on changes.reason_code = reasons.reason_code
left join {{ ref('dim_customers') }} as customers
    on changes.customer_id = customers.customer_id
left join {{ ref('fct_deliveries') }} as deliveries
    on changes.evidence_delivery_id = deliveries.delivery_id
