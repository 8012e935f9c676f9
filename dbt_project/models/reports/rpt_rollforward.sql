select
    movements.period_month,
    movements.customer_id,
    customers.customer_code,
    customers.customer_name,
    movements.currency_code,
    movements.opening_amount,
    movements.charges_amount,
    movements.receipts_amount,
    movements.credit_memos_amount,
    movements.write_offs_amount,
    movements.discounts_amount,
    movements.adjustments_amount,
    movements.closing_amount,
    movements.opening_amount_mxn,
    movements.movements_amount_mxn,
    movements.fx_amount_mxn,
    movements.closing_amount_mxn
from {{ ref('fct_rollforward_monthly') }} as movements
left join {{ ref('dim_customers') }} as customers
    on movements.customer_id = customers.customer_id
