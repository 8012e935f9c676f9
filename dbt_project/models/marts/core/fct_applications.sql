select
    entry_id as application_id,
    credit_id,
    credit_number,
    class_code,
    credit_date,
    charge_id,
    charge_number,
    charge_date,
    effective_date,
    cast({{ dbt.date_trunc('month', 'effective_date') }} as date) as period_month,
    customer_id,
    currency_code,
    applied_amount,
    discount_amount,
    applied_amount_mxn
from {{ ref('int_applications_dated') }}
where has_charge
