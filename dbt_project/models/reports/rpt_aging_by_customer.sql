select
    aging.period_month,
    aging.as_of_date,
    aging.customer_id,
    customers.customer_code,
    customers.customer_name,
    customers.legal_entity_id,
    customers.salesperson_name,
    customers.zone_name,
    customers.customer_type_name,
    aging.currency_code,
    customers.credit_limit_amount,
    aging.not_due_amount,
    {% for number in range(1, 6) -%}
        aging.bucket_{{ number }}_amount,
    {% endfor -%}
    aging.overdue_amount,
    aging.open_amount,
    aging.unapplied_amount,
    aging.balance_amount,
    aging.balance_amount_mxn,
    aging.closing_balance_amount_mxn,
    aging.unrealised_fx_amount_mxn,
    aging.open_item_count,
    aging.max_past_due_days
from {{ ref('fct_aging_monthly') }} as aging
left join {{ ref('dim_customers') }} as customers
    on aging.customer_id = customers.customer_id
